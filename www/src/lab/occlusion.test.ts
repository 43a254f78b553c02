import { describe, expect, it } from "vitest";
import { cover, DIGITS, evidence, odds, tryAll as tryWhile } from "./occlusion";
import { PIXELS, SIDE } from "../mnist/picture";

const full = new Uint8Array(PIXELS).fill(255);
const blanks = (image: Uint8Array) => image.reduce((count, byte) => count + Number(byte === 0), 0);

/** To the end. */
async function tryAll(...asked: Parameters<typeof tryWhile>) {
  const tried = await tryWhile(...asked);
  if (!tried) throw new Error("it was given up");
  return tried;
}

/** Says 3 by as much ink as there is, 5 by as much as there is not. */
function answers(images: Uint8Array): Promise<Float32Array> {
  const told = new Float32Array((images.length / PIXELS) * DIGITS);
  for (let image = 0; image * PIXELS < images.length; image++) {
    const blank = blanks(images.subarray(image * PIXELS, (image + 1) * PIXELS)) / PIXELS;
    told[image * DIGITS + 3] = 1 - blank;
    told[image * DIGITS + 5] = blank;
  }
  return Promise.resolve(told);
}

describe("a part of a picture that is covered", () => {
  it("is a square, cut off at the rim", () => {
    expect(blanks(cover(full, { row: 10, column: 10 }, 5))).toBe(25);
    expect(blanks(cover(full, { row: 0, column: 27 }, 5))).toBe(9);
    expect(blanks(full)).toBe(0);
    const covered = cover(full, { row: 2, column: 3 }, 3);
    expect([covered[1 * SIDE + 2], covered[3 * SIDE + 4], covered[0 * SIDE + 3], covered[2 * SIDE + 5]]).toEqual([
      0, 0, 255, 255,
    ]);
  });

  it("is asked for where it has ink", async () => {
    const dot = new Uint8Array(PIXELS);
    dot[14 * SIDE + 14] = 200;
    let asked = 0;
    const tried = await tryAll(dot, 3, (images) => {
      asked += images.length / PIXELS;
      return answers(images);
    });
    // The picture itself, and nine squares.
    expect(asked).toBe(10);
    expect(tried.covered).toHaveLength(PIXELS * DIGITS);
    expect(tried.covered.subarray(0, DIGITS)).toEqual(tried.whole);
    const map = evidence(tried, 3, 5);
    expect(map.filter((value) => value > 0)).toHaveLength(9);
    expect([map[13 * SIDE + 13], map[12 * SIDE + 13]]).toEqual([map[14 * SIDE + 14], 0]);
  });

  it("is no longer tried when that is not wanted", async () => {
    let rounds = 0;
    const tried = tryWhile(
      full,
      3,
      (images) => {
        rounds++;
        return answers(images);
      },
      () => rounds < 2,
    );
    expect(await tried).toBeUndefined();
    expect(rounds).toBe(2);
  });

  it("speaks for the digit that is less likely without it, as much against its rival", async () => {
    const tried = await tryAll(full, 7, answers);
    const [forIt, against] = [evidence(tried, 3, 5), evidence(tried, 5, 3)];
    const middle = 14 * SIDE + 14;
    const without = 49 / PIXELS;
    // All ink: 5 is impossible, which counts as 1e-30.
    expect(forIt[middle]).toBeCloseTo(Math.log(1 / 1e-30) - Math.log((1 - without) / without), 3);
    expect(against[middle]).toBe(-(forIt[middle] ?? 0));
  });

  it("has odds, of probabilities of nought too", () => {
    expect(odds(Float32Array.of(0.75, 0.25), 0, 1)).toBe(3);
    expect(odds(Float32Array.of(0, 0), 0, 1)).toBe(1);
  });
});
