import { settingProblemOf } from "./choice";
import type { LenetError } from "./engine";
import type { Problem } from "./protocol";

/** An error as the page wants to hear of it: the engine's and the data's errors carry a `code`. */
export function problemOf(error: unknown, retry?: Problem["retry"]): Problem {
  const detail = error instanceof Error ? error.message : String(error);
  const { code, problem } = (error ?? {}) as Partial<LenetError>;
  return {
    code: typeof code === "string" ? code : "unexpected",
    detail,
    network: problem,
    setting: settingProblemOf(error),
    retry,
  };
}
