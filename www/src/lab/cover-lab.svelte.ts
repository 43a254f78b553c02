import type { Place } from "./convolution";
import { cover, DIGITS, evidence, odds, tryAll, type Tried } from "./occlusion";
import { PIXELS, SIDE } from "../mnist/picture";
import { isSamePicture, placeOf } from "./picture";

/** Sides that the square may have. */
export const COVER_SIDES = [3, 5, 7, 9] as const;
/** Milliseconds of rest between two rounds of tries: while it trains, every step has another answer. */
const REST = 400;

/** A picture, and whom it is shown: a network while it learns. */
interface Question {
  readonly image: Uint8Array;
  readonly run: string;
}

/** The watched picture with a part of it blank, and what the network makes of it. */
export class CoverLab {
  /** Side of the square, from the next round on. */
  side = $state<number>(5);
  /** Its middle. */
  place = $state.raw<Place>({ row: SIDE / 2, column: SIDE / 2 });
  /** The digit to be explained, and the one that it is held against; undefined for the network's own first and second. */
  chosenDigit = $state<number>();
  chosenRival = $state<number>();
  /** The last round. */
  tried = $state.raw<Tried>();
  /** The network's answer. */
  readonly likeliest = $derived(likeliest(this.tried?.whole));
  /** The digit that is explained. */
  readonly digit = $derived(this.chosenDigit ?? this.likeliest);
  /** What the network would answer, were that digit out of the question. */
  readonly runnerUp = $derived(likeliest(this.tried?.whole, this.digit));
  /** The digit it is held against: never the same. */
  readonly rival = $derived(
    this.chosenRival === undefined || this.chosenRival === this.digit ? this.runnerUp : this.chosenRival,
  );
  /** What each part says for the digit and against its rival. [28, 28] */
  readonly map = $derived(this.tried ? evidence(this.tried, this.digit, this.rival) : new Float32Array(PIXELS));
  /** Side of the square in all that is seen. */
  readonly triedSide = $derived(this.tried?.side ?? this.side);
  /** The picture with the square blank. */
  readonly picture = $derived(cover(this.tried?.image ?? new Uint8Array(PIXELS), this.place, this.triedSide));
  /** Ten probabilities of that. */
  readonly covered = $derived.by(() => {
    const start = (this.place.row * SIDE + this.place.column) * DIGITS;
    return this.tried?.covered.subarray(start, start + DIGITS);
  });
  /** The network's answer to that. */
  readonly likeliestLeft = $derived(likeliest(this.covered));
  /** How many times as likely as its rival the digit is, by the whole picture and by what is left of it. */
  readonly odds = $derived(this.of(this.tried?.whole));
  readonly oddsLeft = $derived(this.of(this.covered));
  private wanted?: Question;
  /** What was seen last, and after how many steps. */
  private seen?: Question & { step: number };
  private busy = false;

  /** @param answers ten probabilities for each of n pictures [n, 28, 28], by the network as it is. */
  constructor(private readonly answers: (images: Uint8Array) => Promise<Float32Array>) {}

  /**
   * Tries a picture, as soon as the round before is over, if it or the network is another than before. Of another picture the
   * part that says most is looked at.
   * @param run equal as long as it is the same network that learns, whose steps these are.
   */
  see(image: Uint8Array, run: string, step: number): void {
    const { seen } = this;
    if (seen?.step === step && isSame({ image, run }, seen)) return;
    this.seen = { image, run, step };
    this.try(this.seen);
  }

  /** Without a picture there is nothing to be tried. */
  forget(): void {
    this.seen = undefined;
    this.wanted = undefined;
    this.tried = undefined;
  }

  /** Another size of the square. */
  resize(side: number): void {
    this.side = side;
    if (this.seen) this.try(this.seen);
  }

  private try(question: Question): void {
    this.wanted = question;
    if (!this.busy) void this.work();
  }

  private async work(): Promise<void> {
    this.busy = true;
    try {
      while (this.wanted) {
        const question = this.wanted;
        const { image } = question;
        this.wanted = undefined;
        const before = this.tried?.image;
        const tried = await tryAll(image, this.side, this.answers, () => this.isWanted(question));
        if (!tried) continue;
        // A network that ran away has no answer.
        this.tried = this.seen && !tried.whole.some(Number.isNaN) ? tried : undefined;
        if (this.tried && !isSamePicture(image, before)) this.lookAtMost();
        await new Promise((resolve) => setTimeout(resolve, REST));
      }
    } finally {
      this.busy = false;
    }
  }

  /** While it learns, the network is another again and again; a round for the same picture is not given up for that. */
  private isWanted(question: Question): boolean {
    return this.seen !== undefined && isSame(question, this.wanted ?? question);
  }

  private lookAtMost(): void {
    this.place = placeOf(Math.max(0, this.map.indexOf(Math.max(...this.map))));
  }

  private of(probabilities?: Float32Array): number {
    return probabilities ? odds(probabilities, this.digit, this.rival) : 1;
  }
}

function isSame(one: Question, other: Question): boolean {
  return one.run === other.run && isSamePicture(one.image, other.image);
}

/** The digit of the highest probability, but one. */
function likeliest(probabilities?: Float32Array, but?: number): number {
  const digits = Array.from({ length: DIGITS }, (_, digit) => digit).filter((digit) => digit !== but);
  return digits.reduce((best, digit) => ((probabilities?.[digit] ?? 0) > (probabilities?.[best] ?? 0) ? digit : best));
}
