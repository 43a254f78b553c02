import type { Language } from ".";
import { tour as en } from "./tour.en";
import { tour as zhCN } from "./tour.zh-CN";

export type { Facts } from "./tour.en";

/** The tour's words: apart from the others, since they are fetched only when somebody takes it. */
export const tours: Record<Language, typeof en> = { "zh-CN": zhCN, en };
