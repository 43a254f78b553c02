import { expect, it } from "vitest";
import type { Activation, LayerDescription, ParameterTensor } from "./engine";
import { count, histogramsOf, rangeOf } from "./histogram";

it("counts every value once", () => {
  const counts = count(Float32Array.of(-9, -1, -0.99, 0, 0.01, 1, 9), -1, 1);
  expect(counts).toHaveLength(32);
  expect(counts.reduce((sum, of) => sum + of, 0)).toBe(7);
  expect([counts[0], counts[16], counts[31]]).toEqual([3, 2, 2]);
});

it("chooses ranges that seldom change", () => {
  expect(rangeOf(Float32Array.of(0.3, -0.1))).toEqual([-0.5, 0.5]);
  expect(rangeOf(Float32Array.of(-1.3))).toEqual([-2, 2]);
  expect(rangeOf(Float32Array.of(7, 0))).toEqual([0, 10]);
  expect(rangeOf(Float32Array.of(0, NaN))).toEqual([-1, 1]);
});

it("tells how much of a sigmoid is saturated", () => {
  const layers = [
    { name: "conv1", kind: "conv" },
    { name: "sigmoid1", kind: "activation", function: "sigmoid" },
    { name: "flatten", kind: "flatten" },
  ] as LayerDescription[];
  const activations = [
    { name: "conv1", values: Float32Array.of(-3, 3) },
    { name: "sigmoid1", values: Float32Array.of(0.01, 0.99, 0.5, 0.5) },
    { name: "flatten", values: Float32Array.of(1) },
  ] as Activation[];
  const parameters = [
    { name: "conv1.weight", values: Float32Array.of(0.1) },
    { name: "conv1.bias", values: Float32Array.of(0.1) },
  ] as ParameterTensor[];
  const [conv, sigmoid, weights, ...rest] = histogramsOf(layers, activations, parameters);
  expect(rest).toEqual([]);
  expect(conv).toMatchObject({ layer: "conv1", of: "activations", low: -5, high: 5 });
  expect(conv?.saturated).toBeUndefined();
  expect(sigmoid).toMatchObject({ low: 0, high: 1, saturated: 0.5 });
  expect(sigmoid?.slope).toBeCloseTo((2 * 0.0099 + 2 * 0.25) / 4);
  expect(weights).toMatchObject({ layer: "conv1", of: "weights" });
});
