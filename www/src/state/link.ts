import { LANGUAGES, type Language } from "../i18n";
import type { LinkProblem } from "../i18n/link-problem";
import type { Choice, NetworkSpec } from "../training/protocol";
import { PRESETS } from "../training/recipe";
import { SETTINGS, type Changes, type Setting } from "../training/settings";

/** What a link tells: everything that decides what the page shows, but for what was drawn and how far it has trained. */
export interface Link {
  choice: Choice;
  /** The watched test digit. */
  digit: number;
  language?: Language;
}

/** Thrown for a link that cannot be followed. */
export class LinkError extends Error {
  constructor(readonly problem: LinkProblem) {
    super(problem.code);
  }
}

/** What the page shows without a link. */
export const DEFAULT_LINK: Link = { choice: { network: PRESETS[0], changes: {} }, digit: 0 };

const LAST_DIGIT = 9_999;
/** Characters of a link's words that are told again when they mean nothing. */
const LONGEST_TOLD = 40;
/** How deep a network's JSON goes, at most. */
const DEEPEST = 8;

// In the fragment, not the query: it stays out of the servers' logs and caches, and a link that is pasted over another
// one does not load the page again. A network of one's own is JSON, escaped so that no program that sends links on cuts
// it short: the same JSON that files have.

/** The fragment that leads back here, with its #. */
export function writeLink({ choice, digit, language }: Link): string {
  const { network, changes } = choice;
  const words = new URLSearchParams({
    network: typeof network === "string" ? network : JSON.stringify(network),
    ...changes,
    digit: String(digit),
    ...(language && { language }),
  });
  return `#${words.toString()}`;
}

/**
 * What a fragment says; ranges are left to the engine.
 * @throws LinkError
 */
export function readLink(fragment: string): Link {
  let { choice, digit } = DEFAULT_LINK;
  let language: Language | undefined;
  const changes: Changes = {};
  const seen = new Set<string>();
  for (const [key, value] of new URLSearchParams(fragment.replace(/^#/, ""))) {
    if (seen.has(key)) throw new LinkError({ code: "twice", key: told(key) });
    seen.add(key);
    if (key === "network") choice = { ...choice, network: networkOf(value) };
    else if (key === "digit") digit = digitOf(value);
    else if (key === "language") language = languageOf(value);
    else if ((SETTINGS as readonly string[]).includes(key)) changes[key as Setting] = value;
    else throw new LinkError({ code: "unknown-key", key: told(key) });
  }
  return { choice: { ...choice, changes }, digit, language };
}

/** The language that a fragment asks for, whatever else is wrong with it. */
export function languageIn(fragment: string): Language | undefined {
  const wanted = new URLSearchParams(fragment.replace(/^#/, "")).get("language");
  return LANGUAGES.find((language) => language === wanted);
}

function networkOf(value: string): string | NetworkSpec {
  if ((PRESETS as readonly string[]).includes(value)) return value;
  // Some programs that send links on escape them once more.
  const isEscaped = /^\s*%7b/i.test(value);
  if (!isEscaped && !value.trimStart().startsWith("{")) {
    throw new LinkError({ code: "no-network", value: told(value), names: PRESETS });
  }
  try {
    // Whether it is a network is for the engine to say.
    const network = JSON.parse(isEscaped ? decodeURIComponent(value) : value) as NetworkSpec;
    if (isDeeper(network, DEEPEST)) throw new Error("too deep");
    return network;
  } catch {
    throw new LinkError({ code: "no-json" });
  }
}

/** What is nested very deep does not even reach the worker. */
function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1));
}

function digitOf(value: string): number {
  if (!/^\d{1,4}$/.test(value)) throw new LinkError({ code: "no-digit", value: told(value), most: LAST_DIGIT });
  return Number(value);
}

function languageOf(value: string): Language {
  const language = LANGUAGES.find((one) => one === value);
  if (!language) throw new LinkError({ code: "no-language", value: told(value), names: LANGUAGES });
  return language;
}

function told(word: string): string {
  return word.length > LONGEST_TOLD ? `${word.slice(0, LONGEST_TOLD)}…` : word;
}
