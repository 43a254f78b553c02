import { DECIMALS, figure, MINUS, powered, short } from "../figures";

/** A number that may be tiny, in three significant digits: 0.830, 2.10 × 10⁻⁷. */
export function precise(value: number): string {
  return value === 0 || !(Math.abs(value) < 0.001) ? figure(value) : powered(value, 2);
}

/** A value as a title has it: as short as can be, yet no 0 for what is none. */
export function brief(value: number): string {
  return short(value) === "0" ? precise(value) : short(value);
}

/** What follows a plus: the sign is drawn where the number is below zero. */
export function signed(value: number): string {
  return value < 0 ? `${MINUS} ${figure(-value)}` : `+ ${figure(value)}`;
}

/** Numbers as a sum is written: 0.109 − 0.121 + 0.030. */
export function sumOf(numbers: readonly number[]): string {
  return numbers.map((number, index) => (index === 0 ? figure(number) : signed(number))).join(" ");
}

/**
 * Rounds numbers to what is shown, so that they add up to the rounded `total` in the last digit too: where rounding
 * leaves a difference, those go the other way that were nearest to it.
 */
export function apportion(parts: readonly number[], total: number): number[] {
  const scale = 10 ** DECIMALS;
  const rounded = parts.map((part) => Math.round(part * scale));
  const missing = Math.round(total * scale) - rounded.reduce((sum, part) => sum + part, 0);
  const lacks = parts.map((part, index) => (part * scale - (rounded[index] ?? 0)) * Math.sign(missing));
  const order = [...lacks.keys()].sort((a, b) => (lacks[b] ?? 0) - (lacks[a] ?? 0));
  for (const index of order.slice(0, Math.abs(missing))) rounded[index] = (rounded[index] ?? 0) + Math.sign(missing);
  return rounded.map((part) => part / scale);
}

/** The largest magnitude, for a scale of colours. */
export function largestOf(values: readonly (number | undefined)[]): number {
  return values.reduce<number>((largest, value) => Math.max(largest, Math.abs(value ?? 0)), 0);
}
