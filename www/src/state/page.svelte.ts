import { follow, startTraining, type TrainingClient } from "../training/client";
import type { Choice, LayerDescription, MistakeQuery, Snapshot, SnapshotRequest } from "../training/protocol";
import { isAtRest, isRunning } from "../training/run";
import type { Changes } from "../training/settings";
import { canBeToured, hasKernelGrid, kernelBeside } from "./shapes";
import { Address, type ToldProblem } from "./address.svelte";
import { Crash } from "./crash.svelte";
import { Inspection } from "./inspection.svelte";
import type { Preferences } from "./preferences.svelte";
import { Figures } from "./figures.svelte";
import { DEFAULT_LINK } from "./link";
import type { NetworkEditor } from "./network-editor.svelte";
import { Setup } from "./setup.svelte";
import { Shown } from "./shown.svelte";
import { Slide } from "./slide.svelte";
import { SlowMotion } from "./slow-motion.svelte";
import { timed } from "./timed";
import { Watching } from "./watching.svelte";

/** Milliseconds between two pictures, about: thirty a second are smooth, and leave the processor to the training. */
const CALM_INTERVAL = 25;

/** The page's one store: what the worker last said, what the visitor chose. Views read it and call its methods. */
export class PageStore {
  /** The network and its recipe. */
  readonly setup = new Setup((choice) => this.client.examine(choice));
  layers = $state.raw<LayerDescription[]>([]);
  /** The network's table, once it was asked for. */
  editor = $state.raw<NetworkEditor>();
  snapshot = $state.raw<Snapshot>();
  readonly figures = new Figures();
  /** What the network is shown. */
  readonly watching = new Watching({
    send: (watched, request) => void this.client.watch(watched, request),
    testCount: () => this.status?.data.testCount || 10_000,
    onChoose: () => this.slowMotion.leave(),
  });
  /** The unit that is looked into. */
  readonly inspection = new Inspection(
    (unit) => void this.client.inspect(unit),
    (weight) => void this.client.follow(weight),
  );
  /** A kernel that slides over its map. */
  readonly slide = new Slide(this.inspection, () => this.layers);
  /** One step told in stages. */
  readonly slowMotion = new SlowMotion({
    nextBatch: () => this.inPresent().then((client) => client.nextBatch()),
    step: async () => {
      // The batch that was told is none of a network that begins only now.
      const isAnother = this.takesPending;
      const client = await this.inPresent();
      return !isAnother && client.step();
    },
    train: () => void this.inPresent().then((client) => client.train()),
    pause: () => void this.client.pause(),
    watch: (index) => this.watchTraining(index),
  });
  /** The guided tour, and the stop at which it was left. */
  readonly tour = $state({ open: false, stop: 0 });
  /** What the address says. */
  readonly address: Address;
  private readonly crash = new Crash();

  readonly status = $derived(this.figures.status);
  readonly phase = $derived(this.status?.run.phase ?? "starting");
  readonly running = $derived(this.status ? isRunning(this.status.run) : false);
  readonly canStep = $derived(this.status ? isAtRest(this.status.run) : false);
  readonly problem = $derived.by((): ToldProblem | undefined => {
    return this.crash.problem ?? this.address.problem ?? this.status?.problem;
  });
  /** Nothing is learned, nor was it by others. */
  readonly unlearned = $derived(this.status?.step === 0 && !this.status.trained);
  /** The preset's name; undefined for a network of one's own. */
  readonly preset = $derived.by(() => {
    const network = this.setup.running?.choice.network;
    return typeof network === "string" ? network : undefined;
  });
  /** What maps and kernels show. */
  readonly shown = new Shown(() => this.snapshot, this.figures, this.slowMotion);
  /** Steps after which the visitor wants to see the network; undefined for the present. What is seen may be a moment behind. */
  past = $state<number>();
  /** The snapshot shows the drawing. */
  readonly showsDrawing = $derived(this.watching.isDrawnIn(this.snapshot));

  private readonly client: TrainingClient;
  private histogramsWanted = false;
  /** Whether the last snapshot changed the figures. */
  private told = false;
  /** The generation that the layers are of. */
  private described = -1;

  /** @param preferences those of the visitor, their language that of the address. */
  constructor(readonly preferences: Preferences) {
    const crashed = (detail: string) => this.crash.tell("worker", detail);
    this.address = new Address({
      preferences,
      setup: this.setup,
      watching: this.watching,
      use: ({ network, changes }) => this.use(network, changes),
      describe: () => this.client.describe(),
      failed: () => this.status?.problem !== undefined,
    });
    const { choice, digit } = this.address.read(location.hash) ?? DEFAULT_LINK;
    this.watching.testIndex = digit;
    this.client = startTraining(choice, crashed);
    this.watching.resume();
    follow(
      this.client,
      () => this.request(),
      (snapshot) => timed(() => this.receive(snapshot)),
      () => (this.watching.penDown ? 0 : CALM_INTERVAL),
    ).catch((error: unknown) => crashed(String(error)));
  }

  /** Train, or pause when it trains. */
  toggle(): void {
    if (this.running) void this.client.pause();
    else void this.inPresent().then((client) => client.train());
  }

  step(): void {
    void this.inPresent().then((client) => client.step());
  }

  /** Shows the network as it was after so many steps; without a number, as it is. */
  async lookBack(step?: number): Promise<void> {
    const { generation = -1 } = this.status ?? {};
    this.past = step;
    const looks = await this.client.lookBack(step === undefined ? undefined : { generation, step });
    if (!looks && this.past === step) this.past = undefined;
  }

