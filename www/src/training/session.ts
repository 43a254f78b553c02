import { gather } from "../mnist/digits";
import type { Mnist } from "../mnist/load";
import { Batches } from "./batches";
import { Crew } from "./crew";
import { Trainer } from "./engine";
import { SlicedEvaluation } from "./evaluation";
import { History } from "./history";
import type { KeptRun } from "./kept-run";
import type { Answers } from "./mistakes";
import { LearningCurve } from "./learning-curve";
import { RateMeter } from "./meters";
import { problemOf } from "./problem";
import type { BatchStory, ChartPoint, Problem, TestResult } from "./protocol";
import type { Plan, Recipe } from "./recipe";
import { isAtRest, isRunning, transition, type Run, type RunEvent } from "./run";
import { storyOf } from "./story";
import { thinned } from "./thinned";
import { isSame } from "./weights";

/** Points of its curve that are kept of a run, which may go on for hours and is kept every few seconds. */
const MOST_POINTS = 4_000;

/**
 * A training run: the network, its place in the recipe, its figures. Knows no worker and no clock but the one handed to
 * it; `advance` does a slice of work and returns.
 */
export class TrainingSession {
  run: Run = { phase: "starting" };
  /** Equal for plans that have the same result; empty before the first. */
  fingerprint = "";
  generation = 0;
  /** True when the weights came from a file. */
  trained = false;
  step = 0;
  /** Steps that the run had when it was gone on with, if it is one that was kept. */
  restoredAt?: number;
  /** Epochs the run is to have; grows when a finished run is trained on. */
  epochs = 0;
  tests: TestResult[] = [];
  problem?: Problem;
  /** What the last test answered to each test image. */
  answers?: Answers;
  /** The run as it was. */
  history = new History();

  private trainer?: Trainer;
  private digits?: Mnist;
  private batches?: Batches;
  private evaluation?: SlicedEvaluation;
  private rate = new RateMeter();
  private curve = new LearningCurve();
  private started?: Plan;

  constructor(
    private readonly now: () => number = () => performance.now(),
    private readonly crew = new Crew(() => undefined),
  ) {}

  /** What is trained, and how. */
  get plan(): Plan {
    if (!this.started) throw new Error("nothing was started");
    return this.started;
  }

  /** The network as it is now; absent while the engine is on its way. */
  get network(): Trainer | undefined {
    return this.trainer;
  }

  /** Gives the session its digits, which may still be filling. */
  useDigits(digits: Mnist): void {
    this.digits = digits;
    if (isRunning(this.run)) this.extend();
    // Before, it was not known where an epoch ends.
    this.makeUp();
  }

  /** A fresh network from the recipe's seed. Throws, and changes nothing, when the network or the recipe is no good. */
  startOver(plan: Plan): void {
    const { network, recipe, goal } = plan;
    const trainer = new Trainer({ network, ...recipe });
    this.fingerprint = JSON.stringify([trainer.network, recipe, goal]);
    this.batches = new Batches(recipe);
    this.started = plan;
    this.replace(trainer, false);
  }

  /** The same network with weights from a file. Throws, and changes nothing, when the file is no good, or another's. */
  load(bytes: Uint8Array): void {
    const { network, recipe } = this.plan;
    const trainer = Trainer.load(bytes, { ...recipe, network });
    if (!isSame(trainer.network, this.trainer?.network)) {
      const { name } = trainer.network;
      trainer.free();
      throw new Error(`the file holds the network ${name}`);
    }
    this.replace(trainer, true);
  }

  /**
   * The run as it is needed to go on, by another visit or when its network is back; undefined while nothing is learned. An
   * epoch's test that is under way is then made up for.
   */
  keep(): KeptRun | undefined {
    const { trainer, step, epochs, trained, answers } = this;
    if (!trainer || (step === 0 && !trained)) return undefined;
    const [points, tests] = [thinned([...this.points], MOST_POINTS), [...this.tests]];
    const [weights, memory] = [trainer.save(), trainer.memory()];
    return { plan: this.fingerprint, step, epochs, trained, points, tests, answers, weights, memory };
  }

  /** Goes on with a run that was kept, if it is one of this plan. Throws, and changes nothing, when it is no good. */
  resume({ plan, weights, memory, points, ...kept }: KeptRun): boolean {
    if (plan !== this.fingerprint) return false;
    const trainer = Trainer.load(weights, this.recipe);
    try {
      trainer.resume(memory, kept.step);
    } catch (error) {
      trainer.free();
      throw error;
    }
    // What was wrong with a link is still to be told.
    const { problem } = this;
    this.replace(trainer, kept.trained, kept.step);
    Object.assign(this, kept, { problem, tests: [...kept.tests] });
    this.curve = new LearningCurve([...points]);
    this.restoredAt = this.step;
    if (this.step > 0) this.handle("resumed");
    this.makeUp();
    return true;
  }

