/** How one weight or bias took a step; every number but the betas is a single-precision one, and the
 * rule is exact in them. */
export interface Update {
  /** Counted from 1. */
  step: number;
  /** The number before the step. */
  before: number;
  /** The batch's. */
  gradient: number;
  /** As the schedule has it at this step. */
  learningRate: number;
  /** As the recipe has it. */
  weightDecay: number;
  /** 1 - learningRate * weightDecay. */
  kept: number;
  rule: MomentumRule | AdamRule;
  /** The number after the step. */
  after: number;
  /** How the network's average followed, if it holds averages: after = before + moved * (the weight - before). */
  average?: { before: number; moved: number; after: number };
}

/** velocity = momentum * velocityBefore + gradient; after = before * kept - learningRate * velocity. */
export interface MomentumRule {
  kind: "momentum";
  /** The share of the velocity that stays. */
  momentum: number;
  /** Its velocity before the step. */
  velocityBefore: number;
  /** Its velocity after the step. */
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
  /** The mean gradient before the step. */
  meanBefore: number;
  /** The mean gradient after the step. */
  mean: number;
  /** beta2, and 1 - beta2. */
  keptSquare: number;
  freshSquare: number;
  /** The mean squared gradient before the step. */
  squareBefore: number;
  /** The mean squared gradient after the step. */
  square: number;
  /** learningRate / (1 - beta1 ** step). */
  size: number;
  /** sqrt(1 - beta2 ** step). */
  spread: number;
  /** What keeps the quotient finite. */
  epsilon: number;
}

/** The weight or bias that is followed, as it is now. */
export interface Followed {
  /** Its value in the network: its average, if the recipe has one. */
  value: number;
  /** How it took its last step; undefined before the first since it is followed. */
  update?: Update;
}

/** One number of a layer's output; of a layer without maps, `map` is the unit, row and column are 0. */
export interface Unit {
  map: number;
  row: number;
  column: number;
}

/** The part of a layer's output that a unit depends on, or that depends on it: a rectangle, clipped to the map. */
export interface Field {
  /** The layer's name; "input" for the picture. */
  layer: string;
  /** Of the layer's whole output. */
  shape: number[];
  /** The only map, if it is one. */
  map?: number;
  /** The maps, if they are some; every map if neither is there. */
  maps?: number[];
  /** The first row, from 0. */
  top: number;
  /** The first column, from 0. */
  left: number;
  /** Rows; 0 where the unit sees nothing but padding, or lies under no window. */
  height: number;
  /** Columns; 0 as well. */
  width: number;
}

/** A kernel laid on one input map; lists are row by row. */
export interface Patch {
  /** Which input map. */
  map: number;
  /** The first row; below zero in the padding. */
  top: number;
  /** The first column; below zero in the padding. */
  left: number;
  /** Rows, and columns. */
  size: number;
  /** Undefined in the padding, which counts as zero. */
  inputs: (number | undefined)[];
  /** The kernel. */
  weights: number[];
  /** Each input times its weight. */
  products: number[];
  /** Of the products. */
  sum: number;
}

/** One input's share of a unit's sum. */
export interface Contribution {
  /** Which unit of the layer before. */
  from: Unit;
  /** Its value. */
  input: number;
  /** The weight between the two. */
  weight: number;
  /** Value times weight. */
  product: number;
}

/** What a unit's value was made of; totals are in double precision. */
export type Arithmetic =
  /** A convolution: the patch of each input map that is read, times its kernel. */
  | { kind: "patches"; patches: Patch[]; bias: number; total: number }
  /** Many inputs, each with its weight: the ten largest products, and the sum of all others. */
  | {
      kind: "contributions";
      inputs: number[];
      weights: number[];
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
  /** The unit's layer; "probabilities" for the softmax. */
  layer: string;
  /** The layer whose output it reads; "input" for the picture. */
  reads: string;
  /** The unit. */
  unit: Unit;
  /** Its value, in single precision but for a probability. */
  value: number;
  /** What it sees of every earlier layer, the picture first. */
  receptiveField: Field[];
  /** What is made of it in the layers behind: up to the first that makes it of other units too. */
  projectiveField: Field[];
  /** What its value was made of. */
  arithmetic: Arithmetic;
}
