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
    | { kind: "momentum"; momentum?: number }
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
   * The share of all steps so far over which the weights are averaged; the network's own are then this average. 0 if left
   * out: they are those that learn.
   */
  averaging?: number;
}

/** What `new Trainer` may be told. */
export interface TrainerOptions extends Recipe {
  /** A preset's name or a network of one's own; "article" if left out. */
  network?: string | NetworkSpec;
}

/** A worker's share of every batch of some size. */
export interface Share {
  /** Its images are those from `first` up to `end`, which is no more of it. */
  first: number;
  end: number;
  /** How many numbers the others need of its part of the gradient. */
  partLength: number;
}

/** What one step says: figures of its batch before the update. */
export interface StepReport {
  /** Steps done since the start, this one included. */
  step: number;
  /** Mean cross-entropy; after an RBF output the mean loss of LeCun et al. (1998). */
  loss: number;
  /** Share that was right. */
  accuracy: number;
  /** Of the update. */
  learningRate: number;
}

/** What the network says of one picture. */
export interface Prediction {
  /** The answer. */
  digit: number;
  /** Of each digit, 0 to 9. */
  probabilities: number[];
}

/** How the network does on pictures that it does not learn from. */
export interface Evaluation {
  /** Share that is right. */
  accuracy: number;
  /** Mean cross-entropy; after an RBF output the mean loss of LeCun et al. (1998). */
  loss: number;
  /** confusion[label][answer]: counts. */
  confusion: number[][];
  /** The answer to each picture. */
  answers: Uint8Array;
  /** The probability of each answer. */
  confidences: Float32Array;
}

/** How one weight or bias took a step; every number is a single-precision one, and the rule is exact in them. */
export interface Update {
  /** Counted from 1. */
  step: number;
  before: number;
  /** The batch's. */
  gradient: number;
  /** As the schedule has it at this step. */
  learningRate: number;
  weightDecay: number;
  /** 1 - learningRate * weightDecay. */
  kept: number;
  rule: MomentumRule | AdamRule;
  after: number;
  /** How the network's average followed, if it holds averages: after = before + moved * (the weight - before). */
  average?: { before: number; moved: number; after: number };
}

/** velocity = momentum * velocityBefore + gradient; after = before * kept - learningRate * velocity. */
export interface MomentumRule {
  kind: "momentum";
  momentum: number;
  velocityBefore: number;
  velocity: number;
}

/**
 * mean = meanBefore + fresh * (gradient - meanBefore); square = keptSquare * squareBefore + freshSquare * (gradient *
 * gradient); after = before * kept - size * (mean / (sqrt(square) / spread + epsilon)).
 */
export interface AdamRule {
  kind: "adam";
  /** As the recipe has them, in double precision. */
  betas: [number, number];
  /** 1 - beta1. */
  fresh: number;
  meanBefore: number;
  mean: number;
  /** beta2, and 1 - beta2. */
  keptSquare: number;
  freshSquare: number;
  squareBefore: number;
  square: number;
  /** learningRate / (1 - beta1 ** step). */
  size: number;
  /** sqrt(1 - beta2 ** step). */
  spread: number;
  epsilon: number;
}

/** The weight or bias that is followed, as it is now. */
export interface Followed {
  value: number;
  /** How it took its last step; undefined before the first since it is followed. */
  update?: Update;
}

/** One layer's output for one picture. */
export interface Activation {
  name: string;
  kind: LayerDescription["kind"] | "softmax";
  /** [maps, height, width] or [units]. */
  shape: number[];
  /** Row-major. */
  values: Float32Array;
}

/** One number of a layer's output; of a layer without maps, `map` is the unit, row and column are 0. */
export interface Unit {
  map: number;
  row: number;
  column: number;
}

/** The part of a layer's output that a unit depends on: a rectangle, clipped to the map. */
export interface Field {
  /** The layer's name; "input" for the picture. */
  layer: string;
  /** Of the layer's whole output. */
  shape: number[];
  /** The only map it depends on. */
  map?: number;
  /** The maps it depends on, if it is some of them; every map if neither is there. */
  maps?: number[];
  top: number;
  left: number;
  /** 0 where the unit sees nothing but padding. */
  height: number;
  width: number;
}

/** A kernel laid on one input map; lists are row by row. */
export interface Patch {
  map: number;
  /** The first row and column; below zero in the padding. */
  top: number;
  left: number;
  size: number;
  /** Undefined in the padding, which counts as zero. */
  inputs: (number | undefined)[];
  weights: number[];
  products: number[];
  /** Of the products. */
  sum: number;
}