  /** Something happened: the run's state follows. */
  handle(event: RunEvent): void {
    const before = this.run;
    // Whoever trains on after the last epoch wants as many more; a run that reached its goal may have epochs left.
    if (event === "train" && this.network && !isRunning(before)) this.extend();
    this.run = transition(before, event);
    if (this.run.phase !== "training") this.rate.rest();
  }

  /** Works until `deadline` (milliseconds of the clock) or until there is nothing to do. Returns whether there is more. */
  advance(deadline: number): boolean {
    do {
      if (this.run.phase === "training") this.trainOnce();
      else if (this.run.phase === "evaluating") {
        if (!this.evaluateOnce()) return false;
      } else return false;
    } while (this.now() < deadline);
    if (this.run.phase === "training") this.rate.mark(this.now(), this.imagesSeen);
    return true;
  }

  /** One batch. Returns false when its images are not there yet. */
  trainOnce(): boolean {
    const { trainer, digits, batches } = this;
    const batch = digits && batches?.of(this.step, digits);
    if (!trainer || !batches || !batch) {
      this.handle("starved");
      return false;
    }
    const perEpoch = batches.stepsOf(digits.train.count);
    try {
      const report = this.crew.step(trainer, this.recipe, digits, batch);
      this.history.note(++this.step, trainer);
      this.curve.add(report, this.at, perEpoch);
      this.handle("stepped");
    } catch (error) {
      this.fail(error);
      return false;
    }
    if (this.step % perEpoch === 0) {
      this.handle(this.step / perEpoch >= this.epochs ? "recipe-ended" : "epoch-ended");
    }
    return true;
  }

  /**
   * What the next step will learn from, and what the network makes of it now; undefined while its images are not there. The
   * batch's gradient, of which the step is made, is in the network afterwards; the weights stay as they are.
   */
  nextBatch(): BatchStory | undefined {
    const { trainer, digits, generation, step } = this;
    const batch = digits && this.batches?.of(step, digits);
    if (!trainer || !batch) return undefined;
    gather(digits.train, batch.indices, batch);
    return { generation, step, ...storyOf(trainer, batch) };
  }

  get imagesSeen(): number {
    return this.started ? this.step * this.recipe.batch : 0;
  }

  /** Steps done, in epochs: of whole batches, an epoch may leave some images out. */
  get at(): number {
    return this.digits && this.batches ? this.step / this.batches.stepsOf(this.digits.train.count) : 0;
  }

  /** Epochs trained and tested. */
  get epochsDone(): number {
    return Math.floor(this.at) - Number(this.owesTest);
  }

  /** A run that was left amid an epoch's test is tested when it is back. */
  private makeUp(): void {
    const canTest = isAtRest(this.run) || this.run.phase === "waiting";
    if (this.restoredAt === this.step && canTest && this.owesTest) this.handle("evaluate");
  }

  /** Whether an epoch has just been trained, and not been tested. */
  private get owesTest(): boolean {
    const { at, tests } = this;
    return at > 0 && Number.isInteger(at) && tests.at(-1)?.at !== at;
  }

  /** Mean loss of the last batches. */
  get loss(): number | undefined {
    return this.curve.loss;
  }

  /** What the run learned so far, for a chart. */
  get points(): readonly ChartPoint[] {
    return this.curve.points;
  }

  /** As last measured. */
  get imagesPerSecond(): number | undefined {
    return this.rate.rate;
  }

  /** Test images gone through in the evaluation under way. */
  get evaluated(): number {
    return this.evaluation?.done ?? 0;
  }

  /** More epochs, if all are done; how many are is not known before the digits are. */
  private extend(): void {
    while (this.at >= this.epochs) this.epochs += this.recipe.epochs;
  }

  private get recipe(): Recipe {
    return this.plan.recipe;
  }

  private replace(trainer: Trainer, trained: boolean, step = 0): void {
    this.trainer?.free();
    this.trainer = trainer;
    this.trained = trained;
    this.generation++;
    this.step = step;
    this.restoredAt = undefined;
    this.history = new History();
    this.history.note(step, trainer);
    this.epochs = this.recipe.epochs;
    this.tests = [];
    this.answers = undefined;
    this.problem = undefined;
    this.evaluation = undefined;
    this.curve = new LearningCurve();
    this.rate = new RateMeter();
    this.handle("reset");
  }

  private evaluateOnce(): boolean {
    const { trainer, digits } = this;
    if (!trainer || !digits) return false;
    this.evaluation ??= new SlicedEvaluation(digits.test, this.crew.test(trainer));
    if (!this.evaluation.isReady) return false;
    const result = this.evaluation.advance(trainer);
    if (result) {
      const { accuracy, loss, confusion, answers, confidences } = result;
      this.tests.push({ at: this.at, accuracy, loss, confusion });
      this.answers = { answers, confidences };
      this.evaluation = undefined;
      const { goal } = this.plan;
      // As shares of 1, what are equal percentages may differ by their last bit.
      this.handle(goal !== undefined && accuracy > goal - 1e-9 ? "reached" : "evaluated");
    }
    return true;
  }

  private fail(error: unknown): void {
    this.problem = problemOf(error);
    this.handle("broke");
  }
}
