/** What the tour's sentences speak of: the network's own layers, with their numbers. */
export interface Facts {
  /** The picture's side. */
  side: number;
  /** The first convolution: name, kernel, maps it makes, formula, side of its maps. */
  conv: string;
  kernel: number;
  maps: number;
  formula: string;
  convSide: number;
  padding: number;
  stride: number;
  /** The first pooling: name, what it makes of a window, that window, formula, side of its maps. */
  pool: string;
  method: "max" | "average" | "trainable";
  window: number;
  poolFormula: string;
  poolSide: number;
  /** The maps' sides are halved by it. */
  halves: boolean;
  /** The second convolution: name, maps it reads and makes, its kernel, whether each of its maps reads only some. */
  conv2: string;
  tabled: boolean;
  from2: number;
  maps2: number;
  kernel2: number;
  /** The convolution that leaves single values, how many, and its kernel; without one the line itself, and 0. */
  last: string;
  line: number;
  lastKernel: number;
  /** The fully connected layers: units of the first. */
  linear: string;
  units: number;
  parameters: string;
  /** The loss goes by distances, not by probabilities. */
  byDistances: boolean;
  /** Digits of a step, of an epoch, and an epoch's steps. */
  batch: number;
  digits: string;
  steps: string;
  /** It is sigmoids that the gradients come through. */
  sigmoid: boolean;
  /** Trained weights are shipped. */
  preset: boolean;
}

/** The tour, in English. */
export const tour = {
  name: "Guided tour",
  place: (stop: number, stops: number) => `Stop ${stop} of ${stops}`,
  next: "Next",
  previous: "Back",
  leave: "Leave the tour",
  end: "Finish",
  stops: {
    convolution: {
      title: "A convolution",
      text: (f: Facts) =>
        `The digit has ${f.side} × ${f.side} grey values. A kernel, ${f.kernel} × ${f.kernel} weights, is laid on a patch of it: each value times its weight, all ${f.kernel ** 2} products added up, plus a bias. That one sum is one cell of ${f.conv}. Here a cell is pinned: its patch is outlined on the input, and the inspector shows every number. ${f.formula}: that is how many places there are for the kernel, each way.`,
      act: "Slide the kernel",
    },
    stride: {
      title: "Stride and padding",
      text: (f: Facts) =>
        `The kernel moves ${f.stride === 1 ? "one pixel" : `${f.stride} pixels`} at a time: that is the stride. This is the last cell, at the bottom right, where the kernel’s patch ends at the picture’s edge. ${f.padding === 0 ? "No padding is put around the picture, so the map comes out smaller than it" : `A rim of zeros, ${f.padding} wide, is put around the picture`}: (size − kernel + padding) / stride + 1, with the padding of both sides, gives ${f.convSide}. This one formula gives every size on the page.`,
    },
    pooling: {
      title: (f: Facts): string => (f.halves ? "Pooling halves" : "Pooling shrinks"),
      text: (f: Facts) =>
        `${f.pool} ${f.method === "trainable" ? "adds up each" : f.method === "average" ? "takes the mean of each" : "keeps the largest value of each"} ${f.window} × ${f.window}: ${f.poolFormula}. ${f.method === "trainable" ? "Each of its maps has two numbers to learn: one that the sum is multiplied by, one that is added." : "It has no weights to learn."} What counts is that a stroke was there, no longer exactly where: small shifts of the digit matter less, and the next layer has ${f.halves ? "a quarter of the" : "fewer"} numbers to look at.`,
    },
    kernels: {
      title: (f: Facts) => `Where ${f.maps2} kernels come from`,
      text: (f: Facts) =>
        `${f.conv2} makes ${f.maps2} maps, each by a kernel of its own, which reads ${f.tabled ? `some of the ${f.from2} maps before it, as a table says: up to` : `all ${f.from2} maps before it:`} ${f.from2} × ${f.kernel2} × ${f.kernel2} weights. Nobody designed them: they start as random numbers, and each step of the training moves every one a little. One weight is followed here, outlined: whenever the network learns, you see what became of it, and why.`,
    },
    flatten: {
      title: "The picture becomes a line",
      text: (f: Facts) =>
        f.lastKernel === 0
          ? `Up to here numbers had neighbours. ${f.last} writes all maps, row after row, in one line of ${f.line} numbers: what comes next looks at all of them at once, and no longer knows which stood beside which.`
          : `The kernels of ${f.last} are ${f.lastKernel} × ${f.lastKernel}, exactly as large as what they read: there is one place for each, so each leaves a single number. ${f.line} of them stand in a line now. They are no longer a picture: each of these numbers has looked at the whole digit.`,
    },
    connected: {
      title: "The fully connected layers",
      text: (f: Facts) =>
        `From here every value is connected with every unit of the next layer: each of the ${f.units} units of ${f.linear} takes all ${f.line} values, each times a weight. The inspector names those that count most. At the end stand ten numbers, and softmax makes probabilities of them. In all, the network has ${f.parameters} numbers to learn.`,
    },
    loss: {
      title: "The loss",
      text: (f: Facts) =>
        `This is slow motion: a batch of ${f.batch} training digits has gone forward through all layers. The loss is ${f.byDistances ? "how far the last units are from the right digit’s code, and more if they are near to another’s as well: at its least, when they have it exactly, about 0.64" : "−ln of the probability that the network gave to the right digit: near 0 if it was sure of it, 2.3 if all ten were equal, as they nearly are at the start"}. Making its mean over the batch small is all that training does.`,
    },
    step: {
      title: "A step",
      text: () =>
        "From the loss the gradients run backwards through the same layers, purple and green: for every number, what more of it would do to the loss. Then each weight moves a little against its gradient. Go through it stage by stage, or play it; at the end the step is really taken, and this digit’s loss is computed again.",
      act: "Play the step",
    },
    epoch: {
      title: "An epoch",
      text: (f: Facts) =>
        `One step learns from ${f.batch} digits. All ${f.digits}, once each, are an epoch: ${f.steps} steps. After each epoch the network is tested on digits that it never learns from. ${f.sigmoid ? "In the first thousands of steps nothing seems to happen; then the kernels find their shapes, and the loss falls quickly." : "Within some hundred steps the kernels find their shapes, and the loss falls quickly; what remains to be learned are the hardest few in every hundred."} Watch the maps meanwhile.`,
      act: "Train now",
    },
    draw: {
      title: "Your own digit",
      text: (f: Facts) =>
        `Draw a digit here. It is cropped, scaled and centred as the network’s own digits were, and goes through all layers while you draw. ${f.preset ? "Trained weights are at hand if you have not trained long. " : ""}And then: point at anything, and ask it why.`,
      act: "Use trained weights",
    },
  },
};
