import type { NetworkSpec } from "../../pkg/lenet.js";
import type { PageSubject } from "./pages";
import type { Peers } from "./peers";
import type { Case } from "./samples";
import type { Subject } from "./subject";

/** The engine's networks by name. */
export const PRESETS = ["article", "lenet5", "lenet5-1998", "modern"] as const;
/** Images of a step. */
export const BATCHES = [10, 64, 256];
/** The same for peers. */
export const PEER_BATCHES = [10, 64];
/** Images of a step for the curve. */
export const GROWING_BATCHES = [1, 4, 16, 64, 256, 1024];
/** Of the growing networks. */
export const GROWN_BATCH = 64;
/** Sides of the picture, the digit in its middle, and times the article's filters in its first two convolutions. */
export const GROWN = [
  { side: 28, width: 1 },
  { side: 36, width: 1 },
  { side: 44, width: 1 },
  { side: 60, width: 1 },
  { side: 28, width: 2 },
  { side: 28, width: 4 },
];

/** The engine in its three homes. */
export interface Ours {
  native: Subject;
  chromium: PageSubject;
  firefox: PageSubject;
  /** How many workers are all of them here. */
  all: number;
}

/** The article's network for a larger picture or with more filters. */
export function articleLike({ side, width }: { side: number; width: number }): NetworkSpec {
  const sigmoid = { kind: "activation", function: "sigmoid" } as const;
  const pool = { kind: "pool", method: "max", size: 2, stride: 2 } as const;
  return {
    name: `article-${side}-${width}`,
    input: { channels: 1, height: side, width: side },
    layers: [
      { kind: "conv", name: "conv1", filters: 6 * width, kernel: 5 },
      sigmoid,
      pool,
      sigmoid,
      { kind: "conv", name: "conv2", filters: 16 * width, kernel: 5 },
      pool,
      { kind: "conv", name: "conv3", filters: 120, kernel: 4 },
      { kind: "flatten" },
      { kind: "linear", name: "fc1", units: 64 },
      sigmoid,
      { kind: "linear", name: "fc2", units: 10 },
    ],
  };
}

/** Every measurement of a round, what is compared close together; the limit again and again. */
export function casesOf(ours: Ours, peers: Peers): Case[] {
  const { native, chromium, firefox, all } = ours;
  const pages = [chromium, firefox];
  const counts = [...new Set([1, all])];
  const cases: Case[] = [];
  for (const network of PRESETS) {
    for (const subject of [native, ...pages]) cases.push({ subject, request: { measure: "limit" } });
    for (const batch of BATCHES) {
      const request = { measure: "step", network, batch } as const;
      cases.push({ subject: native, request });
      for (const subject of pages) {
        for (const workers of counts) cases.push({ subject, request: { ...request, workers } });
      }
      if (network === "article" && PEER_BATCHES.includes(batch)) {
        for (const { subject, threads } of peers.present) {
          for (const workers of threads) cases.push({ subject, request: { ...request, workers } });
        }
      }
    }
    for (const subject of [native, ...pages]) cases.push({ subject, request: { measure: "forward", network } });
    for (const subject of pages) cases.push({ subject, request: { measure: "activations", network } });
  }
  for (const { subject, threads } of peers.present) {
    for (const workers of threads) {
      cases.push({ subject, request: { measure: "forward", network: "article", workers } });
    }
  }
  for (const batch of GROWING_BATCHES.filter((size) => !BATCHES.includes(size))) {
    cases.push({ subject: chromium, request: { measure: "step", network: "article", batch } });
  }
  for (const network of GROWN.map(articleLike)) {
    cases.push({ subject: chromium, request: { measure: "step", network, batch: GROWN_BATCH } });
  }
  return cases;
}
