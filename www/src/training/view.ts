import { PIXELS } from "../mnist/picture";
import type { Mnist } from "../mnist/load";
import { digitFromStrokes, type Activation, type Trainer } from "./engine";
import { histogramsOf } from "./histogram";
import { isRunning, type Run } from "./run";
import type { Histogram, Look, Snapshot, UnitAddress, Watched, WeightAddress } from "./protocol";

/** Milliseconds between two looks at how the values are spread. */
const HISTOGRAM_INTERVAL = 200;

/** What learns. */
interface Learning {
  readonly network?: Trainer;
  readonly step: number;
  readonly run: Run;
}

/** What a view sees: the part of a snapshot that is about the network. */
type Seen = Omit<Snapshot, "version" | "status" | "points" | "tests" | "moments" | "past">;

/** The memory of a snapshot's numbers, which goes to the page with it. */
export function buffersIn({ image, activations, parameters, gradients = [], parameterGradients = [] }: Snapshot) {
  const tensors = [...activations, ...parameters, ...gradients, ...parameterGradients];
  return [image.buffer, ...tensors.map(({ values }) => values.buffer)] as ArrayBuffer[];
}

/** What the page looks at, the watched digit, the inspected unit, the followed weight, and what is to be seen there. */
export class View {
  inspected?: UnitAddress;
  look: Look = { gradients: false, histograms: false };
  private followed?: WeightAddress;
  private followedBy?: Trainer;
  private spread: { of: readonly unknown[]; at: number; histograms: Histogram[] } = {
    of: [],
    at: -Infinity,
    histograms: [],
  };
  private watched: { kind: Snapshot["watchedKind"]; request: number; index?: number; image?: Uint8Array } = {
    kind: "none",
    request: 0,
  };
  /** What was drawn since it was last looked at. */
  private drawn?: Extract<Watched, { kind: "drawing" }>;

  /** @param request the number of the page's request, which comes back in what is seen. */
  watch(watched: Watched, request: number): void {
    const isDrawing = watched.kind === "drawing";
    this.drawn = isDrawing ? watched : undefined;
    this.watched = { kind: watched.kind, request, index: isDrawing ? undefined : watched.index };
  }

  /** Makes a digit of the newest drawing. Not of each that comes: a pen may be faster than that. */
  private digitise(): void {
    const { drawn } = this;
    if (!drawn) return;
    this.drawn = undefined;
    let image: Uint8Array | undefined;
    try {
      image = digitFromStrokes(drawn.strokes, drawn.penWidth);
    } catch (error) {
      // Whoever looks must not be held up by it.
      console.warn(error);
    }
    this.watched = { kind: image ? "drawing" : "none", request: this.watched.request, image };
  }

  /** From its next step on, the network tells how this weight is updated. */
  follow(weight: WeightAddress | undefined, network?: Trainer): void {
    this.followed = weight;
    this.followedBy = network;
    try {
      network?.follow(weight?.tensor, weight?.index);
    } catch {
      // A weight of another network than this one.
      this.followed = undefined;
    }
  }

  /**
   * What is to be seen now.
   * @param network what is seen: the one that learns, or what it was.
   * @param session the one that learns, with its steps.
   * @param parameters the names of those that are to be seen; all if undefined.
   */
  of(network: Trainer | undefined, session: Learning, mnist?: Mnist, parameters?: readonly string[]): Seen {
    this.digitise();
    const { kind, request, index = -1 } = this.watched;
    const digits = kind === "training" ? mnist?.train : mnist?.test;
    const there = kind !== "drawing" && digits !== undefined && index >= 0 && index < digits.available;
    const image = new Uint8Array(PIXELS);
    if (there) image.set(digits.image(index));
    else if (this.watched.image) image.set(this.watched.image);
    const activations = network?.activations(image) ?? [];
    const wanted = ({ name }: { name: string }) => parameters?.includes(name) ?? true;
    const seen: Seen = {
      watchedRequest: request,
      watchedKind: kind !== "drawing" && !there ? "none" : kind,
      image,
      label: there ? digits.labels[index] : undefined,
      activations,
      parameters: network?.parameters().filter(wanted) ?? [],
    };
    if (network && kind === "training" && seen.label !== undefined) {
      seen.loss = network.evaluate(image, Uint8Array.of(seen.label)).loss;
    }
    if (network && this.look.gradients && seen.watchedKind !== "none") {
      // A drawing has no label: its gradient is for its own answer, as if that were right.
      seen.gradients = network.gradients(image, seen.label ?? answerOf(activations));
      seen.parameterGradients = network.batchGradient().filter(wanted);
    }
    if (network && this.look.histograms) seen.histograms = this.histograms(network, session, activations, seen.label);
    seen.explanation = this.explanation(network, image);
    seen.followed = this.weight(session.network);
    return seen;
  }

  /** @param label the watched digit's, if it has come. */
  private histograms(
    network: Trainer,
    { step, run }: Learning,
    activations: Activation[],
    label?: number,
  ): Histogram[] {
    const now = performance.now();
    const of = [network, step, this.watched.request, label];
    const isSame = of.every((part, index) => part === this.spread.of[index]);
    // What comes while nothing trains may be the last for long.
    const isDue = now - this.spread.at >= HISTOGRAM_INTERVAL || network !== this.spread.of[0] || !isRunning(run);
    if (!isSame && isDue) {
      this.spread = { of, at: now, histograms: histogramsOf(network.describe(), activations, network.parameters()) };
    }
    return this.spread.histograms;
  }

  private explanation(network: Trainer | undefined, image: Uint8Array): Snapshot["explanation"] {
    if (!this.inspected) return undefined;
    const { layer, map, row, column } = this.inspected;
    try {
      return network?.explain(image, layer, map, row, column);
    } catch {
      // A unit of another network than this one.
      return undefined;
    }
  }

  private weight(network?: Trainer): Snapshot["followed"] {
    if (!this.followed || !network) return undefined;
    if (this.followedBy !== network) this.follow(this.followed, network);
    const followed = network.followed();
    return followed && this.followed ? { ...this.followed, ...followed } : undefined;
  }
}

function answerOf(activations: Activation[]): number {
  const probabilities = activations.at(-1)?.values ?? new Float32Array();
  return Math.max(0, probabilities.indexOf(Math.max(...probabilities)));
}
