import { flushSync } from "svelte";

/** Does what changes pictures, and has them painted; tells whoever observes the page's performance how long it took. */
export function timed(change: () => void): void {
  const start = performance.now();
  flushSync(change);
  performance.measure("paint", { start });
  // Kept by observers only, or the list would grow thirty times a second.
  performance.clearMeasures("paint");
}
