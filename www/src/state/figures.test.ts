import { describe, expect, it } from "vitest";
import type { ChartPoint, Snapshot, Status } from "../training/protocol";
import { Figures } from "./figures.svelte";

const point = (at: number): ChartPoint => ({ at, loss: 1, accuracy: 0.5 });

function snapshot(step: number, phase: Status["run"]["phase"], points: ChartPoint[] = [], generation = 1): Snapshot {
  return { status: { generation, step, run: { phase } }, points, tests: [], moments: [] } as unknown as Snapshot;
}

describe("the figures", () => {
  it("change five times a second while it trains, and miss no point", () => {
    const figures = new Figures();
    figures.receive(snapshot(1, "training", [point(1)]), 0);
    figures.receive(snapshot(2, "training", [point(2)]), 199);
    expect([figures.status?.step, figures.points, figures.taken]).toEqual([1, [point(1)], 1]);
    // What was not taken is asked for again.
    figures.receive(snapshot(3, "training", [point(2), point(3)]), 200);
    expect([figures.status?.step, figures.points, figures.taken]).toEqual([3, [point(1), point(2), point(3)], 2]);
  });

  it("keep fewer points of a long run than came, and the last one always", () => {
    const figures = new Figures();
    const come = (from: number, count: number) =>
      figures.receive(
        snapshot(
          from,
          "paused",
          Array.from({ length: count }, (_, index) => point(from + index)),
        ),
      );
    come(0, 60_000);
    come(60_000, 1);
    expect(figures.received).toBe(60_001);
    expect(figures.points.length).toBeLessThanOrEqual(2_000);
    expect(figures.points.slice(-2).map(({ at }) => at)).toEqual([59_968, 60_000]);
    figures.receive(snapshot(0, "idle", [], 2));
    expect([figures.received, figures.points]).toEqual([0, []]);
  });

  it("change at once when it pauses, stands, or is another network", () => {
    const figures = new Figures();
    figures.receive(snapshot(1, "training", [point(1)]), 0);
    figures.receive(snapshot(2, "paused"), 1);
    expect(figures.status?.step).toBe(2);
    figures.receive(snapshot(3, "paused"), 2);
    expect(figures.status?.step).toBe(3);
    figures.receive(snapshot(4, "training"), 3);
    figures.receive(snapshot(0, "training", [], 2), 4);
    expect([figures.status?.step, figures.points]).toEqual([0, []]);
  });
});
