import { describe, expect, it } from "vitest";
import { figure } from "../figures";
import { apportion, brief, largestOf, precise, signed } from "./numbers";

describe("figures", () => {
  it("have three decimals and the sign of print", () => {
    expect(figure(0.83)).toBe("0.830");
    expect(figure(-12.3456)).toBe("−12.346");
    expect(figure(-0.0001)).toBe("0.000");
    expect(signed(-0.5)).toBe("− 0.500");
    expect(signed(0.5)).toBe("+ 0.500");
  });

  it("tell tiny numbers too, where asked to", () => {
    expect(precise(0)).toBe("0.000");
    expect(precise(0.0125)).toBe("0.013");
    expect(precise(-0.000000211)).toBe("−2.11 × 10⁻⁷");
    expect(precise(NaN)).toBe("NaN");
    expect(brief(0.834)).toBe("0.83");
    expect(brief(0.0000021)).toBe("2.10 × 10⁻⁶");
  });
});

describe("apportion", () => {
  it("makes rounded parts add up to the rounded total", () => {
    const parts = [0.3333, 0.3333, 0.3334, -0.00049, 0.25051, -1.11149];
    const total = parts.reduce((sum, part) => sum + part, 0);
    const shown = apportion(parts, total);
    const thousandths = (value: number) => Math.round(value * 1000);
    expect(shown.reduce((sum, part) => sum + thousandths(part), 0)).toBe(thousandths(total));
    shown.forEach((part, index) => expect(Math.abs(part - (parts[index] ?? 0))).toBeLessThan(0.001));
  });

  it("changes nothing where nothing is missing", () => {
    expect(apportion([0.5, 0.25], 0.75)).toEqual([0.5, 0.25]);
    expect(apportion([], 0)).toEqual([]);
  });
});

it("largestOf passes over what is not there", () => {
  expect(largestOf([undefined, -3, 2])).toBe(3);
  expect(largestOf([])).toBe(0);
});
