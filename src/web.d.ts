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
    | "malformed-file"
    | "diverged";
}
