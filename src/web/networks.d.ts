/** One layer of a network, as data. */
export type Layer =
  | {
      kind: "conv";
      name: string;
      filters: number;
      kernel: number;
      stride?: number;
      padding?: number;
      /** Which input maps each filter reads: a row of 0 and 1 per filter, a column per input map; all if left out. */
      connections?: number[][];
    }
  | { kind: "pool"; name?: string; method: PoolMethod; size: number; stride: number }
  | { kind: "activation"; name?: string; function: FunctionName }
  | { kind: "flatten"; name?: string }
  | { kind: "linear"; name: string; units: number }
  /** Squared distances of 84 numbers to the digits' codes, the smallest of which is the answer: an end. */
  | { kind: "rbf"; name: string };

/** What becomes of a window: its greatest number, its mean, or its sum times a trained coefficient plus a trained bias. */
export type PoolMethod = "max" | "average" | "trainable";

/** Activation functions; the scaled one is 1.7159 tanh(2x / 3). */
export type FunctionName = "sigmoid" | "tanh" | "scaled_tanh" | "relu";

/** A network as data: the same JSON as in weight files and on the command line. */
export interface NetworkSpec {
  name: string;
  input: {
    channels: number;
    height: number;
    width: number;
    /** What paper becomes; 0 if left out. */
    background?: number;
    /** What full ink becomes; 1 if left out. */
    ink?: number;
  };
  /** How the weights start: as in Paddle, if left out, or as in LeCun et al. (1998). */
  initialization?: "paddle" | "lecun";
  layers: Layer[];
}

/** How a network is trained; what is left out is as in the article. */
export interface Recipe {
  /** Where the random numbers start: a whole number below 2^32; 1 if left out. */
  seed?: number;
  /** 0.001 if left out. */
  learningRate?: number;
  /** The share of the velocity that stays, below 1; 0.9 if left out. */
  momentum?: number;
  /** The rule of update: with momentum, if left out. Adam's defaults are PyTorch's. */
  optimizer?:
    | { kind: "momentum" }
    | { kind: "adam"; beta1?: number; beta2?: number; epsilon?: number };
  /** Each step shrinks every parameter to 1 - learning rate x this of itself; 0 if left out. */
  weightDecay?: number;
  /** The learning rate's course: constant, if left out. */
  schedule?:
    | { kind: "constant" }
    /** Multiplied by `factor` after `every` so many epochs. */
    | { kind: "step"; every: number; factor: number }
    /** Half a wave down, to `endFactor` of the learning rate; to 0 if left out. */
    | { kind: "cosine"; endFactor?: number }
    /** Half a wave up and another down, as PyTorch's OneCycleLR, with its defaults. */
    | { kind: "one_cycle"; divFactor?: number; finalDivFactor?: number; pctStart?: number };
  /** Images of a step, by which the schedule counts; 10 if left out. */
  batch?: number;
  /** Epochs of the run, by which the schedule counts; 5 if left out. */
  epochs?: number;
  /** Steps of the run; all whole batches of all epochs of MNIST's 60,000 digits, if left out. */
  totalSteps?: number;
  /** How far each image is changed, at random, either way, before it is learned from; not at all, if left out. */
  augmentation?: {
    /** Degrees. */
    rotation?: number;
    /** A share of its size. */
    scaling?: number;
    /** Pixels sideways for each below the middle. */
    shear?: number;
    /** Pixels. */
    shift?: number;
    /** A share of the way to strokes a pixel wider, or narrower. */
    thickness?: number;
  };
  /**
   * How far back the weights' running average reaches, as a share of all steps so far: 1 is the mean of all, at 0.25 two
   * thirds of it are from the last quarter. The network's own weights are then this average. 0 if left out: they are those
   * that learn.
   */
  averaging?: number;
}

/** What `new Trainer` may be told. */
export interface TrainerOptions extends Recipe {
  /** A preset's name or a network of one's own; "article" if left out. */
  network?: string | NetworkSpec;
}

/** One line of the walk through a network. */
export interface LayerDescription {
  /** Its name: the network's own, or its kind's and a number. */
  name: string;
  /** Its kind. */
  kind: Layer["kind"];
  /** What makes the output's size, with its numbers: "(28 - 5 + 0) / 1 + 1 = 24". */
  formula?: string;
  /** What goes in: [maps, height, width] or [units]. */
  inputShape: number[];
  /** What comes out: [maps, height, width] or [units]. */
  outputShape: number[];
  /** Of the weight, as `ParameterTensor` has it; none if the layer has no weight. */
  weightShape?: number[];
  /** Of the bias; none if the layer has no bias. */
  biasShape?: number[];
  /** Side of the kernel or the window. */
  kernel?: number;
  /** By how many pixels a kernel or a window moves on. */
  stride?: number;
  /** Zeros on each side. */
  padding?: number;
  /** Which input maps each filter reads, a row of 0 and 1 per filter; all if left out. */
  connectionTable?: number[][];
  /** Of a pooling. */
  method?: PoolMethod;
  /** Of an activation. */
  function?: FunctionName;
  /** Trainable numbers. */
  parameters: number;
  /** Each output's inputs and its bias, counted as LeCun et al. (1998) do. */
  connections: number;
  /** For one picture forward. */
  multiplyAdds: number;
}

/**
 * Why a network does not fit together, and what would; `layer` may be "input" or "network". `previous` is what the layer
 * reads, left out for the picture.
 */
export type NetworkProblem = { layer: string } & (
  | { code: "out-of-range"; details: { setting: string; value: number; least: number; most: number } }
  | { code: "no-contrast"; details: { value: number } }
  | { code: "no-layers"; details: { classes: number } }
  | { code: "too-many-layers"; details: { count: number; most: number } }
  | { code: "too-many-outputs"; details: { count: number; most: number } }
  | { code: "too-many-products"; details: { count: number; most: number } }
  | { code: "too-many-parameters"; details: { count: number; most: number } }
  | { code: "bad-name"; details: { name: string; most: number } }
  | { code: "reserved-name"; details: { name: string } }
  | { code: "same-name"; details: Record<string, never> }
  | { code: "wrong-end"; details: { classes: number; shape: number[] } }
  | { code: "needs-line"; details: { previous?: string } }
  | { code: "needs-maps"; details: { previous?: string; units: number } }
  | {
      code: "kernel-too-large";
      details: { previous?: string; kernel: number; height: number; width: number; fits: number; padding: number };
    }
  | {
      code: "window-too-large";
      details: { previous?: string; size: number; height: number; width: number; fits: number };
    }
  | { code: "table-rows"; details: { rows: number; filters: number } }
  | { code: "table-columns"; details: { row: number; columns: number; maps: number; previous?: string } }
  | { code: "table-value"; details: { row: number; column: number; value: number } }
  | { code: "filter-reads-nothing"; details: { filter: number } }
  | {
      code: "code-length";
      details: { previous?: string; inputs: number; expected: number; height: number; width: number };
    }
  | { code: "not-last"; details: Record<string, never> }
  | { code: "no-room-for-digit"; details: { channels: number; height: number; width: number; least: number } }
);
