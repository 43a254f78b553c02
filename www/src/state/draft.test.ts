import { describe, expect, it } from "vitest";
import type { NetworkSpec } from "../training/protocol";
import { draftOf, fitted, freeName, specOf, type Draft } from "./draft";

const SPEC: NetworkSpec = {
  name: "x",
  input: { channels: 1, height: 32, width: 32, ink: 1.175 },
  initialization: "lecun",
  layers: [
    { kind: "conv", name: "c1", filters: 2, kernel: 5, stride: 1, padding: 0 },
    { kind: "activation", name: "tanh1", function: "scaled_tanh" },
    { kind: "pool", method: "trainable", size: 2, stride: 2 },
    {
      kind: "conv",
      name: "c3",
      filters: 3,
      kernel: 5,
      stride: 1,
      padding: 0,
      connections: [
        [1, 0],
        [0, 1],
        [1, 1],
      ],
    },
    { kind: "flatten" },
    { kind: "linear", name: "f6", units: 84 },
    { kind: "rbf", name: "output" },
  ],
};

function edited(edit: (draft: Draft) => void) {
  const draft = draftOf(SPEC);
  edit(draft);
  return specOf(draft, SPEC);
}

describe("a network that is edited", () => {
  it("untouched, is what it was", () => {
    expect(specOf(draftOf(SPEC), SPEC)).toEqual({ spec: SPEC });
  });

  it("keeps its connection table as far as it goes", () => {
    const layer = (result: ReturnType<typeof specOf>) => "spec" in result && result.spec.layers[3];
    const wider = edited(({ rows }) => rows[3] && (rows[3].numbers.filters = "4"));
    expect(layer(wider)).toMatchObject({
      connections: [
        [1, 0],
        [0, 1],
        [1, 1],
        [1, 1],
      ],
    });
    const deeper = edited(({ rows }) => rows[0] && (rows[0].numbers.filters = "3"));
    expect(layer(deeper)).toMatchObject({
      connections: [
        [1, 0, 1],
        [0, 1, 1],
        [1, 1, 1],
      ],
    });
    expect(fitted([[1, 1]], 1, 2)).toBeUndefined();
    expect(fitted([[1, 0]], 4_294_967_295, 4096)).toBeUndefined();
  });

  it("says where a whole number is needed", () => {
    for (const text of ["", "x", "-1", "1.5", "1e3", "NaN"]) {
      expect(edited(({ rows }) => rows[3] && (rows[3].numbers.kernel = text))).toEqual({
        fault: { row: 3, field: "kernel", text },
      });
    }
    expect(edited((draft) => (draft.width = "x"))).toEqual({ fault: { row: -1, field: "width", text: "x" } });
    // Too large for the engine to read; it says so of the largest that it can.
    const huge = edited(({ rows }) => rows[5] && (rows[5].numbers.units = "99999999999"));
    expect("spec" in huge && huge.spec.layers[5]).toMatchObject({ units: 4_294_967_295 });
  });

  it("gives new layers names that are free", () => {
    const { rows } = draftOf(SPEC);
    expect(freeName("conv", rows)).toBe("conv1");
    expect(freeName("pool", rows)).toBeUndefined();
    expect(freeName("conv", [{ ...(rows[0] as (typeof rows)[0]), name: "conv1" }])).toBe("conv2");
  });
});
