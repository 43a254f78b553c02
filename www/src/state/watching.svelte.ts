import { flatten, interpolate, PEN_WIDTH, type Point } from "../drawing/strokes";
import type { Snapshot, Watched } from "../training/protocol";

/** What of the page and its worker the watching needs. */
export interface Surroundings {
  /** Asks for what the network makes of it; requests are numbered. */
  send(watched: Watched, request: number): void;
  /** How many test digits there are. */
  testCount(): number;
  /** The visitor wants to see something else. */
  onChoose(): void;
}

/** What the network is shown: a test digit, the visitor's drawing, or slow motion's training digit. */
export class Watching {
  /** The drawing, stroke by stroke, in the pad's units. */
  strokes = $state.raw<Point[][]>([]);
  penDown = $state(false);
  testIndex = $state(0);
  readonly hasDrawing = $derived(this.strokes.length > 0);
  /** The drawing that a test digit took the place of, or that was cleared. */
  private replaced = $state.raw<Point[][]>([]);
  /** Whether there is a stroke to take back, or a drawing to bring back. */
  readonly canUndo = $derived(this.hasDrawing || this.replaced.length > 0);
  private clearedAt = $state(0);
  private request = 0;
  private drawingDue = false;

  constructor(private readonly surroundings: Surroundings) {}

  /** Watches a test digit, in place of a drawing if there is one; the index wraps around. */
  watchTest(index: number): void {
    this.surroundings.onChoose();
    const count = this.surroundings.testCount();
    this.testIndex = ((index % count) + count) % count;
    this.clear();
  }

  watchRandomTest(): void {
    this.watchTest(Math.floor(Math.random() * this.surroundings.testCount()));
  }

  /** Puts the drawing away, if there is one, until it is brought back or another begins. */
  clear(): void {
    const replaced = this.hasDrawing ? this.strokes : this.replaced;
    this.draw([]);
    this.replaced = replaced;
  }

  /** Takes back the last stroke; of an empty pad, that it was emptied. */
  undo(): void {
    this.draw(this.hasDrawing ? this.strokes.slice(0, -1) : this.replaced);
  }

  /** The drawing changed: the network sees it at the next frame. An empty one gives way to the test digit. */
  draw(strokes: Point[][]): void {
    this.surroundings.onChoose();
    this.strokes = strokes;
    this.replaced = [];
    if (strokes.length === 0) {
      this.send({ kind: "test", index: this.testIndex });
      this.clearedAt = this.request;
    } else if (!this.drawingDue) {
      this.drawingDue = true;
      requestAnimationFrame(() => {
        this.drawingDue = false;
        if (this.hasDrawing) this.resume();
      });
    }
  }

  watchTraining(index: number): void {
    this.send({ kind: "training", index });
  }

  /** Watches the drawing if there is one, else the test digit. */
  resume(): void {
    if (this.hasDrawing) {
      const strokes = this.strokes.map((points) => flatten(interpolate(points, PEN_WIDTH / 4)));
      this.send({ kind: "drawing", strokes, penWidth: PEN_WIDTH });
    } else this.send({ kind: "test", index: this.testIndex });
  }

  /** Whether a snapshot shows the drawing as it is, or was a moment ago, and not one that was cleared. */
  isDrawnIn(snapshot: Snapshot | undefined): boolean {
    return this.hasDrawing && snapshot?.watchedKind === "drawing" && snapshot.watchedRequest > this.clearedAt;
  }

  private send(watched: Watched): void {
    this.surroundings.send(watched, ++this.request);
  }
}
