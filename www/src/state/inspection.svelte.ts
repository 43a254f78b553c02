import type { Explanation, LayerDescription, Snapshot, UnitAddress, WeightAddress } from "../training/protocol";
import { thinned } from "../training/thinned";
import { mapsOf } from "./shapes";

/** Points of a pinned unit's course that are kept. */
const MOST_POINTS = 240;

/** Which unit is looked into: the one pointed at, unless one is pinned. */
export class Inspection {
  pointed = $state.raw<UnitAddress>();
  pinned = $state.raw<UnitAddress>();
  /** What the worker said of the unit, with the figures' last change. */
  explanation = $state.raw<Explanation>();
  /** The pinned unit's values since it was pinned, one a snapshot. */
  course = $state.raw<number[]>([]);
  /** Where the keys last led, with its value there and then, or its gradient if those are shown: to be spoken. */
  spoken = $state.raw<{ unit: UnitAddress; value: number; gradient: boolean; pinned: boolean }>();
  readonly unit = $derived(this.pinned ?? this.pointed);
  /** The weight whose updates are told, and what the worker said of it then. */
  weight = $state.raw<WeightAddress>();
  followed = $state.raw<Snapshot["followed"]>();
  private asked?: UnitAddress;
  /** The course, with what came since the figures last changed. */
  private values: { at: number; value: number }[] = [];
  /** The steps done when the last snapshot came, and when the course last grew. */
  private step = 0;
  private courseStep = 0;

  /**
   * @param ask tells the worker which unit its snapshots are to explain.
   * @param follow tells it which weight's updates.
   */
  constructor(
    private readonly ask: (unit?: UnitAddress) => void,
    private readonly follow: (weight?: WeightAddress) => void = () => undefined,
  ) {}

  point(unit: UnitAddress): void {
    if (!isSame(unit, this.pointed)) this.pointed = unit;
    this.tell();
  }

  /** Pins a unit, or lets it go if it is the pinned one. */
  toggle(unit: UnitAddress): void {
    this.pinned = isSame(unit, this.pinned) ? undefined : unit;
    this.pointed = unit;
    this.begin(this.explanation && this.explains(this.pinned) ? [this.explanation.value] : []);
    this.courseStep = this.step;
    this.tell();
  }

  /** Pins a unit, whether or not it is pinned already. */
  pin(unit: UnitAddress): void {
    if (!isSame(unit, this.pinned)) this.toggle(unit);
  }

  /** Follows a weight, whether or not it is followed already. */
  followWeight(weight: WeightAddress): void {
    if (!isSameWeight(weight, this.weight)) this.toggleWeight(weight);
  }

  /** Follows a weight, or lets it go if it is the one; none is let go by none. */
  toggleWeight(weight?: WeightAddress): void {
    this.weight = isSameWeight(weight, this.weight) ? undefined : weight;
    this.followed = undefined;
    this.follow(this.weight);
  }

  /** Looks into nothing any more. */
  clear(): void {
    if (this.weight) this.toggleWeight();
    this.pinned = undefined;
    this.pointed = undefined;
    this.explanation = undefined;
    this.begin([]);
    this.tell();
  }

  /** The network has these layers from now on: what it does not have is looked into no longer. */
  suit(layers: readonly LayerDescription[]): void {
    const gone = (unit?: UnitAddress) => unit !== undefined && !hasUnit(layers, unit);
    if (gone(this.pinned)) this.pinned = undefined;
    if (gone(this.pointed)) this.pointed = undefined;
    if (this.weight && !hasWeight(layers, this.weight)) this.toggleWeight();
    this.tell();
  }

  /**
   * @param fresh the network is another one than before.
   * @param told the figures change with this snapshot, and so does what is told of the unit and the weight: faster than that
   *   nobody reads it, and hundreds of numbers are laid out anew each time. What was just asked for is told at once.
   */
  receive({ explanation, followed, status, past }: Snapshot, fresh: boolean, told: boolean): void {
    this.step = status.step;
    if (fresh) {
      this.begin([]);
      this.followed = undefined;
    }
    if (isSameWeight(followed, this.weight) && (told || !this.followed)) this.followed = followed;
    if (!explanation || !this.unit) {
      if (!this.unit || fresh) this.explanation = undefined;
      return;
    }
    const unit = { layer: explanation.layer, ...explanation.unit };
    const now = told || !this.explains(unit);
    if (now) this.explanation = explanation;
    // What it was is not what it has become.
    if (past !== undefined) return;
    const moved = this.step !== this.courseStep || this.values.length === 0;
    if (isSame(unit, this.pinned) && moved) {
      this.courseStep = this.step;
      const at = (this.values.at(-1)?.at ?? -1) + 1;
      this.values = thinned([...this.values, { at, value: explanation.value }], MOST_POINTS);
    }
    if (now) this.course = this.values.map(({ value }) => value);
  }

  private begin(course: number[]): void {
    this.values = course.map((value, at) => ({ at, value }));
    this.course = course;
  }

  private explains(unit?: UnitAddress): boolean {
    const { explanation } = this;
    return explanation !== undefined && isSame(unit, { layer: explanation.layer, ...explanation.unit });
  }

  private tell(): void {
    if (isSame(this.unit, this.asked)) return;
    this.asked = this.unit;
    this.ask(this.unit);
  }
}

function hasUnit(layers: readonly LayerDescription[], { layer, map, row, column }: UnitAddress): boolean {
  const shape =
    layer === "probabilities" ? layers.at(-1)?.outputShape : layers.find(({ name }) => name === layer)?.outputShape;
  if (!shape) return layer === "input";
  // Of a line, a unit's number stands in place of the map.
  const { count, height, width } = shape.length === 1 ? { count: shape[0] ?? 0, height: 1, width: 1 } : mapsOf(shape);
  return map < count && row < height && column < width;
}

function hasWeight(layers: readonly LayerDescription[], { tensor, index }: WeightAddress): boolean {
  return layers.some(({ name, weightShape, biasShape }) => {
    const shape = { [`${name}.weight`]: weightShape, [`${name}.bias`]: biasShape }[tensor];
    return shape !== undefined && index < shape.reduce((product, size) => product * size, 1);
  });
}

/** Whether two addresses name one unit. */
export function isSame(one?: UnitAddress, other?: UnitAddress): boolean {
  if (!one || !other) return one === other;
  return one.layer === other.layer && one.map === other.map && one.row === other.row && one.column === other.column;
}

/** Whether two addresses name one weight. */
export function isSameWeight(one?: WeightAddress, other?: WeightAddress): boolean {
  return one?.tensor === other?.tensor && one?.index === other?.index;
}