/** One input's share of a unit's sum. */
export interface Contribution {
  /** Which unit of the layer before. */
  from: Unit;
  input: number;
  weight: number;
  product: number;
}

/** What a unit's value was made of; totals are in double precision. */
export type Arithmetic =
  /** A convolution: the patch of each input map that is read, times its kernel. */
  | { kind: "patches"; patches: Patch[]; bias: number; total: number }
  /** Many inputs: the ten largest products, and the sum of all others. */
  | {
      kind: "contributions";
      largest: Contribution[];
      rest: number;
      restCount: number;
      bias: number;
      total: number;
    }
  /** Pooling; `winner` is the greatest input's place in the window. */
  | {
      kind: "window";
      method: Exclude<PoolMethod, "trainable">;
      top: number;
      left: number;
      size: number;
      inputs: number[];
      winner?: number;
    }
  /** Trainable pooling: sum x coefficient + bias = total. */
  | {
      kind: "scaledWindow";
      top: number;
      left: number;
      size: number;
      inputs: number[];
      sum: number;
      coefficient: number;
      bias: number;
      total: number;
    }
  /** How far what is read is from a digit's code, both as a bitmap's rows: squares are (input - code)^2, total their sum. */
  | {
      kind: "distance";
      height: number;
      width: number;
      inputs: number[];
      /** 1 for ink, -1 for paper. */
      code: number[];
      squares: number[];
      total: number;
    }
  /** An activation of the same unit before it. */
  | { kind: "function"; function: FunctionName; input: number }
  /** Flattening: the value of a cell. */
  | { kind: "copy"; from: Unit }
  /** Softmax: exponentials[unit] / sum, each e^(logit - greatest); logits are distances with the other sign, if those they are. */
  | { kind: "quotient"; logits: number[]; greatest: number; exponentials: number[]; sum: number };

/** How one unit got its value. */
export interface Explanation {
  layer: string;
  /** The layer whose output it reads; "input" for the picture. */
  reads: string;
  unit: Unit;
  value: number;
  /** What it sees of every earlier layer, the picture first. */
  receptiveField: Field[];
  arithmetic: Arithmetic;
}

/** One trainable tensor. */
export interface ParameterTensor {
  /** The layer's name, then ".weight" or ".bias". */
  name: string;
  shape: number[];
  /** Row-major. */
  values: Float32Array;
}

/** One line of the walk through a network. */
export interface LayerDescription {
  name: string;
  kind: Layer["kind"];
  /** What makes the output's size, with its numbers: "(28 - 5 + 0) / 1 + 1 = 24". */
  formula?: string;
  inputShape: number[];
  outputShape: number[];
  weightShape?: number[];
  biasShape?: number[];
  /** Side of the kernel or the window. */
  kernel?: number;
  stride?: number;
  /** Zeros on each side. */
  padding?: number;
  /** Which input maps each filter reads, a row of 0 and 1 per filter; all if left out. */
  connectionTable?: number[][];
  method?: PoolMethod;
  function?: FunctionName;
  /** Trainable numbers. */
  parameters: number;
  /** Each output's inputs and its bias, counted as LeCun et al. (1998) do. */
  connections: number;
  /** For one picture forward. */
  multiplyAdds: number;
}

/** Every error of this package: what was wrong and what to do, and a name for programs. */
export interface LenetError extends Error {
  code:
    | "unknown-network"
    | "invalid-network"
    | "invalid-option"
    | "wrong-length"
    | "label-out-of-range"
    | "unknown-unit"
    | "malformed-file"
    | "diverged"
    /** A value is of another type than it must be. */
    | "wrong-type";
  /** Of an invalid network: what is wrong with which layer, to be told in another language. */
  problem?: NetworkProblem;
  /** Of a setting that is out of its range: which, and what it may be. */
  option?: OptionProblem;
  /** Of a network that `describe` found to be invalid: the layers that fit, up to the problem. */
  walk?: LayerDescription[];
}

/** What a setting may be: from `least` to `most`. */
export interface OptionProblem {
  /** As a recipe spells it; inside an object after the object's name and a point. */
  setting: string;
  least: number;
  most: number;
  /** `least` itself is too little. */
  above?: boolean;
  /** `most` itself is too much. */
  below?: boolean;
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
