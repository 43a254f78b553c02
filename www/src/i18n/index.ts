import type { en } from "./en";

/** Every word on the page; each language has exactly these. */
export type Messages = typeof en;

/** A language of the page, by its tag. */
export type Language = "zh-CN" | "en";

/** The page's languages. */
export const LANGUAGES: readonly Language[] = ["zh-CN", "en"];

/** Fetches a language's words: nobody reads both at a time. */
export async function fetchMessages(language: Language): Promise<Messages> {
  return language === "en" ? (await import("./en")).en : (await import("./zh-CN")).zhCN;
}

/** What a language calls a setting; the engine's own word where it has none. */
export function nameIn(names: Readonly<Partial<Record<string, string>>>, setting: string): string {
  return names[setting] ?? setting;
}
