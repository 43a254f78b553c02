import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { PIXELS, SIDE } from "../mnist/picture";
import { CoverLab } from "./cover-lab.svelte";
import { DIGITS } from "./occlusion";

/** A picture with one pixel of ink. */
function dot(row: number, column: number): Uint8Array {
  const image = new Uint8Array(PIXELS);
  image[row * SIDE + column] = 255;
  return image;
}

/** Says 4 where there is ink, else 9; tells how many pictures it was asked for. */
function network() {
  const asked = { pictures: 0 };
  const answers = (images: Uint8Array) => {
    const told = new Float32Array((images.length / PIXELS) * DIGITS).fill(0.01);
    for (let image = 0; image * PIXELS < images.length; image++) {
      const hasInk = images.subarray(image * PIXELS, (image + 1) * PIXELS).some((byte) => byte > 0);
      told[image * DIGITS + (hasInk ? 4 : 9)] = 0.9;
    }
    asked.pictures += images.length / PIXELS;
    return Promise.resolve(told);
  };
  return { asked, answers };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("explains the answer to the watched picture, where it owes most to it", async () => {
  const lab = new CoverLab(network().answers);
  lab.see(dot(9, 20), "1", 0);
  await vi.advanceTimersByTimeAsync(1);
  expect([lab.likeliest, lab.digit, lab.rival]).toEqual([4, 4, 0]);
  lab.chosenRival = 9;
  expect([lab.digit, lab.rival]).toEqual([4, 9]);
  expect(lab.map.filter((value) => value > 0)).toHaveLength(25);
  // The first of all places that cover the dot.
  expect(lab.place).toEqual({ row: 7, column: 18 });
  expect([lab.odds, lab.oddsLeft]).toEqual([expect.closeTo(90), expect.closeTo(1 / 90)]);
  expect(lab.picture.every((byte) => byte === 0)).toBe(true);
  // A digit is never held against itself.
  lab.chosenDigit = 9;
  expect(lab.rival).toBe(4);
});

it("asks once for what is the same, and of what came meanwhile for the newest alone", async () => {
  const { asked, answers } = network();
  const lab = new CoverLab(answers);
  lab.see(dot(9, 20), "1", 0);
  lab.see(dot(9, 20), "1", 0);
  lab.see(dot(12, 12), "1", 0);
  lab.see(dot(15, 6), "1", 0);
  await vi.advanceTimersByTimeAsync(2_000);
  // The first one, and the last with the 25 squares that cover its dot.
  expect(asked.pictures).toBe(1 + 26);
  expect(lab.place).toEqual({ row: 13, column: 4 });
  // What the visitor points at stays while the network learns.
  lab.place = { row: 15, column: 6 };
  lab.see(dot(15, 6), "1", 1);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(asked.pictures).toBe(1 + 2 * 26);
  expect(lab.place).toEqual({ row: 15, column: 6 });
  lab.resize(9);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(asked.pictures).toBe(1 + 2 * 26 + 82);
});

it("gives a round up that another network would end", async () => {
  const { asked, answers } = network();
  const lab = new CoverLab(answers);
  lab.see(dot(9, 20), "1", 700);
  lab.see(dot(9, 20), "2", 0);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(asked.pictures).toBe(1 + 26);
});

it("has nothing to explain without a picture, or without an answer", async () => {
  const lab = new CoverLab((images) => Promise.resolve(new Float32Array((images.length / PIXELS) * DIGITS).fill(NaN)));
  lab.see(dot(9, 20), "1", 0);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(lab.tried).toBeUndefined();
  const other = new CoverLab(network().answers);
  other.see(dot(9, 20), "1", 0);
  other.forget();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(other.tried).toBeUndefined();
});
