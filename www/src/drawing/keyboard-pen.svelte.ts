import { PAD_SIZE, type Point } from "./strokes";

/** How far one press of an arrow key leads, in the pad's units. */
const STRIDE = PAD_SIZE / 20;
const ARROWS: Readonly<Record<string, Point>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};

/** What a pen does to the drawing. */
export interface Paper {
  begin(at: Point): void;
  extend(points: Point[]): void;
  end(): void;
}

/** A pen led by the arrow keys, two at once for a slope; the space bar puts it down and lifts it. */
export class KeyboardPen {
  /** Where it is, in the pad's units. */
  at = $state.raw<Point>({ x: PAD_SIZE / 2, y: PAD_SIZE / 2 });
  down = $state(false);
  private held: string[] = [];

  constructor(private readonly paper: Paper) {}

  /** A key went down, or repeats. Returns whether it means the pen. */
  press(key: string): boolean {
    if (key === " ") this.toggle();
    else if (key === "Escape" && this.down) this.lift();
    else if (key in ARROWS) {
      if (!this.held.includes(key)) this.held.push(key);
      this.move();
    } else return false;
    return true;
  }

  /** A key came up. */
  release(key: string): void {
    this.held = this.held.filter((other) => other !== key);
  }

  /** Off the paper; no key is held any more. */
  lift(): void {
    this.held = [];
    if (!this.down) return;
    this.down = false;
    this.paper.end();
  }

  private toggle(): void {
    if (this.down) return this.lift();
    this.down = true;
    this.paper.begin(this.at);
  }

  private move(): void {
    const along = (axis: "x" | "y") => {
      const by = this.held.reduce((sum, key) => sum + (ARROWS[key]?.[axis] ?? 0), 0);
      return Math.max(0, Math.min(PAD_SIZE, this.at[axis] + STRIDE * by));
    };
    this.at = { x: along("x"), y: along("y") };
    if (this.down) this.paper.extend([this.at]);
  }
}
