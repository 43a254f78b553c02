import { expect, it } from "vitest";
import { exact, figure, formulaText, percent, scaled, short } from "./figures";

it("rounds a half up", () => {
  expect([percent(0.9455), percent(0.9454), percent(0.9455, 2), percent(1), percent(0)]).toEqual([
    "94.6",
    "94.5",
    "94.55",
    "100.0",
    "0.0",
  ]);
});

it("writes what the machine has, in the fewest digits", () => {
  expect(exact(Math.fround(0.9))).toBe("0.9");
  expect(exact(Math.fround(0.001))).toBe("0.001");
  expect(exact(Math.fround(-0.12345679))).toBe("−0.12345679");
  expect(exact(Math.fround(1.5e-9))).toBe("1.5 × 10⁻⁹");
  expect(exact(0)).toBe("0");
  for (let value = 1e-12; value < 1e6; value *= 3.7) {
    const text = exact(Math.fround(value)).replace(/ × 10(⁻?)(.*)/, (_, sign: string, digits: string) => {
      const power = [...digits].map((digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹".indexOf(digit)).join("");
      return `e${sign ? "-" : ""}${power}`;
    });
    expect(Math.fround(Number(text))).toBe(Math.fround(value));
  }
});

it("prints a formula, in lines that hang together", () => {
  const [even, odd] = [formulaText("(12 - 5 + 0) / 1 + 1 = 8"), formulaText("floor((9 - 2) / 2) + 1 = 4")];
  expect([even, odd].map((text) => text.replaceAll("\u00a0", "_"))).toEqual([
    "(12_−_5_+_0) /_1_+_1 =_8",
    "⌊(9_−_2) /_2⌋_+_1 =_4",
  ]);
  expect(formulaText("(9 - 2) / 1 + 1 = 8; (8 - 2) / 1 + 1 = 7")).toContain("8; (8");
});

it("gives huge values a power of ten, and says what is no number", () => {
  expect([figure(99_999), figure(656_238_985_793.91), figure(-1.9157e35)]).toEqual([
    "99999.000",
    "6.6 × 10¹¹",
    "−1.9 × 10³⁵",
  ]);
  expect([short(-1.0000000000000001e24), short(99_999), short(12.3)]).toEqual(["−1.0 × 10²⁴", "99999", "12"]);
  expect([figure(NaN), short(NaN), figure(-Infinity)]).toEqual(["NaN", "NaN", "−Infinity"]);
});

it("gives small values a power of ten in common", () => {
  expect(scaled([-0.5, 0, 1.25])).toEqual({ figures: ["−0.50", "0", "1.3"] });
  expect(scaled([-0.00025, 0, 0.0001])).toEqual({ figures: ["−2.5", "0", "1.0"], power: "10⁻⁴" });
  expect(scaled([-20, 1_089_330])).toEqual({ figures: ["0", "1.1"], power: "10⁶" });
  expect(scaled([0, 0])).toEqual({ figures: ["0", "0"] });
});
