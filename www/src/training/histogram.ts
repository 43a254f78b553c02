import type { Activation, LayerDescription, ParameterTensor } from "./engine";

/** How the values of a layer's output, or of its weights, are spread. */
export interface Histogram {
  layer: string;
  of: "activations" | "weights";
  low: number;
  high: number;
  /** Values in each of equal bins from low to high. */
  counts: number[];
  /** Of a squashing function: the share of outputs at its flat ends, where hardly any gradient comes through. */
  saturated?: number;
  /** Of a sigmoid: its mean slope, the share of the gradient that it lets through. */
  slope?: number;
}

const BINS = 32;
/** A sigmoid is saturated where its slope is below a fifth of the greatest: beyond 0.05 and 0.95. */
const FLAT = 0.05;

/** The histograms of every layer's output, and of every weight. */
export function histogramsOf(
  layers: readonly LayerDescription[],
  activations: readonly Activation[],
  parameters: readonly ParameterTensor[],
): Histogram[] {
  const outputs = layers.flatMap((layer): Histogram[] => {
    const values = activations.find(({ name }) => name === layer.name)?.values;
    if (!values || layer.kind === "flatten") return [];
    const squashed = layer.function === "sigmoid";
    const [low, high] = squashed ? [0, 1] : rangeOf(values);
    const histogram: Histogram = { layer: layer.name, of: "activations", low, high, counts: count(values, low, high) };
    return [squashed ? { ...histogram, ...saturationOf(values) } : histogram];
  });
  const weights = parameters
    .filter(({ name }) => name.endsWith(".weight"))
    .map(({ name, values }): Histogram => {
      const [low, high] = rangeOf(values);
      return { layer: name.replace(/\.weight$/, ""), of: "weights", low, high, counts: count(values, low, high) };
    });
  return [...outputs, ...weights];
}

/** How many values lie in each bin; what lies outside counts to the bin at its end. */
export function count(values: Float32Array, low: number, high: number): number[] {
  const counts = new Array<number>(BINS).fill(0);
  const scale = BINS / (high - low);
  for (const value of values) {
    const bin = Math.max(0, Math.min(BINS - 1, Math.floor((value - low) * scale)));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
}

/** A range from or around zero that holds all values, and that seldom changes: 1, 2 or 5 times a power of ten. */
export function rangeOf(values: Float32Array): [low: number, high: number] {
  let largest = 0;
  let least = 0;
  for (const value of values) {
    largest = Math.max(largest, Math.abs(value) || 0);
    least = Math.min(least, value || 0);
  }
  if (largest === 0) return [-1, 1];
  const power = 10 ** Math.floor(Math.log10(largest));
  const limit = ([1, 2, 5, 10].find((step) => step * power >= largest) ?? 10) * power;
  return [least < 0 ? -limit : 0, limit];
}

function saturationOf(values: Float32Array): { saturated: number; slope: number } {
  let saturated = 0;
  let slope = 0;
  for (const value of values) {
    if (value < FLAT || value > 1 - FLAT) saturated++;
    slope += value * (1 - value);
  }
  return { saturated: saturated / values.length, slope: slope / values.length };
}
