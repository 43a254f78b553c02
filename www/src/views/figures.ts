/** The sign of print. */
export const MINUS = "\u2212";
/** Of a figure. */
export const DECIMALS = 3;

/** From here on a value is told as a power of ten. */
const HUGE = 100_000;

/** A value in two or three significant digits, as short as it can be said: -0.83, 1.2, 14, 1.9 × 10³⁵. */
export function short(value: number): string {
  const size = Math.abs(value);
  if (size >= HUGE) return powered(value, 1);
  const digits = size >= 10 ? 0 : size >= 1 ? 1 : 2;
  const text = size.toFixed(digits);
  return Number(text) === 0 ? "0" : (value < 0 ? MINUS : "") + text;
}

const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** A whole number as an exponent: ⁻¹². */
export function superscript(exponent: number): string {
  const digits = [...String(Math.abs(exponent))].map((digit) => SUPERSCRIPTS[Number(digit)]).join("");
  return (exponent < 0 ? "⁻" : "") + digits;
}

/** A power of ten: 10⁻⁷. */
function powerOfTen(exponent: number): string {
  return `10${superscript(exponent)}`;
}

/** A value with three decimals: −0.830; a huge one with a power of ten: 1.9 × 10³⁵. */
export function figure(value: number): string {
  if (Math.abs(value) >= HUGE) return powered(value, 1);
  const text = Math.abs(value).toFixed(DECIMALS);
  return (value < 0 && Number(text) !== 0 ? MINUS : "") + text;
}

/** A value as a number below ten, with so many decimals, times a power of ten. */
export function powered(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return String(value).replace("-", MINUS);
  const [digits = "", exponent = ""] = Math.abs(value).toExponential(decimals).split("e");
  return `${value < 0 ? MINUS : ""}${digits} × ${powerOfTen(Number(exponent))}`;
}

/** Values of one scale in their shortest form, and the power of ten that they share where they are small, or large. */
export function scaled(values: readonly number[]): { figures: string[]; power?: string } {
  const largest = Math.max(...values.map(Math.abs));
  if (largest === 0 || (largest >= 0.1 && largest < 10_000) || !Number.isFinite(largest))
    return { figures: values.map(short) };
  const exponent = Math.floor(Math.log10(largest));
  return { figures: values.map((value) => short(value / 10 ** exponent)), power: powerOfTen(exponent) };
}

/** A single-precision number in the fewest digits that no other one is nearest to: what the machine has. */
export function exact(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  let digits = 1;
  while (digits < 9 && Math.fround(Number(value.toPrecision(digits))) !== value) digits++;
  const [mantissa = "", exponent] = Number(value.toPrecision(digits)).toString().split("e");
  const text = mantissa.replace("-", MINUS);
  return exponent === undefined ? text : `${text} × ${powerOfTen(Number(exponent))}`;
}

/** A share of 0 to 1 as a percentage, without the sign. Bars are as long as it says, too: what stays the same is not drawn anew. */
export function percent(share: number, digits = 1): string {
  const unit = 10 ** digits;
  // A half goes up, as it does by hand: as a binary number it may be a little less.
  return (Math.round(Number((share * 100 * unit).toPrecision(12))) / unit).toFixed(digits);
}

/** A share that is never all, as softmax's are, in percent with one decimal or none: at most >99.9, or >99. */
export function likelihood(share: number, decimals = 1): string {
  const most = 100 - 10 ** -decimals;
  return 100 * share >= most + 10 ** -decimals / 2 ? `>${most}` : percent(share, decimals);
}

/** Seconds as minutes:seconds, or hours:minutes:seconds. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (part: number) => String(part).padStart(2, "0");
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** A shape as the article writes it: 6 × 24 × 24. */
export function shapeText(shape: readonly number[]): string {
  return shape.join(" × ");
}

/** The engine's formula with the signs of print. A line may end before a quotient's line or an equals sign alone. */
export function formulaText(formula: string): string {
  return formula
    .replaceAll(" - ", ` ${MINUS} `)
    .replaceAll(" x ", " × ")
    .replaceAll(/floor\((.+?)\) \+/g, "⌊$1⌋ +")
    .replaceAll(/(?<!;) (?![/=])/g, "\u00a0");
}
