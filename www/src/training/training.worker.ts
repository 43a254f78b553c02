import * as Comlink from "comlink";
import { Crew } from "./crew";
import { examine, planOf, settingsOfPlan, type Choice, type Examination } from "./choice";
import { loadEngine } from "./engine";
import { Keeper } from "./kept";
import { select } from "./mistakes";
import { problemOf } from "./problem";
import { TrainingSession } from "./session";
import type {
  BatchStory,
  Description,
  Look,
  MistakeQuery,
  Moment,
  SavedWeights,
  Selection,
  Snapshot,
  SnapshotRequest,
  TrainingService,
  UnitAddress,
  Watched,
  WeightAddress,
} from "./protocol";
import { Pump } from "./pump";
import { PRESETS } from "./recipe";
import { isAtRest, type RunEvent } from "./run";
import { Sight } from "./sight";
import { Supply } from "./supply";
import { suitableTeamSize } from "./team";
import { isSame } from "./weights";
import { WeightsLoader } from "./weights-loader";

/** Milliseconds of work between two looks at the messages. */
const SLICE = 10;
/** What the page opens with. */
const DEFAULT: Choice = { network: PRESETS[0], changes: {} };

/** The worker's side of the page: owns the digits and the training session, answers what the page asks. */
class TrainingWorker implements TrainingService {
  private readonly crew = new Crew(() => this.changed(), suitableTeamSize());
  private readonly session = new TrainingSession(undefined, this.crew);
  private readonly keeper = new Keeper(this.session);
  private readonly weights = new WeightsLoader(
    this.session,
    () => this.keeper.leave(),
    async (choice) => this.leaveFor(choice) && (await this.resume()),
  );
  private readonly pump = new Pump(() => this.slice());
  private choice = DEFAULT;
  private page = "";
  private readonly supply = new Supply({
    opened: (mnist) => {
      this.session.useDigits(mnist);
      this.pump.start();
    },
    fed: () => {
      // Whoever waits for them goes on.
      this.session.handle("fed");
      this.pump.start();
    },
    changed: () => this.changed(),
  });
  /** Whether there is an engine, once that is known. What the page asks for before then waits for it. */
  private engine: Promise<boolean> = Promise.resolve(false);
  private readonly sight = new Sight(this.session, this.supply, this.crew, this.keeper);

  async start(page: string, choice: Choice): Promise<void> {
    this.page = page;
    void this.fetchDigits();
    this.engine = this.begin(choice);
    await this.engine;
  }

  private async begin(choice: Choice): Promise<boolean> {
    try {
      await loadEngine();
      this.open(choice);
      await this.keeper.resume();
      this.session.handle("started");
      // A run may have been left amid a test.
      this.pump.start();
      return true;
    } catch (error) {
      const problem = problemOf(error, "page");
      this.session.problem = { ...problem, code: problem.code === "part" ? "part" : "engine" };
      this.session.handle("broke");
      return false;
    } finally {
      this.changed();
    }
  }

  describe(): Description | undefined {
    const { network } = this.session;
    // The page may ask before the engine is there, and asks again when it is.
    if (!network) return undefined;
    const settings = settingsOfPlan(this.session.plan);
    return { choice: this.choice, spec: network.network, layers: network.describe(), settings };
  }

  examine(choice: Choice): Examination {
    return examine(choice);
  }

  async train(): Promise<void> {
    if (!(await this.engine)) return;
    this.weights.forget();
    void this.crew.gather();
    void this.fetchDigits();
    this.wish("train");
  }

  pause(): void {
    this.wish("pause");
  }

  async evaluate(): Promise<void> {
    if (!(await this.engine)) return;
    void this.fetchDigits();
    this.wish("evaluate");
  }

  async step(): Promise<boolean> {
    if (!(await this.engine)) return false;
    this.weights.forget();
    void this.fetchDigits();
    const taken = isAtRest(this.session.run) && this.session.trainOnce();
    this.changed();
    this.pump.start();
    return taken;
  }

  nextBatch(): BatchStory | undefined {
    const batch = isAtRest(this.session.run) ? this.session.nextBatch() : undefined;
    // Its gradient is there to be seen.
    if (batch) this.changed();
    return batch && Comlink.transfer(batch, [batch.images.buffer]);
  }

