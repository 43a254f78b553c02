import type { Problem } from "../training/protocol";

/** What went wrong where nobody waited for it: a page that is loaded anew is the way out. */
export class Crash {
  problem = $state<Problem>();

  constructor() {
    // Some parts of the page are fetched when they are wanted.
    addEventListener("vite:preloadError", ({ payload }) => this.tell("part", payload.message));
    // In a call to the worker, too.
    addEventListener("unhandledrejection", ({ reason }) => {
      if (!this.problem) this.tell("unexpected", String(reason));
    });
  }

  tell(code: Problem["code"], detail: string): void {
    this.problem = { code, detail, retry: "page" };
  }
}
