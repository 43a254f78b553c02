import type { LayerDescription, UnitAddress } from "../training/protocol";
import { isSame, type Inspection } from "./inspection.svelte";
import { mapsOf } from "./shapes";

/** Milliseconds that a whole map takes, about, and a cell at least and at most. */
const WHOLE = 20_000;
const SHORTEST = 40;
const LONGEST = 400;

/** Lets a kernel, or a pooling's window, slide: pins one cell of a map after the other, row by row. */
export class Slide {
  /** The cell that it has come to. */
  at = $state.raw<UnitAddress>();
  /** Whether it is under way. */
  readonly running = $derived.by(() => this.at !== undefined && isSame(this.inspection.pinned, this.at));
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
    let cell = -1;
    const advance = () => {
      cell++;
      this.at = { layer, map, row: Math.floor(cell / size.width), column: cell % size.width };
      this.inspection.pin(this.at);
    };
    const step = () => {
      const now = this.mapOf(layer);
      const isSameMap = now?.height === size.height && now.width === size.width;
      if (!this.running || !isSameMap) return this.stop();
      advance();
      if (cell + 1 === cells) this.stop();
    };
    advance();
    this.timer = setInterval(step, Math.max(SHORTEST, Math.min(LONGEST, WHOLE / cells)));
  }

  /** Stays where it is. */
  stop(): void {
    clearInterval(this.timer);
    this.at = undefined;
  }
}
