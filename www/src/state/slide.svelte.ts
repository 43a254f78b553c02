import type { LayerDescription } from "../training/protocol";
import { isSame, type Inspection } from "./inspection.svelte";
import { mapsOf } from "./shapes";

/** Milliseconds that a whole map takes, about, and a cell at least and at most. */
const WHOLE = 20_000;
const SHORTEST = 40;
const LONGEST = 400;

/** Lets a kernel, or a pooling's window, slide: pins one cell of a map after the other, row by row. */
export class Slide {
  /** Whether it is under way. */
  running = $state(false);
  private timer?: ReturnType<typeof setInterval>;

  constructor(
    private readonly inspection: Inspection,
    private readonly layers: () => readonly LayerDescription[],
  ) {}

  /** Whether there is a window that can slide, and how large its map is. */
  mapOf(name: string): { height: number; width: number } | undefined {
    const layer = this.layers().find(
      (layer) => layer.name === name && (layer.kind === "conv" || layer.kind === "pool"),
    );
    const { height, width } = mapsOf(layer?.outputShape ?? [1, 1, 1]);
    return height * width > 1 ? { height, width } : undefined;
  }

  /** Slides over a map from its first cell on, up to the last, or until something else is pinned. */
  start(layer: string, map: number): void {
    const size = this.mapOf(layer);
    if (!size) return;
    this.stop();
    const cells = size.height * size.width;
    const unitAt = (cell: number) => ({ layer, map, row: Math.floor(cell / size.width), column: cell % size.width });
    let cell = 0;
    this.inspection.pin(unitAt(0));
    this.running = true;
    const step = () => {
      if (!isSame(this.inspection.pinned, unitAt(cell))) return this.stop();
      this.inspection.pin(unitAt(++cell));
      if (cell + 1 === cells) this.stop();
    };
    this.timer = setInterval(step, Math.max(SHORTEST, Math.min(LONGEST, WHOLE / cells)));
  }

  /** Stays where it is. */
  stop(): void {
    clearInterval(this.timer);
    this.running = false;
  }
}