  leaveTour(): void {
    this.tour.open = false;
    this.slowMotion.leave();
  }

  evaluate(): void {
    void this.inPresent().then((client) => client.evaluate());
  }

  reset(): void {
    const { running, sound } = this.setup;
    this.address.problem = undefined;
    if (running) void this.client.reset({ network: running.choice.network, changes: sound });
  }

  /** A preset, or the last network of one's own, with the recipe with which it was left. */
  goTo(name: string): void {
    const { network, changes } = this.setup.left[name] ?? { network: name, changes: {} };
    void this.use(network, changes);
  }

  /**
   * Another network, with its own recipe or changes of it, untrained or as it was left; and, if it is said, off it goes.
   * Resolves to whether it could be.
   */
  async use(network: Choice["network"], changes: Changes = {}, train = false): Promise<boolean> {
    this.address.problem = undefined;
    const could = await this.client.change({ network, changes });
    if (could && train) void this.client.train();
    return could;
  }

  /** Opens the network's table. */
  async edit(): Promise<void> {
    const { NetworkEditor } = await import("./network-editor.svelte");
    this.editor ??= new NetworkEditor(this.setup, (choice) => this.client.examine(choice));
    this.editor.show();
  }

  useTrainedWeights(): void {
    void this.client.loadWeights();
  }

  /** Goes on with the run that was left for trained weights. */
  goBack(): void {
    void this.client.goBack();
  }

  /** The network as it is now, as a safetensors file that is called by its name and its steps; undefined while there is none. */
  async saveWeights(): Promise<File | undefined> {
    const saved = await this.client.saveWeights();
    const name = (this.setup.running?.spec.name ?? "network").replaceAll(/[^\w.-]+/g, "-");
    return saved && new File([saved.file], `${name}-${saved.step}.safetensors`);
  }

  /** Goes on with the network that a safetensors file holds. */
  openWeights(file: Blob): void {
    void this.client.openWeights(file);
  }

  /** Resolves to how many there are then. */
  setWorkers(count: number): Promise<number> {
    return this.client.setWorkers(count);
  }

  /** Puts away the problem that is told; another one may have waited behind it. */
  dismiss(): void {
    if (this.crash.problem) this.crash.problem = undefined;
    else if (this.address.problem) this.address.problem = undefined;
    else void this.client.dismissProblem();
  }

  /** Tries again what failed. */
  retry(problem: ToldProblem): void {
    if (problem.retry === "page") location.reload();
    else if (problem.retry === "data") void this.client.retryData();
    else if (problem.retry === "weights") this.useTrainedWeights();
  }

  /** Snapshots hold gradients from now on, or no longer. */
  showGradients(wanted: boolean): void {
    this.shown.gradientsWanted = wanted;
    this.look();
  }

  /** Snapshots hold histograms from now on, or no longer. */
  showHistograms(wanted: boolean): void {
    this.histogramsWanted = wanted;
    this.look();
  }

  /** Ten probabilities for each of n pictures [n, 28, 28], by the network that is seen. */
  answers(images: Uint8Array): Promise<Float32Array> {
    return this.client.answers(images);
  }

  /** Digits of the last test, by label and answer. */
  mistakes(query: MistakeQuery) {
    return this.client.mistakes(query);
  }

  /**
   * For who wants to see what comes: nobody looks back any more. A recipe that was changed is taken where nothing is learned,
   * and so nothing is lost.
   */
  private async inPresent(): Promise<TrainingClient> {
    if (this.past !== undefined) void this.lookBack();
    const { running, sound } = this.setup;
    if (running && this.takesPending) await this.use(running.choice.network, sound);
    return this.client;
  }

  /** Whether a recipe that was changed is taken with the next step. */
  private get takesPending(): boolean {
    return this.setup.pending && !this.setup.problem && this.unlearned;
  }

  private look(): void {
    // Slow motion needs them at half of its stages.
    const gradients = this.shown.gradientsWanted || this.slowMotion.active;
    void this.client.look({ gradients, histograms: this.histogramsWanted });
  }

  /** Watches a training digit; without an index what was watched before. */
  private watchTraining(index?: number): void {
    this.look();
    if (index === undefined) this.watching.resume();
    else this.watching.watchTraining(index);
  }

  private request(): SnapshotRequest {
    const generation = this.status?.generation ?? -1;
    const kernels = this.layers.filter((layer) => kernelBeside(layer) !== undefined || hasKernelGrid(layer));
    const names = kernels.flatMap(({ name }) => [`${name}.weight`, `${name}.bias`]);
    return {
      after: this.snapshot?.version ?? -1,
      generation,
      points: this.figures.received,
      tests: this.figures.tests.length,
      parameters: this.described === generation ? names : undefined,
    };
  }

  private receive(snapshot: Snapshot): void {
    const { generation } = snapshot.status;
    const fresh = generation !== this.status?.generation;
    if (fresh) {
      this.past = undefined;
      void this.client.describe().then((running) => {
        this.setup.take(running);
        this.layers = running?.layers ?? [];
        this.inspection.suit(this.layers);
        this.slowMotion.suit(this.layers);
        if (this.tour.open && !canBeToured(this.layers)) this.leaveTour();
        this.described = generation;
      });
    }
    const told = this.figures.receive(snapshot);
    this.snapshot = snapshot;
    this.shown.receive(snapshot);
    // A story's figures one picture later than all others, while there is one: both at once would be a long task.
    this.inspection.receive(snapshot, fresh, snapshot.status.run.phase === "training" ? this.told : told);
    this.told = told;
    this.slowMotion.receive(snapshot);
  }
}
