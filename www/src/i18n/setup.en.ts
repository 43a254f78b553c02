import type { LinkProblem } from "./link-problem";
import type { Setting, SettingProblem } from "../training/settings";
import { nameIn } from ".";

/** The recipe's controls, and what leads to the network's table. The other languages have the same keys and the same arguments. */
export const setup = {
  recipe: "Recipe",
  settings: {
    seed: "Seed",
    optimizer: "Optimizer",
    momentum: "Momentum",
    beta1: "β₁",
    beta2: "β₂",
    epsilon: "ε",
    learningRate: "Learning rate",
    schedule: "Schedule",
    every: "Every … epochs",
    factor: "Multiply by",
    endFactor: "Share left at the end",
    divFactor: "Start: rate ÷",
    finalDivFactor: "End: start ÷",
    pctStart: "Share of steps that rise",
    weightDecay: "Weight decay",
    averaging: "Averaged weights",
    augmentation: "Augmentation",
    batch: "Batch size",
    epochs: "Epochs",
    stopAt: "Stop at accuracy, %",
  } satisfies Record<Setting, string> as Record<Setting, string>,
  changed: "changed",

  editNetwork: "Edit network",
  editNetworkHint: "Change, add, remove and move layers",
  /** A layer's own. */
  numbers: {
    filters: "kernels",
    kernel: "kernel size",
    stride: "stride",
    padding: "padding per side",
    size: "window",
    units: "units",
    height: "height",
    width: "width",
  },

  copyLink: "Copy link",
  copyLinkHint: "A link to this network, its recipe, the digit and the language: it reproduces the run",
  linkCopied: "Copied",
  linkNotCopied: "Copy it from the address bar",
};

/** A number as this language writes it. */
const number = new Intl.NumberFormat("en", { maximumSignificantDigits: 12 });

/** What a setting may be. */
export function settingProblem(problem: SettingProblem): string {
  const name = nameIn(setup.settings, problem.setting);
  switch (problem.code) {
    case "unknown":
      return `${name}: this recipe has no such setting.`;
    case "no-number":
      return `${name}: a number is needed.`;
    case "no-choice":
      return `${name}: it can be ${problem.choices.join(", ")}.`;
    case "range": {
      const [least, most] = [number.format(problem.least), number.format(problem.most)];
      const kind = problem.whole ? "a whole number " : "";
      if (problem.above)
        return `${name}: it must be ${kind}above ${least} and ${problem.below ? "below" : "at most"} ${most}.`;
      return `${name}: it must be ${kind}from ${least} to ${problem.below ? "below " : ""}${most}.`;
    }
  }
}

/** What is wrong with a link. */
export function linkProblem(problem: LinkProblem): string {
  switch (problem.code) {
    case "unknown-key":
      return `It contains “${problem.key}”, which this page does not know.`;
    case "twice":
      return `It contains “${problem.key}” twice.`;
    case "no-network":
      return `There is no network “${problem.value}”; there is ${problem.names.join(", ")}.`;
    case "no-json":
      return "Its network cannot be read: a part of it is missing or changed.";
    case "no-digit":
      return `There is no test digit “${problem.value}”; there are 0 to ${number.format(problem.most)}.`;
    case "no-language":
      return `The page does not speak “${problem.value}”; it speaks ${problem.names.join(", ")}.`;
  }
}
