import { convolve, mapSide, patchAt, type Geometry, type Place } from "./convolution";
import { KERNELS, type KernelName } from "./kernels";
import { PIXELS, SIDE } from "../mnist/picture";
import { isSamePicture } from "./picture";

/** Sides that a kernel may have. */
export const KERNEL_SIDES = [3, 5] as const;
/** Strides to choose from, and zeros on each side. */
export const STRIDES = [1, 2, 3] as const;
export const PADDINGS = [0, 1, 2] as const;
/** The largest weight and bias, either way. */
export const LARGEST_WEIGHT = 9;
/** Milliseconds that a whole map takes, about. */
const WHOLE_SLIDE = 24_000;
/** A full ink's pixel, as a byte. */
const INK = 255;

/** One kernel of the visitor's own over one picture, and the map that it makes. */
export class KernelLab {
  /** Bytes of ink, row by row. */
  image = $state.raw<Uint8Array>(new Uint8Array(PIXELS));
  /** Row by row. */
  weights = $state.raw<readonly number[]>(KERNELS.vertical);
  bias = $state(0);
  stride = $state<number>(1);
  padding = $state<number>(0);
  /** The cell that is looked into. */
  cell = $state.raw<Place>({ row: 0, column: 0 });
  /** Whether the kernel slides. Cells that it has not come to are not seen. */
  sliding = $state(false);
  readonly geometry = $derived.by((): Geometry => ({
    side: SIDE,
    kernel: Math.sqrt(this.weights.length),
    stride: this.stride,
    padding: this.padding,
  }));
  readonly mapSide = $derived(mapSide(this.geometry));
  private readonly index = $derived(this.cell.row * this.mapSide + this.cell.column);
  /** The picture as numbers from 0 to 1, ink. */
  readonly pixels = $derived(Float32Array.from(this.image, (byte) => byte / INK));
  readonly map = $derived(convolve(this.pixels, this.weights, this.bias, this.geometry));
  /** What of the map is seen. */
  readonly seen = $derived(this.sliding ? this.map.subarray(0, this.index + 1) : this.map);
  readonly patch = $derived(patchAt(this.pixels, this.geometry, this.cell));
  readonly products = $derived(this.patch.map((pixel, index) => (pixel ?? 0) * (this.weights[index] ?? 0)));
  readonly value = $derived(this.map[this.index] ?? 0);
  private timer?: ReturnType<typeof setInterval>;

  /** Takes a picture; one that is as the last changes nothing. With the first one, the strongest cell is looked into. */
  see(image: Uint8Array): void {
    if (isSamePicture(image, this.image)) return;
    const isFirst = this.image.every((byte) => byte === 0);
    this.image = image;
    if (isFirst) this.lookAt(this.strongest);
  }

  /** Takes a kernel: one that is known by name, or another's weights and bias. */
  take(kernel: KernelName | { weights: readonly number[]; bias: number }): void {
    const { weights, bias } = typeof kernel === "string" ? { weights: KERNELS[kernel], bias: 0 } : kernel;
    this.weights = weights;
    this.bias = bias;
    this.keepInside();
  }

  /** Changes one weight. Returns whether it can be that. */
  setWeight(index: number, value: number): boolean {
    if (!isWeight(value)) return false;
    this.weights = this.weights.with(index, value);
    return true;
  }

  /** Changes the bias. Returns whether it can be that. */
  setBias(value: number): boolean {
    if (!isWeight(value)) return false;
    this.bias = value;
    return true;
  }

  /** Gives the kernel another side: around its middle it stays as it is. */
  resize(kernel: number): void {
    const before = this.geometry.kernel;
    const shift = (before - kernel) / 2;
    this.weights = Array.from({ length: kernel * kernel }, (_, index) => {
      const [row, column] = [Math.floor(index / kernel) + shift, (index % kernel) + shift];
      const inside = row >= 0 && column >= 0 && row < before && column < before;
      return inside ? (this.weights[row * before + column] ?? 0) : 0;
    });
    this.keepInside();
  }

  /** How the kernel moves from now on. */
  move({ stride = this.stride, padding = this.padding }: Partial<Pick<Geometry, "stride" | "padding">>): void {
    this.stride = stride;
    this.padding = padding;
    this.keepInside();
  }

  /** Looks into a cell. */
  look(cell: Place): void {
    this.stop();
    this.cell = cell;
  }

  /** Slides the kernel over the whole picture, from the first cell on; or stops it where it is. */
  slide(): void {
    if (this.sliding) return this.stop();
    this.lookAt(0);
    this.sliding = true;
    this.timer = setInterval(() => this.advance(), WHOLE_SLIDE / this.map.length);
  }

  /** The kernel stays where it is. */
  stop(): void {
    clearInterval(this.timer);
    this.sliding = false;
  }

  private advance(): void {
    const next = this.index + 1;
    if (next >= this.map.length) this.stop();
    else this.lookAt(next);
  }

  private lookAt(index: number): void {
    this.cell = { row: Math.floor(index / this.mapSide), column: index % this.mapSide };
  }

  private get strongest(): number {
    return this.map.reduce((best, value, index) => (Math.abs(value) > Math.abs(this.map[best] ?? 0) ? index : best), 0);
  }

  /** The map may have become smaller. */
  private keepInside(): void {
    this.stop();
    const last = this.mapSide - 1;
    this.cell = { row: Math.min(last, this.cell.row), column: Math.min(last, this.cell.column) };
  }
}

function isWeight(value: number): boolean {
  return Math.abs(value) <= LARGEST_WEIGHT;
}
