import { en } from "./en";
import { zhCN } from "./zh-CN";

/** Every word on the page; each language has exactly these. */
export type Messages = typeof en;

/** A language of the page, by its tag. */
export type Language = "zh-CN" | "en";

/** The page's languages. */
export const LANGUAGES: readonly Language[] = ["zh-CN", "en"];

/** The words by language. */
export const messages: Record<Language, Messages> = { "zh-CN": zhCN, en };
