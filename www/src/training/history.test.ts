import { expect, it, vi } from "vitest";
import type { Trainer } from "./engine";
import { History } from "./history";

/** A network whose file has so many bytes. */
function network(bytes: number) {
  return { save: vi.fn(() => new Uint8Array(bytes)) } as unknown as Trainer & { save: ReturnType<typeof vi.fn> };
}

/** The history of a run of so many steps. */
function historyOf(steps: number, bytes = 100) {
  const [history, run] = [new History(), network(bytes)];
  for (let step = 0; step <= steps; step++) history.note(step, run);
  return { history, run };
}

it("keeps each of the first steps, and then ever fewer", () => {
  const { history, run } = historyOf(30_000);
  const { steps } = history;
  expect(steps.slice(0, 9)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  const gaps = steps.slice(1).map((step, index) => step - (steps[index] ?? 0));
  expect(gaps.every((gap, index) => index === 0 || gap >= (gaps[index - 1] ?? 0))).toBe(true);
  expect(gaps.at(-1)).toBeGreaterThan(1_000);
  expect(steps.length).toBeLessThan(100);
  // The network is asked for its weights only when they are kept.
  expect(run.save).toHaveBeenCalledTimes(steps.length);
});

it("has the weights of the steps that it tells, and for others the last before them", () => {
  const { history } = historyOf(100);
  for (const step of history.steps) expect(history.before(step)?.step).toBe(step);
  expect(history.before(99)?.step).toBe(history.steps.findLast((step) => step <= 99));
  expect(history.before(-1)).toBeUndefined();
});

it("takes no more room than it may, whatever the network's size", () => {
  for (const bytes of [1_000_000, 9_000_000, 100_000_000]) {
    const { history } = historyOf(10_000, bytes);
    const { steps } = history;
    expect(steps[0]).toBe(0);
    expect(steps.length).toBeGreaterThan(1);
    expect(steps.length).toBeLessThanOrEqual(Math.max(3, 24_000_000 / bytes));
    expect(new Set(steps).size).toBe(steps.length);
    // The last is not too long ago.
    expect(steps.at(-1)).toBeGreaterThan(5_000 - 1);
  }
});

it("begins anew with a run that was kept", () => {
  const [history, run] = [new History(), network(100)];
  for (let step = 30_000; step <= 30_010; step++) history.note(step, run);
  expect(history.steps.slice(0, 5)).toEqual([30_000, 30_001, 30_002, 30_003, 30_004]);
});
