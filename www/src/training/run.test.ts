import { describe, expect, it } from "vitest";
import { isAtRest, isRunning, transition, type Run, type RunEvent } from "./run";

/** The states that a row of events leads through. */
function walk(run: Run, ...events: RunEvent[]): Run[] {
  return events.map((event) => (run = transition(run, event)));
}

const end = (run: Run, ...events: RunEvent[]) => walk(run, ...events).at(-1);

describe("a run", () => {
  it("goes from start to done", () => {
    expect(
      walk({ phase: "starting" }, "started", "train", "epoch-ended", "evaluated", "recipe-ended", "evaluated"),
    ).toEqual([
      { phase: "idle" },
      { phase: "training" },
      { phase: "evaluating", then: "training" },
      { phase: "training" },
      { phase: "evaluating", then: "done" },
      { phase: "done" },
    ]);
  });

  it("goes on from another visit", () => {
    expect(walk({ phase: "starting" }, "resumed", "started")).toEqual([{ phase: "paused" }, { phase: "paused" }]);
    expect(end({ phase: "idle" }, "resumed")).toEqual({ phase: "paused" });
    expect(end({ phase: "training" }, "resumed")).toEqual({ phase: "training" });
  });

  it("waits for digits, and goes on when they come", () => {
    expect(walk({ phase: "training" }, "starved", "fed")).toEqual([{ phase: "waiting" }, { phase: "training" }]);
    expect(end({ phase: "training" }, "starved", "pause", "fed")).toEqual({ phase: "paused" });
  });

  it("can be paused and taken up while it is tested", () => {
    expect(end({ phase: "training" }, "epoch-ended", "pause", "evaluated")).toEqual({ phase: "paused" });
    expect(end({ phase: "paused" }, "evaluate", "train", "evaluated")).toEqual({ phase: "training" });
  });

  it("returns to where it was after a test on demand", () => {
    for (const phase of ["idle", "training", "paused", "done"] as const) {
      expect(end({ phase }, "evaluate", "evaluated")).toEqual({ phase });
    }
  });

  it("is reset from any state but the first, and ignores the late news of what was", () => {
    for (const phase of ["idle", "training", "waiting", "paused", "done", "failed"] as const) {
      expect(end({ phase }, "reset")).toEqual({ phase: "idle" });
    }
    expect(end({ phase: "evaluating", then: "done" }, "reset", "evaluated")).toEqual({ phase: "idle" });
    expect(end({ phase: "training" }, "reset", "epoch-ended")).toEqual({ phase: "idle" });
    expect(end({ phase: "starting" }, "train", "reset")).toEqual({ phase: "starting" });
  });

  it("that failed does nothing but start over", () => {
    const failed: Run = { phase: "failed" };
    for (const event of ["train", "pause", "stepped", "evaluate", "fed"] as const) {
      expect(transition(failed, event)).toBe(failed);
    }
    expect(end({ phase: "training" }, "broke")).toEqual(failed);
  });

  it("counts as paused after single steps", () => {
    expect(end({ phase: "idle" }, "stepped")).toEqual({ phase: "paused" });
    expect(end({ phase: "training" }, "stepped")).toEqual({ phase: "training" });
  });
});

it("isRunning says whether the button pauses", () => {
  expect(isRunning({ phase: "evaluating", then: "training" })).toBe(true);
  expect(isRunning({ phase: "evaluating", then: "paused" })).toBe(false);
  expect(isRunning({ phase: "waiting" })).toBe(true);
  expect(isRunning({ phase: "idle" })).toBe(false);
});

it("isAtRest says whether a step can be taken", () => {
  for (const phase of ["idle", "paused", "done"] as const) expect(isAtRest({ phase })).toBe(true);
  for (const phase of ["starting", "training", "waiting", "failed"] as const) expect(isAtRest({ phase })).toBe(false);
  expect(isAtRest({ phase: "evaluating", then: "idle" })).toBe(false);
});
