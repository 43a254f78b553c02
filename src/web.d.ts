/** One layer of a network, as data. */
export type Layer =
  | { kind: "conv"; name: string; filters: number; kernel: number; stride?: number; padding?: number }
  | { kind: "pool"; name?: string; method: "max" | "average"; size: number; stride: number }
  | { kind: "activation"; name?: string; function: "sigmoid" | "tanh" | "relu" }
  | { kind: "flatten"; name?: string }
  | { kind: "linear"; name: string; units: number };

/** A network as data: the same JSON as in weight files and on the command line. */
export interface NetworkSpec {
  name: string;
  input: { channels: number; height: number; width: number };
  layers: Layer[];
}

/** How a network is trained; what is left out is as in the article. */
export interface TrainerOptions {
  /** A preset's name or a network of one's own; "article" if left out. */
  network?: string | NetworkSpec;
  /** Where the random numbers start: a whole number below 2^32; 1 if left out. */
  seed?: number;
  /** 0.001 if left out. */
  learningRate?: number;
  /** The share of the velocity that stays, below 1; 0.9 if left out. */
  momentum?: number;
}

/** What one step says: figures of its batch before the update. */
export interface StepReport {
  /** Steps done since the start, this one included. */
  step: number;
  /** Mean cross-entropy. */
  loss: number;
  /** Share that was right. */
  accuracy: number;
}

/** What the network says of one picture. */
export interface Prediction {
  digit: number;
  /** Of each digit, 0 to 9. */
  probabilities: number[];
}

/** How the network does on pictures that it does not learn from. */
export interface Evaluation {
  /** Share that is right. */
  accuracy: number;
  /** Mean cross-entropy. */
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
  /** velocity = momentum * velocityBefore + gradient; after = before - learningRate * velocity. */
  rule: "momentum";
  before: number;
  /** The batch's. */
  gradient: number;
  velocityBefore: number;
  momentum: number;
  velocity: number;
  learningRate: number;
  after: number;
}

/** The weight or bias that is followed, as it is now. */
export interface Followed {
  value: number;
  velocity: number;
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
  /** The only map it depends on; every map if left out. */
  map?: number;
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
  /** A convolution: each input map's patch times its kernel. */
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
      method: "max" | "average";
      top: number;
      left: number;
      size: number;
      inputs: number[];
      winner?: number;
    }
  /** An activation of the same unit before it. */
  | { kind: "function"; function: "sigmoid" | "tanh" | "relu"; input: number }
  /** Flattening: the value of a cell. */
  | { kind: "copy"; from: Unit }
  /** Softmax: exponentials[unit] / sum, each e^(logit - greatest). */
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
  method?: "max" | "average";
  function?: "sigmoid" | "tanh" | "relu";
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
    | "diverged";
}
