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

/** One layer's output for one picture. */
export interface Activation {
  /** The layer's. */
  name: string;
  /** The layer's. */
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
  /**
   * A convolution's weight [filters, maps, kernel, kernel], a linear layer's [inputs, units], a
   * trainable pooling's [maps]; a bias [filters, units or maps].
   */
  shape: number[];
  /** Row-major. */
  values: Float32Array;
}

/** What is thrown for all that the engine refuses: what was wrong and what would be right, and a name for programs. */
export interface LenetError extends Error {
  code:
    | "unknown-network"
    | "invalid-network"
    | "invalid-option"
    | "wrong-length"
    | "label-out-of-range"
    | "unknown-unit"
    | "malformed-file"
    | "malformed-memory"
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
