import type { Language } from ".";
import { editor as en } from "./editor.en";
import { editor as zhCN } from "./editor.zh-CN";

/** The words of the network's table: apart from the others, since they are fetched only when somebody opens it. */
export const editors: Record<Language, typeof en> = { "zh-CN": zhCN, en };