  mistakes(query: MistakeQuery): Selection | undefined {
    const { mnist } = this.supply;
    const { answers } = this.session;
    // Of a run that was kept the answers may be there before the digits.
    return answers && mnist?.test.isComplete ? select(mnist.test, answers, query) : undefined;
  }

  answers(images: Uint8Array): Float32Array {
    return this.sight.answers(images);
  }

  async reset(choice: Choice): Promise<boolean> {
    if (!(await this.engine)) return false;
    // The page may not know yet that another network has come in its place.
    if (!isSame(choice.network, this.choice.network)) return false;
    const before = this.session.fingerprint;
    if (!this.startOver(choice)) return false;
    this.weights.forget();
    this.keeper.reset(before);
    this.changed();
    return true;
  }

  async change(choice: Choice): Promise<boolean> {
    if (!(await this.engine) || !this.leaveFor(choice)) return false;
    await this.goBack();
    return this.choice === choice;
  }

  async goBack(): Promise<void> {
    this.weights.forget();
    await this.resume();
    this.changed();
    this.pump.start();
  }

  async loadWeights(): Promise<void> {
    if (!(await this.engine)) return;
    void this.fetchDigits();
    this.settle(await this.weights.fetch(this.page));
  }

  saveWeights(): SavedWeights | undefined {
    const { network, step } = this.session;
    const file = network?.save();
    return file && Comlink.transfer({ file, step }, [file.buffer]);
  }

  async openWeights(file: Blob): Promise<void> {
    if (!(await this.engine)) return;
    void this.fetchDigits();
    this.settle(await this.weights.open(file));
  }

  keep(): void {
    this.keeper.keep();
  }

  async setWorkers(count: number): Promise<number> {
    if (await this.engine) await this.crew.resize(count);
    return this.crew.size;
  }

  retryData(): void {
    void this.fetchDigits();
    this.changed();
  }

  dismissProblem(): void {
    if (this.session.problem) this.session.problem = undefined;
    else this.supply.problem = undefined;
    this.changed();
  }

  async watch(watched: Watched, request: number): Promise<void> {
    if (await this.engine) this.sight.watch(watched, request);
  }

  inspect(unit?: UnitAddress): void {
    this.sight.inspect(unit);
  }

  follow(weight?: WeightAddress): void {
    this.sight.follow(weight);
  }

  look(look: Look): void {
    this.sight.look(look);
  }

  lookBack(moment?: Moment): boolean {
    return this.sight.lookBack(moment);
  }

  next(request: SnapshotRequest): Promise<Snapshot> {
    return this.sight.next(request);
  }

  /** The first network: the one of a link, or the default if that is no good. */
  private open(choice: Choice): void {
    if (this.startOver(choice)) return;
    const { problem } = this.session;
    this.startOver(DEFAULT);
    this.session.problem = problem && { ...problem, code: "link" };
  }

  /** Weights that were loaded are tested. */
  private settle(loaded: boolean): void {
    if (loaded) this.wish("evaluate");
    else this.changed();
  }

  /** Another choice's network in place of the one that runs, whose run is found again. Returns whether there is one. */
  private leaveFor(choice: Choice): boolean {
    this.keeper.leave();
    return this.startOver(choice);
  }

  /** Goes on with the run of the choice's plan that was left, or kept, if there is one. Resolves to true. */
  private resume(): Promise<boolean> {
    // Whatever is asked for meanwhile waits until it is known what it is asked of.
    return (this.engine = this.keeper.resume().then(() => true));
  }

  private startOver(choice: Choice): boolean {
    try {
      this.session.startOver(planOf(choice));
      this.choice = choice;
      return true;
    } catch (error) {
      this.session.problem = problemOf(error);
      return false;
    } finally {
      this.changed();
    }
  }

  private wish(event: RunEvent): void {
    this.session.handle(event);
    this.changed();
    this.pump.start();
  }

  private slice(): boolean {
    const tests = this.session.tests.length;
    const more = this.session.advance(performance.now() + SLICE);
    if (!more || this.session.tests.length > tests || this.keeper.isDue) this.keeper.keep();
    this.changed();
    return more;
  }

  private fetchDigits(): Promise<void> {
    return this.supply.fetch(new URL("mnist/", this.page).href);
  }

  private changed(): void {
    this.sight.changed();
  }
}

Comlink.expose(new TrainingWorker());
