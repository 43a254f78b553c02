const MINUS = "\u2212";

/** A value in two or three significant digits, as short as it can be said: -0.83, 1.2, 14. */
export function short(value: number): string {
  const size = Math.abs(value);
  const digits = size >= 10 ? 0 : size >= 1 ? 1 : 2;
  const text = size.toFixed(digits);
  return Number(text) === 0 ? "0" : (value < 0 ? MINUS : "") + text;
}

/** A share of 0 to 1 as a percentage, without the sign. */
export function percent(share: number, digits = 1): string {
  return (share * 100).toFixed(digits);
}

/** Seconds as minutes:seconds. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** A shape as the article writes it: 6 × 24 × 24. */
export function shapeText(shape: readonly number[]): string {
  return shape.join(" × ");
}

/** The engine's formula with the signs of print. */
export function formulaText(formula: string): string {
  return formula.replaceAll(" - ", ` ${MINUS} `).replaceAll(" * ", " × ");
}
