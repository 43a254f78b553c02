import type { LoadProgress } from "../mnist/load";
import type {
  Activation,
  Arithmetic,
  Explanation,
  Followed,
  LayerDescription,
  Layer,
  NetworkProblem,
  NetworkSpec,
  ParameterTensor,
  Unit,
  Update,
} from "./engine";
import type { Histogram } from "./histogram";
import type { Selection } from "./mistakes";
import type { Choice, Examination } from "./choice";
import type { SettingProblem, Settings } from "./settings";
import type { Run } from "./run";

export type {
  Activation,
  Arithmetic,
  Explanation,
  Histogram,
  Choice,
  Examination,
  Layer,
  LayerDescription,
  NetworkProblem,
  NetworkSpec,
  ParameterTensor,
  Selection,
  SettingProblem,
  Settings,
  Unit,
  Update,
};

/** A unit of the network, by its layer's name. */
export interface UnitAddress extends Unit {
  layer: string;
}

/** One weight or bias: its tensor's name and its place in it, row-major. */
export interface WeightAddress {
  tensor: string;
  index: number;
}

/** A moment of a run: after so many steps. */
export interface Moment {
  /** The run's. */
  generation: number;
  step: number;
}

/** What snapshots are to hold beyond the values. */
export interface Look {
  /** The loss's gradients, by every layer's output for the watched digit and by the weights for the last batch. */
  gradients: boolean;
  histograms: boolean;
}

/** The batch that the next step learns from, and what the network makes of it before the step. */
export interface BatchStory {
  generation: number;
  /** Steps done before it. */
  step: number;
  /** Pictures in it; of a large batch only the first ones are told of. */
  size: number;
  /** Places in the training set. */
  indices: number[];
  images: Uint8Array;
  labels: number[];
  answers: number[];
  /** Each picture's loss, and the mean over the whole batch. */
  losses: number[];
  meanLoss: number;
}

/** Test digits by label and answer; left out: mistakes of every kind. */
export interface MistakeQuery {
  label?: number;
  answer?: number;
  /** The first one's place in the list, and how many. */
  from: number;
  count: number;
}

/** The digit whose way through the network is shown. */
export type Watched =
  | { kind: "test"; index: number }
  | { kind: "training"; index: number }
  /** Polylines as flat x, y arrays, and the pen's width, all in one unit. */
  | { kind: "drawing"; strokes: Float32Array[]; penWidth: number };

/** What went wrong. `code` picks the page's sentence, `detail` is for whoever wants to know more. */
export interface Problem {
  code: string;
  detail: string;
  /** The same for an invalid network, to be told in the reader's language. */
  network?: NetworkProblem;
  /** The same for a setting that cannot be. */
  setting?: SettingProblem;
  /** What can be tried again: fetching the digits or the weights, or opening the page. */
  retry?: "data" | "weights" | "page";
}

/** A point of the charts. */
export interface ChartPoint {
  /** In epochs: steps done / steps of an epoch. */
  at: number;
  /** Mean over the batches since the last point. */
  loss: number;
  accuracy: number;
}

/** The test set gone through once. */
export interface TestResult {
  at: number;
  /** Share of right answers, 0 to 1. */
  accuracy: number;
  loss: number;
  /** confusion[label][answer], in images. */
  confusion: number[][];
}

/** How far the digits are. */
export interface DataStatus {
  progress: LoadProgress;
  /** Training images that are there, of how many. */
  available: number;
  count: number;
  testAvailable: number;
  testCount: number;
}

/** All the page's figures. */
export interface Status {
  run: Run;
  /** Grows with every reset and every loaded weights file: what belongs to an earlier one is out of date. */
  generation: number;
  trained: boolean;
  step: number;
  /** Whether a run was left for trained weights, and can be gone back to. */
  hasLeft: boolean;
  /** Steps that the run had when the page went on with it, if it was kept from before. */
  restoredAt?: number;
  imagesSeen: number;
  /** Epochs done, in fractions; as a whole number; and how many the run is to have. */
  at: number;
  epoch: number;
  epochs: number;
  /** Mean over the last batches; undefined before the first. */
  loss?: number;
  imagesPerSecond?: number;
  /** How many workers take the steps. */
  workers: number;
  /** SHA-256 of all weights, in hexadecimal; undefined while they change. */
  weights?: string;
  /** Test images gone through, while evaluating. */
  evaluated: number;
  test?: TestResult;
  data: DataStatus;
  problem?: Problem;
}

