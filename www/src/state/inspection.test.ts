import { describe, expect, it, vi } from "vitest";
import type { Explanation, LayerDescription, Snapshot, UnitAddress } from "../training/protocol";
import { Inspection } from "./inspection.svelte";

const unit = (column: number): UnitAddress => ({ layer: "conv1", map: 2, row: 0, column });

function snapshot({ layer, ...place }: UnitAddress, value: number, step: number): Snapshot {
  const explanation = { layer, unit: place, value } as Explanation;
  return { explanation, status: { step } } as Snapshot;
}

describe("an inspection", () => {
  it("asks for what is pointed at, once for each unit", () => {
    const ask = vi.fn();
    const inspection = new Inspection(ask);
    inspection.point(unit(1));
    inspection.point({ ...unit(1) });
    inspection.point(unit(2));
    expect(ask.mock.calls).toEqual([[unit(1)], [unit(2)]]);
  });

  it("keeps to the pinned unit, and lets go of it", () => {
    const ask = vi.fn();
    const inspection = new Inspection(ask);
    inspection.toggle(unit(1));
    inspection.point(unit(2));
    expect(inspection.unit).toEqual(unit(1));
    inspection.toggle(unit(1));
    expect(inspection.pinned).toBeUndefined();
    inspection.clear();
    expect(inspection.unit).toBeUndefined();
    expect(ask.mock.calls).toEqual([[unit(1)], [undefined]]);
  });

  it("keeps the pinned unit's course, a value a step", () => {
    const inspection = new Inspection(() => undefined);
    inspection.point(unit(1));
    inspection.receive(snapshot(unit(1), 0.1, 5), false, true);
    inspection.toggle(unit(1));
    expect(inspection.course).toEqual([0.1]);
    inspection.receive(snapshot(unit(1), 0.1, 5), false, true);
    inspection.receive(snapshot(unit(1), 0.2, 6), false, true);
    inspection.receive(snapshot(unit(9), 7, 7), false, true);
    expect(inspection.course).toEqual([0.1, 0.2]);
    for (let step = 8; step < 1000; step++) inspection.receive(snapshot(unit(1), step, step), false, true);
    expect(inspection.course.length).toBeLessThan(300);
    expect(inspection.course[0]).toBe(0.1);
    expect(inspection.course.at(-1)).toBe(999);
    inspection.receive(snapshot(unit(1), 3, 0), true, true);
    expect(inspection.course).toEqual([3]);
  });

  it("tells what was just asked for at once, and else what it says with the figures", () => {
    const inspection = new Inspection(() => undefined);
    const weight = { tensor: "conv1.weight", index: 3 };
    const followed = (value: number) => ({ followed: { ...weight, value } });
    inspection.toggle(unit(1));
    inspection.toggleWeight(weight);
    const told = () => [inspection.explanation?.value, inspection.followed?.value, inspection.course];
    inspection.receive({ ...snapshot(unit(1), 0.1, 1), ...followed(1) } as Snapshot, false, false);
    expect(told()).toEqual([0.1, 1, [0.1]]);
    inspection.receive({ ...snapshot(unit(1), 0.2, 2), ...followed(2) } as Snapshot, false, false);
    expect(told()).toEqual([0.1, 1, [0.1]]);
    inspection.receive({ ...snapshot(unit(1), 0.3, 3), ...followed(3) } as Snapshot, false, true);
    expect(told()).toEqual([0.3, 3, [0.1, 0.2, 0.3]]);
    inspection.toggle(unit(2));
    inspection.receive(snapshot(unit(2), 0.4, 4), false, false);
    expect(told()).toEqual([0.4, 3, [0.4]]);
  });

  it("forgets an explanation that another network cannot give", () => {
    const inspection = new Inspection(() => undefined);
    inspection.point(unit(1));
    inspection.receive(snapshot(unit(1), 0.1, 5), false, true);
    inspection.receive({ status: { step: 0 } } as Snapshot, true, true);
    expect(inspection.explanation).toBeUndefined();
  });

  it("lets go of what another network does not have", () => {
    const layer = (name: string, outputShape: number[]) =>
      ({ name, outputShape, weightShape: [2, 1, 3, 3], biasShape: [2] }) as LayerDescription;
    const [ask, follow] = [vi.fn(), vi.fn()];
    const inspection = new Inspection(ask, follow);
    inspection.toggle(unit(4));
    inspection.toggleWeight({ tensor: "conv1.weight", index: 17 });
    inspection.suit([layer("conv1", [3, 5, 5])]);
    expect([inspection.pinned, inspection.weight?.index]).toEqual([unit(4), 17]);
    for (const other of [layer("c1", [3, 5, 5]), layer("conv1", [2, 5, 5]), layer("conv1", [3, 4, 4])]) {
      inspection.pin(unit(4));
      inspection.suit([other]);
      expect([inspection.unit, ask.mock.lastCall]).toEqual([undefined, [undefined]]);
    }
    inspection.followWeight({ tensor: "conv1.bias", index: 2 });
    inspection.suit([layer("conv1", [3, 5, 5])]);
    expect([inspection.weight, follow.mock.lastCall]).toEqual([undefined, [undefined]]);
    for (const [layer, map] of [
      ["probabilities", 9],
      ["input", 0],
    ] as const) {
      inspection.pin({ layer, map, row: 0, column: 0 });
      inspection.suit([{ name: "fc", outputShape: [10] } as LayerDescription]);
      expect(inspection.pinned?.layer).toBe(layer);
    }
  });

  it("follows one weight, beside the unit", () => {
    const [ask, follow] = [vi.fn(), vi.fn()];
    const inspection = new Inspection(ask, follow);
    const weight = { tensor: "conv1.weight", index: 3 };
    inspection.toggle(unit(1));
    inspection.toggleWeight(weight);
    inspection.receive({ followed: { ...weight, index: 2 }, status: { step: 1 } } as Snapshot, false, true);
    expect(inspection.followed).toBeUndefined();
    inspection.receive({ followed: { ...weight, value: 0.5 }, status: { step: 1 } } as Snapshot, false, true);
    expect(inspection.followed?.value).toBe(0.5);
    inspection.toggleWeight({ ...weight });
    expect([inspection.weight, inspection.followed]).toEqual([undefined, undefined]);
    inspection.toggleWeight(weight);
    inspection.clear();
    expect(follow.mock.calls).toEqual([[weight], [undefined], [weight], [undefined]]);
  });
});
