import { expect, it } from "vitest";
import { Digits } from "../mnist/digits";
import { PIXELS } from "../mnist/picture";
import { select } from "./mistakes";

const LABELS = [3, 5, 3, 5, 3];
const ANSWERS = { answers: Uint8Array.of(3, 3, 5, 3, 5), confidences: Float32Array.of(0.9, 0.5, 0.25, 0.75, 0.5) };

function digits(): Digits {
  const set = new Digits({ count: 5, shards: [{ file: "a", images: 5, bytes: 1, sha256: "" }] }, false);
  const content = new Uint8Array(5 * (PIXELS + 1));
  for (let index = 0; index < 5; index++) content[index * PIXELS] = index;
  content.set(LABELS, 5 * PIXELS);
  set.fill(0, content);
  return set;
}

it("selects mistakes, the most confident first", () => {
  const { total, items } = select(digits(), ANSWERS, { from: 0, count: 10 });
  expect(total).toBe(4);
  expect(items.map(({ index }) => index)).toEqual([3, 1, 4, 2]);
  expect(items[0]).toMatchObject({ label: 5, answer: 3, confidence: 0.75 });
  expect(items.map(({ image }) => image[0])).toEqual([3, 1, 4, 2]);
});

it("selects a cell of the confusion matrix, right answers too, page by page", () => {
  const cell = (label: number, answer: number, from = 0) =>
    select(digits(), ANSWERS, { label, answer, from, count: 1 });
  expect(cell(5, 3)).toMatchObject({ total: 2, items: [{ index: 3 }] });
  expect(cell(5, 3, 1)).toMatchObject({ total: 2, items: [{ index: 1 }] });
  expect(cell(3, 3)).toMatchObject({ total: 1, items: [{ index: 0 }] });
  expect(cell(9, 9)).toEqual({ total: 0, items: [] });
});
