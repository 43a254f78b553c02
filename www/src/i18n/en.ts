import { aDigit, inside, steps } from "./inside.en";
import { nameIn } from ".";
import type { NetworkProblem } from "../training/protocol";
import { setup, linkProblem, settingProblem } from "./setup.en";

/** English. The other languages have the same keys and the same arguments. */
export const en = {
  title: "LeNet learns here",
  intro:
    "A convolutional network learns handwritten digits in this tab: train it, watch every layer, ask any cell why, draw a digit.",
  description:
    "A convolutional network that learns MNIST inside your browser, with every feature map live. Draw a digit and it answers.",
  network: "Network",
  networkNames: {
    article: "Article’s LeNet",
    lenet5: "LeNet-5, the article’s walk",
    "lenet5-1998": "LeNet-5 of 1998",
    modern: "Modern LeNet",
  },
  networkOwn: "Your own",
  language: "Language",
  theme: "Theme",
  themes: { auto: "Auto theme", light: "Light theme", dark: "Dark theme" },

  training: "Training",
  course: "Course of the training",
  train: "Train",
  pause: "Pause",
  goOn: "Continue",
  trainMore: (epochs: number) => `${epochs} more ${epochs === 1 ? "epoch" : "epochs"}`,
  starting: "Starting…",
  step: "Step",
  stepHint: (batch: string) => (batch === "1" ? "Train on one digit" : `Train on one batch of ${batch} digits`),
  reset: "Reset",
  resetHint: "The same untrained network again, from the same seed",
  useTrained: "Use trained weights",
  goBack: "Back to your run",
  evaluate: "Test now",
  evaluateHint: "Go through all test digits now",
  epochs: (done: string, all: string) => `${done} of ${all} ${all === "1" ? "epoch" : "epochs"}`,
  progress: "Progress of the training",
  timeLeft: (time: string) => `${time} left`,
  loadingData: (percent: number) => `Digits: ${percent}% loaded`,
  accuracy: "test accuracy",
  loss: "training loss",
  imagesPerSecond: "images/s",
  imagesSeen: "images seen",
  workers: "workers",
  workersHint: "Workers that share every batch. The result is the same, to the last bit, with one, two or four.",
  weights: "weights",
  weightsHint:
    "The first eight characters of the weights’ SHA-256: the same seed and steps give the same, in every browser.",
  saveWeights: "Save the weights, as a .safetensors file",
  openWeights: "Open weights from a .safetensors file",
  lossChart: "Loss by epoch",
  accuracyChart: "Accuracy by epoch",
  chartTrain: "training",
  chartTest: "test",
  lossChartHint: "Loss over the epochs: training batches as a line, the test set as dots.",
  accuracyChartHint: "Accuracy over the epochs: training batches as a line, the test set as dots.",

  status: {
    starting: "The network is being built.",
    idle: "Ready. It has learned nothing yet.",
    idleTrained: "Trained weights are in place.",
    training: "Training.",
    worse: "Worse than guessing: rate too high?",
    waiting: "Waiting for the next digits to arrive.",
    paused: (step: string) => `Paused after ${steps(step)}.`,
    restored: (step: string) => `As you left it, after ${steps(step)}.`,
    evaluating: "Testing on the test digits.",
    tested: (when: string, percent: string) => `${when}: ${percent}% test accuracy.`,
    when: {
      idle: "Untrained",
      idleTrained: "Trained weights",
      epoch: (epoch: number) => `Epoch ${epoch}`,
      training: "During training",
      paused: "Paused",
      done: "Done",
    },
    failed: "Stopped. Reset to start again.",
    notStarted: "There is no network: it could not be started.",
  },

  draw: "Draw a digit",
  drawHint:
    "Drawing pad: draw a digit with mouse, pen, finger or keys. Space puts the pen down and lifts it, arrow keys lead it, two at once slantwise. Ctrl+Z takes back a stroke, Delete clears.",
  drawKeys: "Space, ← ↑ → ↓",
  penDown: "The pen is down.",
  clear: "Clear",
  undo: "Undo",
  emptyPad: "nothing drawn yet",
  seenAs: "as the network sees it",
  percent: (share: string) => `${share}%`,
  likely: (percent: string) => `${percent}% likely`,
  why: "Why?",
  whyThis: "Why this answer?",
  guess: "a mere guess",
  answerSpoken: (digit: number) => `The network answers ${digit}.`,

  pictureOf: "The network at work",
  input: "input",
  watchedTest: (index: string) => `test digit no. ${index}`,
  watchedDrawing: "your drawing",
  watchedNothing: "digits are on their way",
  label: aDigit,
  right: "the network is right",
  wrong: (digit: number) => `the network says ${digit}`,
  previous: "Previous test digit",
  next: "Next test digit",
  random: "Random test digit",

  kinds: {
    conv: (kernel: number, stride: number) =>
      `convolution ${kernel}×${kernel}${stride > 1 ? `, stride ${stride}` : ""}`,
    max: (size: number) => `max pooling ${size}×${size}`,
    average: (size: number) => `average pooling ${size}×${size}`,
    trainable: (size: number) => `trainable pooling ${size}×${size}`,
    activation: (name: "sigmoid" | "tanh" | "scaled_tanh" | "relu"): string =>
      name === "scaled_tanh" ? "scaled tanh" : name,
    flatten: "into a line",
    linear: "fully connected",
    rbf: "distances to the digits’ codes",
    softmax: "probabilities, %",
  },
  parameters: (count: string) => `${count} parameters`,
  noParameters: "no parameters",
  mapLabel: (layer: string, index: number) => `${layer}, map ${index + 1}`,
  mapsLabel: (layer: string, count: number, height: number, width: number) =>
    `${layer}, ${count} maps of ${height} by ${width} cells`,
  cellsLabel: (layer: string, count: number) => `${layer}, ${count} values`,
  kernelLabel: (layer: string, out: number, from: number) => `${layer}, kernel ${out + 1} on input map ${from + 1}`,
  kernelsTitle: (layer: string, filters: number, maps: number) =>
    `${layer}: ${filters} ${filters === 1 ? "kernel" : "kernels"} of ${maps} ${maps === 1 ? "channel" : "channels"}`,
  kernelsHint: (filters: number, maps: number, kernel: number) =>
    maps === 1
      ? `Each of these ${kernel}×${kernel} kernels reads the one input map and makes one feature map. `
      : `Each column is one of the ${filters} kernels and makes one feature map; its ${maps} channels of ${kernel}×${kernel}, one for each input map, run down the column. `,
  kernelsTable: "Hatched: the map is not read, by the table of connections. ",
  legend: "Blue below zero, orange above; zero is the page’s background.",
  scale: (layer: string, min: string, max: string) => `${layer}: values from ${min} to ${max}`,

  retry: "Try again",
  dismiss: "Dismiss",
  problems: {
    unreachable: "The digits could not be fetched. Check the connection, then try again.",
    "http-status":
      "The server does not have a part of the digits. Try again; if that does not help, the site is incomplete.",
    stalled: "The connection fell silent while the digits were loading. Try again.",
    truncated: "A part of the digits arrived incomplete. Try again.",
    "wrong-size":
      "A part of the digits has the wrong size. Try again; if that does not help, the site’s files are damaged.",
    "wrong-digest": "A part of the digits is not what it should be (its SHA-256 differs). Try again.",
    "malformed-manifest": "The list of the digit files is damaged. The site’s files must be built again.",
    weights: "The trained weights could not be used. The network is as it was; you can train it yourself.",
    file: "This file holds no weights that can be used. The network is as it was. Choose a .safetensors file that was saved here or by the command line.",
    link: "This link is damaged. The page shows what it shows without one.",
    "invalid-option": "This recipe is not possible; the one before stays.",
    "invalid-network": "This network does not fit together; the one before stays.",
    diverged:
      "The training diverged: its numbers grew beyond all bounds, perhaps because the learning rate is too high. Reset to start again.",
    engine:
      "WebAssembly could not be started. Reload to try again; if that does not help, use a current Chrome, Firefox or Safari.",
    worker: "The training worker stopped. Reload the page to start again.",
    part: "A part of the page could not be fetched. Reload the page to try again.",
    unexpected: "Something went wrong that should not. Reset, or reload the page.",
  },

  /** What is wrong with a network, and what would be right. */
  networkProblem: ({ layer, code, details }: NetworkProblem): string => {
    const at = layer === "input" ? "The input" : layer === "network" ? "The network" : layer;
    const from = "previous" in details && details.previous !== undefined ? details.previous : "the input";
    switch (code) {
      case "out-of-range":
        return `${at}: ${nameIn(setup.numbers, details.setting)} is ${details.value}; it must be from ${details.least} to ${details.most}.`;
      case "no-contrast":
        return `${at}: background and ink are both ${details.value}; a digit would not be seen. Give them two values.`;
      case "no-layers":
        return `${at} has no layers; end it with a fully connected layer of ${details.classes} units.`;
      case "too-many-layers":
        return `${at} has ${details.count} layers; at most ${details.most} can be shown.`;
      case "too-many-outputs":
        return `${at}: ${details.count} values up to here; at most ${details.most} can be kept, padding included. Use fewer kernels or units, or less padding.`;
      case "too-many-products":
        return `${at}: ${details.count} multiplications for a digit up to here; at most ${details.most} can be waited for. Use fewer or smaller kernels, or a stride.`;
      case "too-many-parameters":
        return `${at}: ${details.count} parameters; at most ${details.most} can be trained. Use fewer kernels or units.`;
      case "bad-name":
        return `“${details.name}” cannot be a layer’s name; use 1 to ${details.most} letters (A to Z, a to z), digits, - or _.`;
      case "reserved-name":
        return `“${details.name}” cannot be a layer’s name: the picture or the probabilities are called so; choose another.`;
      case "same-name":
        return `${at}: two layers have this name; give each its own.`;
      case "wrong-end":
        return `${at} is the last layer and must give ${details.classes} numbers, one for each digit; it gives ${details.shape.join(" × ")}.`;
      case "needs-line":
        return `${at} reads a line of numbers, but ${from} gives maps; put a flatten before it.`;
      case "needs-maps":
        return `${at} reads maps, but ${from} gives a line of ${details.units} numbers; put it before the flatten.`;
      case "kernel-too-large":
        return `${at}: a ${details.kernel}×${details.kernel} kernel does not fit the ${details.height}×${details.width} maps of ${from}; use ${details.fits} or set padding to ${details.padding}.`;
      case "window-too-large":
        return `${at}: a ${details.size}×${details.size} window does not fit the ${details.height}×${details.width} maps of ${from}; use ${details.fits}.`;
      case "table-rows":
        return `${at}: the connection table has ${details.rows} rows; it needs ${details.filters}, one for each kernel.`;
      case "table-columns":
        return `${at}: row ${details.row} of the connection table has ${details.columns} columns; it needs ${details.maps}, one for each map of ${from}.`;
      case "table-value":
        return `${at}: row ${details.row}, column ${details.column} of the connection table is ${details.value}; use 1 for connected, 0 for not.`;
      case "filter-reads-nothing":
        return `${at}: filter ${details.filter} reads no map; connect it with at least one, or use one filter fewer.`;
      case "code-length":
        return `${at} compares ${details.expected} numbers with bitmaps of ${details.height}×${details.width}, but ${from} gives ${details.inputs}; put a fully connected layer of ${details.expected} units before it.`;
      case "not-last":
        return `${at}: its distances are the network’s answer; make it the last layer.`;
      case "no-room-for-digit":
        return `${at} of ${details.channels}×${details.height}×${details.width} cannot hold a digit; use 1 channel of at least ${details.least}×${details.least}.`;
    }
  },

  inspect: {
    name: "Inspector",
    hint: "Point at any cell of the picture above, or tap it: its value is explained here; its receptive field is outlined in every layer before it, and what reads it is outlined with dashes. A click pins it, so that you can watch it learn.",
    keys: "Arrow keys walk from cell to cell, Page Up and Page Down from map to map, Home and End along the row. Enter or Space pins the cell, Escape lets it go.",
    theInput: "the input",
    why: (value: string) => `Why is this cell ${value}?`,
    at: (layer: string, place: string) => `${layer}, ${place}`,
    cell: (map: number, row: number, column: number) => `map ${map}, row ${row}, column ${column}`,
    map: (map: number) => `map ${map}`,
    unit: (unit: number) => `unit ${unit}`,
    digit: (digit: number) => `digit ${digit}`,
    spoken: (place: string, value: string) => `${place}: ${value}`,
    spokenPinned: (place: string) => `pinned: ${place}`,
    gradient: (value: string) => `gradient ${value}`,
    pin: "Pin",
    unpin: "Unpin",
    click: "Click to see why.",
    slide: "Slide",
    slideHint: "Slides the window over the whole map, cell by cell",
    stopSliding: "Stop",
    close: "Close",
    history: (min: string, max: string) => `The pinned value’s course: from ${min} to ${max}`,
    since: "since it was pinned",
    patch: (from: string, map: number) => `${from}, map ${map}`,
    kernel: "kernel",
    productsSum: (sum: string) => `products, sum ${sum}`,
    paddingZero: "0 from the padding",
    reads: (from: string, maps: number, side: number) =>
      `In each of the ${maps} maps of ${from} a ${side}×${side} patch is multiplied by the kernel for that map; the products are added up.`,
    readsOne: (from: string, side: number) =>
      `A ${side}×${side} patch of ${from} is multiplied by the kernel, number by number; the products are added up.`,
    pick: (map: number) => `Show the numbers of map ${map}`,
    sum: "sum",
    bias: "bias",
    total: "total",
    weights: "weights",
    contributions: (count: string, from: string) =>
      `All ${count} values of ${from} are multiplied by their weights; the products are added up.`,
    largestProducts: "The ten products that count most:",
    others: (count: string) => `${count} others`,
    largest: (from: string, place: string) => `The largest value of this window of ${from} wins: ${place}.`,
    mean: (from: string) => `The mean of this window of ${from}:`,
    scaled: (from: string) => `The sum of this window of ${from}, times the map’s coefficient, plus its bias:`,
    coefficient: "coefficient",
    distance: (from: string, digit: number) =>
      `How far the 84 values of ${from} are from the code of ${digit}, a bitmap of ±1: the differences, squared and added up. The smallest distance is the answer.`,
    values: (from: string) => `${from}, as a bitmap`,
    code: (digit: number) => `code of ${digit}`,
    squares: "squared differences",
    function: (name: string, from: string) => `${name} of the same cell of ${from}:`,
    copy: (from: string, place: string) => `The value of ${from}, ${place}, unchanged: maps become a line.`,
    quotient: (from: string, greatest: string) =>
      `A logit z is what ${from} gives for a digit. e is raised to each z minus the greatest (${greatest}); each digit’s share of the sum of these is its probability.`,
    quotientOfDistances: (from: string, greatest: string) =>
      `Each distance of ${from} with a minus is z. e is raised to each z minus the greatest (${greatest}); each digit’s share of the sum of these is its probability.`,
    logit: "z",
  },

  inside,
  setup,
  linkProblem,
  settingProblem,

  confusion: {
    title: "What it confuses: the confusion matrix",
    hint: (count: string, percent: string) =>
      `The last test, ${count} digits, ${percent}% right. A row is what the digit is, a column what the network answered; each cell opens its digits.`,
    axes: "digit in rows, answer in columns",
    label: "digit",
    answer: "answer",
    cell: (label: number, answer: number, count: string) => `${label} answered as ${answer}: ${count}`,
  },
};
