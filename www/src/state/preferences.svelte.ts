import { flushSync } from "svelte";
import { fetchMessages, LANGUAGES, type Language, type Messages } from "../i18n";
import type { Theme } from "../paint/palette";

/** What the visitor chose, or left to the system. */
export type ThemeChoice = "auto" | Theme;

/** What shares one scale of colours. */
export type Scale = "map" | "layer" | "network";

const THEMES: readonly ThemeChoice[] = ["auto", "light", "dark"];
/** The scales there are. */
export const SCALES: readonly Scale[] = ["map", "layer", "network"];

/** Language, theme, scale of colours: remembered, and applied to the document. */
export class Preferences {
  language = $state<Language>() as Language;
  text = $state.raw<Messages>() as Messages;
  themeChoice = $state<ThemeChoice>(remembered("theme", THEMES) ?? "auto");
  scale = $state<Scale>(remembered("scale", SCALES) ?? "layer");
  private systemDark = $state(false);
  private printing = $state(false);
  private asked?: Language;

  private readonly screenTheme: Theme = $derived(
    this.themeChoice === "auto" ? (this.systemDark ? "dark" : "light") : this.themeChoice,
  );
  /** Paper is light. */
  readonly theme: Theme = $derived(this.printing ? "light" : this.screenTheme);
  private readonly numbers = $derived(new Intl.NumberFormat(this.language));

  private constructor(language: Language, text: Messages) {
    this.language = language;
    this.text = text;
    const query = matchMedia("(prefers-color-scheme: dark)");
    this.systemDark = query.matches;
    query.addEventListener("change", () => (this.systemDark = query.matches));
    // What is printed is what stands there when the event is over.
    addEventListener("beforeprint", () => flushSync(() => (this.printing = true)));
    addEventListener("afterprint", () => (this.printing = false));
  }

  /**
   * Fetches the language's words, and everything else that was chosen before.
   * @param language one that is asked for; if none is, the one spoken last, or the browser's.
   */
  static async fetch(language?: Language): Promise<Preferences> {
    const spoken = language ?? remembered("language", LANGUAGES) ?? systemLanguage();
    return new Preferences(spoken, await fetchMessages(spoken));
  }

  /** A count with the language's separators. */
  count(value: number): string {
    return this.numbers.format(value);
  }

  /** Speaks another language as soon as its words are there, and from then on. */
  async choose(language: Language): Promise<void> {
    remember("language", language);
    await this.speak(language);
  }

  /** Speaks another language as soon as its words are there, this time. */
  async speak(language: Language): Promise<void> {
    this.asked = language;
    const text = await fetchMessages(language);
    // Another may have been asked for meanwhile, and be there already.
    if (this.asked !== language) return;
    this.text = text;
    this.language = language;
  }

  dress(theme: ThemeChoice): void {
    this.themeChoice = theme;
    remember("theme", theme);
  }

  measure(scale: Scale): void {
    this.scale = scale;
    remember("scale", scale);
  }
}

function systemLanguage(): Language {
  return navigator.language.toLowerCase().startsWith("zh") ? "zh-CN" : "en";
}

// Storage may be forbidden; then nothing is remembered.
function remembered<T extends string>(key: string, allowed: readonly T[]): T | undefined {
  try {
    const value = localStorage.getItem(key);
    return allowed.find((choice) => choice === value);
  } catch {
    return undefined;
  }
}

function remember(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    return;
  }
}
