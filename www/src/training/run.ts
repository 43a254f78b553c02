/**
 * Where a run is.
 * - starting: the engine is on its way
 * - idle: not a step taken since the start or a reset
 * - training
 * - waiting: would train, but the next batch's images are still on their way
 * - paused
 * - evaluating: the test images are gone through; `then` comes after
 * - done: all epochs of the recipe, or its goal reached
 * - failed: the run cannot go on; a reset helps, or other weights
 */
export type Run =
  | { phase: "starting" | "idle" | "training" | "waiting" | "paused" | "done" | "failed" }
  | { phase: "evaluating"; then: "idle" | "training" | "paused" | "done" };

/** What can happen to a run: the visitor's wishes and the worker's news. */
export type RunEvent =
  | "started"
  | "resumed"
  | "train"
  | "pause"
  | "stepped"
  | "starved"
  | "fed"
  | "epoch-ended"
  | "recipe-ended"
  | "evaluate"
  | "evaluated"
  | "reached"
  | "reset"
  | "broke";

/** The state after an event. An event that means nothing in a state leaves it as it is. */
export function transition(run: Run, event: RunEvent): Run {
  switch (event) {
    case "started":
      return run.phase === "starting" ? { phase: "idle" } : run;
    case "resumed":
      return run.phase === "starting" || run.phase === "idle" ? { phase: "paused" } : run;
    case "reset":
      return run.phase === "starting" ? run : { phase: "idle" };
    case "broke":
      return { phase: "failed" };
    case "train":
      if (isAtRest(run)) return { phase: "training" };
      return run.phase === "evaluating" ? { ...run, then: "training" } : run;
    case "pause":
      if (run.phase === "training" || run.phase === "waiting") return { phase: "paused" };
      return run.phase === "evaluating" && run.then === "training" ? { ...run, then: "paused" } : run;
    case "stepped":
      return run.phase === "idle" || run.phase === "done" ? { phase: "paused" } : run;
    case "starved":
      return run.phase === "training" ? { phase: "waiting" } : run;
    case "fed":
      return run.phase === "waiting" ? { phase: "training" } : run;
    case "epoch-ended":
      if (run.phase === "training") return { phase: "evaluating", then: "training" };
      return run.phase === "paused" ? { phase: "evaluating", then: "paused" } : run;
    case "recipe-ended":
      return run.phase === "training" || run.phase === "paused" ? { phase: "evaluating", then: "done" } : run;
    case "evaluate":
      if (run.phase === "waiting") return { phase: "evaluating", then: "training" };
      if (run.phase === "idle" || run.phase === "training" || run.phase === "paused" || run.phase === "done") {
        return { phase: "evaluating", then: run.phase };
      }
      return run;
    case "reached":
      if (run.phase !== "evaluating") return run;
      return { phase: run.then === "training" ? "done" : run.then };
    case "evaluated":
      return run.phase === "evaluating" ? { phase: run.then } : run;
  }
}

/** True while the run goes on by itself until it is paused: the train button then pauses. */
export function isRunning(run: Run): boolean {
  return run.phase === "training" || run.phase === "waiting" || (run.phase === "evaluating" && run.then === "training");
}

/** True while nothing goes on: a step can be taken by hand. */
export function isAtRest(run: Run): boolean {
  return run.phase === "idle" || run.phase === "paused" || run.phase === "done";
}
