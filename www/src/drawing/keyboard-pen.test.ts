import { describe, expect, it } from "vitest";
import { KeyboardPen } from "./keyboard-pen.svelte";
import type { Point } from "./strokes";

function penOn(): { pen: KeyboardPen; strokes: Point[][]; ended: () => number } {
  const strokes: Point[][] = [];
  let ends = 0;
  const pen = new KeyboardPen({
    begin: (at) => strokes.push([at]),
    extend: (points) => strokes.at(-1)?.push(...points),
    end: () => ends++,
  });
  return { pen, strokes, ended: () => ends };
}

describe("a pen led by keys", () => {
  it("draws only while it is down", () => {
    const { pen, strokes, ended } = penOn();
    const tap = (key: string) => (pen.press(key), pen.release(key));
    ["ArrowLeft", "ArrowUp", " ", "ArrowRight", "ArrowRight", " ", "ArrowDown"].forEach(tap);
    expect(strokes).toEqual([
      [
        { x: 126, y: 126 },
        { x: 140, y: 126 },
        { x: 154, y: 126 },
      ],
    ]);
    expect([pen.at, pen.down, ended()]).toEqual([{ x: 154, y: 140 }, false, 1]);
  });

  it("goes slantwise by two keys, and stays on the pad", () => {
    const { pen } = penOn();
    pen.press("ArrowRight");
    for (let time = 0; time < 20; time++) pen.press("ArrowDown");
    expect(pen.at).toEqual({ x: 280, y: 280 });
    pen.release("ArrowRight");
    pen.release("ArrowDown");
    pen.press("ArrowUp");
    expect(pen.at).toEqual({ x: 280, y: 266 });
  });

  it("is lifted by Escape and by whoever leaves, once; other keys are not its own", () => {
    const { pen, ended } = penOn();
    expect(["Escape", "a", "Tab", "Delete"].map((key) => pen.press(key))).toEqual([false, false, false, false]);
    pen.press(" ");
    expect(pen.press("Escape")).toBe(true);
    pen.lift();
    expect([pen.down, ended()]).toEqual([false, 1]);
  });
});
