/** A digit with its article: a 7, an 8. */
export const aDigit = (digit: number) => `${digit === 8 ? "an" : "a"} ${digit}`;

/** So many steps. */
export const steps = (count: string) => `${count} ${count === "1" ? "step" : "steps"}`;

/** Looking inside, in English. */
export const inside = {
  shows: "The maps show",
  values: "Values",
  gradients: "Gradients",
  gradientsHint:
    "Gradients: how the loss would change with each number. Green: more of it, more loss. Purple: more of it, less loss. On kernels, those of the last batch.",
  ownAnswer: "A drawing has no label: its gradients are those of its own answer, as if that were right.",
  scale: "Colour scale",
  scales: { map: "of each map", layer: "of each layer", network: "of the whole network" },
  weightsOf: (layer: string) => `weights of ${layer}`,

  weight: {
    kernel: (layer: string, out: number, from: number, row: number, column: number) =>
      `${layer}, kernel of map ${out} on input map ${from}, row ${row}, column ${column}`,
    bias: (layer: string, out: number) => `${layer}, bias ${out}`,
    between: (layer: string, from: number, to: number) => `${layer}, weight from input ${from} to unit ${to}`,
    pick: "The kernel’s weights",
    ofUnit: "The unit’s weights",
    follow: "Follow this number through the next steps",
    hint: "A click on a weight follows it through the training.",
    noGradient: "No gradient yet: take a step.",
    keys: "Arrow keys walk from weight to weight, Page Up and Page Down from picture to picture. Enter or Space follows the weight through the training.",
  },

  update: {
    title: "How this weight learns",
    leave: "Stop following",
    waiting: "Take a step to see here how it changes. Now:",
    momentum:
      "The velocity v is multiplied by the momentum m, and the batch’s gradient g is added; the weight w then moves against v, by r × v (r is the learning rate).",
    adam: "Adam keeps two running means: m, of the gradients g, and v, of their squares; β₁ and β₂ are the shares that stay. Both start at 0 and are too small at first, which r̂ and c make up for (t is the number of the step). The weight w moves against m, divided by the root of v; ε only keeps that quotient finite.",
    averages:
      " The network answers with the average w̄, which the kernels show too; at each step it goes a share s of its way to w.",
    decays: " Besides, the weight decay d takes a little of the weight itself.",
    scheduled: (step: number, rate: string) => `At step ${step} the schedule has the learning rate r at ${rate}.`,
    lines: {
      velocity: "velocity v",
      mean: "first moment m",
      square: "second moment v",
      size: "correction of m",
      spread: "correction of v",
      decay: "weight decay d",
      value: "weight w",
      average: "its average w̄",
    },
    exact: "Every number as the machine has it: they give the new weight to the last bit.",
  },

  past: {
    ofNow: " (now)",
    name: "Look back",
    hint: "The maps, the kernels and the answer as they were earlier in this run. The training is not changed by it.",
    noGradient: "The batch’s gradient of that moment was not kept.",
    now: "now",
    after: (step: string) => `step ${step}`,
    seen: (step: string) => `The network after ${steps(step)}`,
    leave: "Back to now",
  },

  slow: {
    name: "Slow motion",
    playing: "Slow motion is playing.",
    enter: "Slow motion",
    enterHint: "One step of the training in stages, layer by layer",
    leave: "Leave slow motion",
    previous: "Previous stage",
    next: "Next stage",
    play: "Play",
    pause: "Pause",
    speed: "Speed",
    perSecond: (stages: number) => `${stages} ${stages === 1 ? "stage" : "stages"} a second`,
    fullSpeed: "full speed",
    place: (step: string, place: number, stages: number) => `step ${step}, stage ${place} of ${stages}`,
    waiting: "The next batch is on its way.",
    batch: (count: string) =>
      count === "1"
        ? "The batch: one training digit. It is followed through the network; the step learns from it alone."
        : `The batch: ${count} training digits. One is followed through the network; the step learns from all of them.`,
    changed: " For the step itself, each is changed a little at random.",
    forward: (layer: string, how: string) => `Forward to ${layer}: ${how}`,
    how: {
      conv: "each kernel slides over the maps before it; a patch times the kernel, added up, plus the bias is a cell.",
      max: "of each window only the largest value stays.",
      average: "each window gives its mean.",
      trainable: "each window gives its sum, times the map’s coefficient, plus its bias.",
      activation: "each value goes through the same curve, by itself.",
      flatten: "the maps’ values stand in a line; nothing is computed.",
      linear: "each unit is the sum of all values times its own weights, plus its bias.",
      rbf: "each unit tells how far the values are from its digit’s code.",
      softmax: "the ten values become probabilities, which add up to 1.",
    },
    loss: (loss: string, mean: string, percent?: string) =>
      percent === undefined
        ? `The loss: the distance from the label’s code, and more if other codes are as near, ${loss} for this digit; ${mean} is the mean of the batch.`
        : `The loss: the label’s probability p is ${percent}% for this digit, its loss −ln p is ${loss}; ${mean} is the mean of the batch.`,
    backward: (layer: string) =>
      `Backward: the loss’s gradient has come back to ${layer}: what more of each number would do to the loss: green raises it, purple lowers it.`,
    update:
      "The update: from the mean of the batch’s gradients, the optimizer has moved every weight and bias a little.",
    after: (before: string, after: string) =>
      `This digit’s loss: ${before} before the step, ${after} after it; what the step lessens is the batch’s mean.`,
    running: "The training runs at full speed. Slow it down or pause it, and the next step is told here.",
    picture: (place: number, label: number, answer: number, loss?: string) =>
      `Digit ${place} of the batch: ${aDigit(label)}${loss === undefined ? "" : `, answered ${answer}, loss ${loss}`}`,
  },

  spread: {
    title: "How the values are distributed",
    hint: "Each layer’s output for the watched digit, and each layer’s weights, as histograms; they follow the training. Heights go by the square root of the counts, so that rare values are seen too.",
    saturation: " A sigmoid’s output is saturated below 0.05 and above 0.95, where the curve is flat.",
    activations: "outputs",
    weights: "weights",
    label: (layer: string, low: string, high: string) => `${layer}: histogram from ${low} to ${high}`,
    saturated: (percent: string) => `${percent}% saturated`,
    slope: (slope: string) => `mean slope ${slope}`,
    storyTitle: "Two sigmoids in a row",
    story: (layer: string, pool: string, outputs: string, product: string) =>
      `A sigmoid is flat at both ends: an output below 0.05 or above 0.95 hardly passes any gradient on; it is saturated. And nowhere is it steep: its slope y (1 − y) is at most 0.25. This network puts one sigmoid after another: after ${layer}, and again after ${pool}. The second one gets only numbers between 0 and 1, so its outputs crowd between 0.50 and 0.73 (now ${outputs}): none is saturated, yet every gradient that comes back is multiplied by both slopes, at this moment by about ${product} in the mean, and never by more than 0.0625. That is why the loss stands still near 2.3 for thousands of steps before ${layer} has learned anything.`,
    without: (second: string) => `Take ${second} away and train`,
  },

  table: {
    open: "Numbers",
    openHint: "The numbers of a map as a table",
    title: (map: string) => `The numbers of ${map}`,
    layer: "Layer",
    map: "Map",
    row: "row",
    column: "column",
    unit: "unit",
    value: "value",
    gradient: "gradient",
    values: "Values. ",
    gradients: "Gradients. ",
    asOf: (step: string) => `As they were when the table was opened, after ${steps(step)}.`,
    close: "Close",
    scroll: "Table, may be scrolled",
  },

  gallery: {
    mistakes: (count: string) => `All mistakes: ${count}`,
    cell: (label: number, answer: number, count: string) => `${label} answered as ${answer}: ${count}`,
    right: (label: number, count: string) => `${label}, rightly answered: ${count}`,
    hint: "From the last test, the most confident answers first. Click a digit to watch it.",
    all: "All mistakes",
    none: "There are none.",
    item: (index: string, label: number, answer: number, percent: string) =>
      `Test digit ${index}: ${aDigit(label)}, answered ${answer}, ${percent}% likely. Watch it.`,
    range: (from: string, to: string) => `${from} to ${to}`,
    previous: "Previous page",
    next: "Next page",
  },

  tour: { open: "Tour", hint: "A guided tour in ten stops" },
  watchedTraining: (index: string) => `training digit ${index}`,
};