/** What the network makes of the watched digit, at one moment. */
export interface Snapshot {
  /** Grows with every change; asking for what comes after it waits for news. */
  version: number;
  status: Status;
  /** Chart points from the index that was asked for on. */
  points: ChartPoint[];
  tests: TestResult[];
  /** Steps after which the network is known as it was, in order. */
  moments: number[];
  /**
   * The one of them that is looked back at: all that follows, but the followed weight, is of the network as it was then, whose
   * batch's gradient is not known any more. Undefined for the present.
   */
  past?: number;
  /** The request that set the watched digit. */
  watchedRequest: number;
  watchedKind: Watched["kind"] | "none";
  image: Uint8Array;
  label?: number;
  /** What the answer to a watched training digit costs. */
  loss?: number;
  activations: Activation[];
  parameters: ParameterTensor[];
  /** The gradients of the watched digit's loss, layer by layer, and of the last batch's, if the page looks at them. */
  gradients?: Activation[];
  parameterGradients?: ParameterTensor[];
  histograms?: Histogram[];
  /** How the inspected unit, if there is one, got the value that it has in the activations. */
  explanation?: Explanation;
  /** The followed weight, if there is one. */
  followed?: Followed & WeightAddress;
}

/** What the page asks for. */
export interface SnapshotRequest {
  /** The version it has. */
  after: number;
  /** Of the generation it has, how many chart points and test results. */
  generation: number;
  points: number;
  tests: number;
  /** Parameters it shows, by name; all, while it does not know the network. */
  parameters?: string[];
}

/** The network that is trained, and how. */
export interface Description {
  choice: Choice;
  spec: NetworkSpec;
  layers: LayerDescription[];
  settings: Settings;
}

/** A network with its weights. */
export interface SavedWeights {
  /** In the safetensors format. */
  file: Uint8Array<ArrayBuffer>;
  /** Steps that made them. */
  step: number;
}

/** What the training worker offers; called through Comlink. What needs the engine waits for it. */
export interface TrainingService {
  /** Loads the engine, builds the network, starts to fetch the digits. Call once. */
  start(page: string, choice: Choice): Promise<void>;
  /** Undefined while there is no network. */
  describe(): Description | undefined;
  /** Looks at a choice; nothing comes of it. */
  examine(choice: Choice): Examination;
  train(): Promise<void>;
  pause(): void;
  /** One batch by hand. Returns whether it was learned from. */
  step(): Promise<boolean>;
  evaluate(): Promise<void>;
  /** A fresh network from the recipe's seed. Returns whether there is one: what is no good is a problem, and nothing changes. */
  reset(choice: Choice): Promise<boolean>;
  /**
   * The same, but the network goes on where it was left, if its run was kept; that of the network before is. Returns false,
   * too, if it was overtaken by another.
   */
  change(choice: Choice): Promise<boolean>;
  /** Goes on with the run that was left for trained weights. */
  goBack(): Promise<void>;
  /** Fetches the network's weights that are shipped with the page, if it is a preset. */
  loadWeights(): Promise<void>;
  /** The network as it is; undefined while there is none. */
  saveWeights(): SavedWeights | undefined;
  /** The network that such a file holds, with its weights. What is none is a problem, and nothing changes. */
  openWeights(file: Blob): Promise<void>;
  /** Keeps the run now, beside every ten seconds, when it pauses, after every test and when another network comes. */
  keep(): void;
  /** 1, 2 or 4; the result does not depend on it. */
  setWorkers(count: number): Promise<number>;
  retryData(): void;
  dismissProblem(): void;
  watch(watched: Watched, request: number): Promise<void>;
  /** From now on snapshots explain this unit, or none. */
  inspect(unit?: UnitAddress): void;
  /** From now on snapshots tell how this weight is updated, or none. */
  follow(weight?: WeightAddress): void;
  look(look: Look): void;
  /** What the next step learns from; undefined while a step cannot be taken. The weights stay as they are. */
  nextBatch(): BatchStory | undefined;
  /**
   * From now on snapshots show the network as it was at a moment, or a little before; without one, as it is. Returns whether
   * they do. The run is not changed by it.
   */
  lookBack(moment?: Moment): boolean;
  /** Ten probabilities for each of n pictures [n, 28, 28], by the network that snapshots show. */
  answers(images: Uint8Array): Float32Array;
  /** Digits of the last test; undefined before the first. */
  mistakes(query: MistakeQuery): Selection | undefined;
  /** Resolves as soon as there is something newer than what the page has. */
  next(request: SnapshotRequest): Promise<Snapshot>;
}
