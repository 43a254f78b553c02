import type { BatchStory, LayerDescription, Snapshot } from "../training/protocol";
import { isAtRest } from "../training/run";

/** A part of a step, in the order in which a step is told. */
export type Stage =
  | { kind: "batch" | "loss" | "update" }
  /** The layer's output is computed, or the loss's gradient by it. */
  | { kind: "forward" | "backward"; layer: string };

/** What slow motion asks of the worker and of the page. */
export interface Motor {
  nextBatch(): Promise<BatchStory | undefined>;
  /** Takes a step. Resolves to whether it could be. */
  step(): Promise<boolean>;
  train(): void;
  pause(): void;
  /** Shows the training digit with this index; without one what was shown before. */
  watch(index?: number): void;
}

/** Stages a second, as the speed control has them; the last stands for training at full speed. */
export const SPEEDS = [1, 2, 4, 8, 16, 30, Infinity] as const;

/** One step of the page's own network, told in stages: by hand, or one after another at a chosen speed. */
export class SlowMotion {
  active = $state(false);
  /** The batch that the step learns from; undefined while it is on its way. */
  batch = $state.raw<BatchStory>();
  /** Which of its pictures is followed through the network. */
  picture = $state(0);
  place = $state(0);
  playing = $state(false);
  /** An index into SPEEDS. */
  speed = $state(0);
  private layers = $state.raw<readonly LayerDescription[]>([]);
  readonly stages = $derived(stagesOf(this.layers));
  readonly stage = $derived(this.stages[this.place]);
  /** Full speed: the training runs as it always does. */
  readonly atFullSpeed = $derived(SPEEDS[this.speed] === Infinity);
  /** The training runs, by whatever button: the stages rest. */
  private running = $state(false);
  /** Whether a stage decides what the maps show. */
  readonly tells = $derived(this.active && !this.running && this.stage !== undefined);
  private timer?: ReturnType<typeof setTimeout>;
  /** Asking the worker; nothing else is asked meanwhile. */
  private busy = false;
  /** The kind of stage to begin with. */
  private wanted?: Stage["kind"];
  /** The run that the batch belongs to. */
  private run = { generation: -1, step: -1 };

  constructor(private readonly motor: Motor) {}

  /** Begins to tell steps. */
  enter(): void {
    if (this.active) return;
    this.active = true;
    this.motor.pause();
    void this.take();
  }

  /** On to the first stage of a kind, of this step or, when that is behind, of the next. */
  goTo(kind: Stage["kind"]): void {
    this.wanted = kind;
    if (!this.busy && this.batch) this.arrive();
  }

  private arrive(): void {
    const place = this.stages.findIndex((stage) => stage.kind === this.wanted);
    if (this.wanted === undefined || place < 0) return;
    if (this.stage?.kind === "update") void this.take();
    else {
      this.place = place;
      this.wanted = undefined;
    }
  }

  /** Back to the page as it was. */
  leave(): void {
    if (!this.active) return;
    this.stop();
    this.active = false;
    this.wanted = undefined;
    this.batch = undefined;
    this.place = 0;
    this.motor.watch();
  }

  /** Runs by itself, or stands. */
  toggle(): void {
    if (this.playing) this.stop();
    else {
      this.playing = true;
      if (this.atFullSpeed) this.motor.train();
      else this.schedule();
    }
  }

  setSpeed(speed: number): void {
    const place = Math.max(0, Math.min(SPEEDS.length - 1, speed));
    // From stages to the training as it always runs, or back: one ends before the other begins.
    const changes = this.playing && this.atFullSpeed !== (SPEEDS[place] === Infinity);
    if (changes) this.stop();
    this.speed = place;
    if (changes) this.toggle();
  }

  /** The next stage; after a step's last the next step's first. */
  async next(): Promise<void> {
    if (!this.active || this.busy || !this.batch) return;
    if (this.place === this.stages.length - 1) return this.take();
    if (this.stages[this.place + 1]?.kind === "update") {
      const taken = await this.ask(() => this.motor.step());
      if (!this.active) return;
      if (!taken) return this.stop();
      this.run = { ...this.run, step: this.run.step + 1 };
    }
    this.place++;
  }

  /** The stage before; a step that was taken stays taken. */
  previous(): void {
    if (this.canGoBack) this.place--;
  }

  readonly canGoBack = $derived(this.place > 0 && this.stage?.kind !== "update");

  /** The number of the training digit that is followed. */
  get followed(): number | undefined {
    return this.batch?.indices[this.picture];
  }

  /** Follows another picture of the batch. */
  pick(picture: number): void {
    const index = this.batch?.indices[picture];
    if (index === undefined) return;
    this.picture = picture;
    this.motor.watch(index);
  }

  /** Whether the wave has not come to a layer yet, forward or backward. */
  waits(layer: string): boolean {
    const { stage } = this;
    if (!this.tells || !stage) return false;
    const depth = this.depthOf(layer);
    if (stage.kind === "batch") return true;
    if (stage.kind === "forward") return depth > this.depthOf(stage.layer);
    return stage.kind === "backward" && depth < this.depthOf(stage.layer);
  }

  /** Whether a layer is the one whose turn it is. */
  isAt(layer: string): boolean {
    const { stage } = this;
    return this.tells && stage !== undefined && "layer" in stage && stage.layer === layer;
  }

  /** The network has these layers from now on. */
  suit(layers: readonly LayerDescription[]): void {
    this.layers = layers;
  }

  /** The run may have gone on without slow motion, or begun anew: then its next batch is told. */
  receive({ status }: Snapshot): void {
    const canStep = isAtRest(status.run);
    const failed = status.run.phase === "failed";
    // At full speed it plays as long as the training runs, whoever ends that; a run that failed goes no further at any.
    if (failed) this.stop();
    if (this.running && canStep && this.atFullSpeed) this.playing = false;
    this.running = !canStep && !failed;
    if (!this.active || this.busy) return;
    const gone = status.step !== this.run.step || status.generation !== this.run.generation;
    if (canStep && (gone || !this.batch)) void this.take();
  }

  private depthOf(layer: string): number {
    const depth = this.layers.findIndex(({ name }) => name === layer);
    return depth < 0 ? this.layers.length : depth;
  }

  private async take(): Promise<void> {
    if (this.busy) return;
    const batch = await this.ask(() => this.motor.nextBatch());
    if (!this.active) return;
    this.place = 0;
    this.batch = batch;
    if (!batch) return;
    this.run = { generation: batch.generation, step: batch.step };
    this.pick(Math.min(this.picture, batch.indices.length - 1));
    this.arrive();
  }

  private async ask<Answer>(question: () => Promise<Answer>): Promise<Answer> {
    this.busy = true;
    try {
      return await question();
    } catch (error) {
      this.stop();
      throw error;
    } finally {
      this.busy = false;
    }
  }

  private stop(): void {
    clearTimeout(this.timer);
    if (this.playing && this.atFullSpeed) this.motor.pause();
    this.playing = false;
  }

  private schedule(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(
      () => void this.next().then(() => this.playing && !this.atFullSpeed && this.schedule()),
      1000 / (SPEEDS[this.speed] ?? 1),
    );
  }
}

function stagesOf(layers: readonly LayerDescription[]): Stage[] {
  const names = layers.map(({ name }) => name);
  return [
    { kind: "batch" },
    ...[...names, "probabilities"].map((layer): Stage => ({ kind: "forward", layer })),
    { kind: "loss" },
    ...names.reverse().map((layer): Stage => ({ kind: "backward", layer })),
    { kind: "update" },
  ];
}
