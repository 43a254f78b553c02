import { articleLike, BATCHES, GROWING_BATCHES, GROWN, GROWN_BATCH, PEER_BATCHES, PRESETS, type Ours } from "./cases";
import { number, share, table, times } from "./markdown";
import type { Peers } from "./peers";
import type { Case, Samples } from "./samples";
import type { Subject } from "./subject";
import type { TabRun } from "./tab";

/** All that was measured. */
export interface Results {
  /** Lines on the machine, the versions and the rounds. */
  conditions: string[];
  ours: Ours;
  peers: Peers;
  /** Of a training step for one image, by the network's name. */
  flops: Map<string, number>;
  samples: Samples;
  tabs: TabRun[];
  /** Seconds of the article's five epochs, by the peer's name. */
  epochs: Map<string, number>;
}

const LIMIT = { measure: "limit" } as const;

function stepOf(network: string, batch: number, workers = 1) {
  return { measure: "step", network, batch, workers } as const;
}

/** What share of the same place's limit steps reach that are so many operations an image. */
function shareOf(samples: Samples, subject: Subject, request: Case["request"], flops: number): number {
  return ((samples.median(subject, request) ?? Number.NaN) * flops) / (samples.median(subject, LIMIT) ?? Number.NaN);
}

/** The whole report in Markdown. */
export function report(results: Results): string {
  const sections = [
    results.conditions.map((line) => `- ${line}`).join("\n"),
    "### The limit of one thread",
    limits(results),
    "### Whole training steps",
    steps(results),
    "### One picture forward",
    forward(results),
    "### How time grows",
    growth(results),
    "### In the tab",
    tabs(results),
    "### Beside others",
    beside(results),
  ];
  return `${sections.join("\n\n")}\n`;
}

function limits({ ours: { native, chromium, firefox }, samples }: Results): string {
  const rate = (subject: Subject) => number((samples.median(subject, LIMIT) ?? Number.NaN) / 1e9, 1);
  return table(
    ["GFLOP/s", "native", "Chromium", "Firefox"],
    [["multiply, then add, 12 chains of f32x4", rate(native), rate(chromium), rate(firefox)]],
  );
}

function steps({ ours, flops, samples }: Results): string {
  const { native, chromium, firefox, all } = ours;
  const columns = [native, chromium, firefox];
  const head = ["network, MFLOP an image", "batch", "native, 1 thread", "Chromium, 1 worker", "Firefox, 1 worker"];
  const rows = [];
  for (const network of PRESETS) {
    const work = flops.get(network) ?? Number.NaN;
    for (const batch of BATCHES) {
      const alone = columns.map((subject) => {
        const request = stepOf(network, batch);
        return `${number(samples.median(subject, request)) ?? ""} (${share(shareOf(samples, subject, request, work)) ?? ""})`;
      });
      const together = [chromium, firefox].map((subject) => {
        const request = stepOf(network, batch, all);
        const gain = samples.ratio({ subject, request }, { subject, request: stepOf(network, batch) });
        return `${number(samples.median(subject, request)) ?? ""} (${times(gain) ?? ""})`;
      });
      const title = `${network}, ${number(work / 1e6, 2) ?? ""}`;
      rows.push([title, String(batch), ...alone, ...(all > 1 ? together : [])]);
    }
  }
  return table([...head, ...(all > 1 ? [`Chromium, ${all} workers`, `Firefox, ${all} workers`] : [])], rows);
}

function forward({ ours: { native, chromium, firefox }, samples }: Results): string {
  const time = (subject: Subject, measure: "forward" | "activations", network: string) =>
    number(1000 / (samples.median(subject, { measure, network }) ?? Number.NaN), 3);
  return table(
    ["milliseconds", "native", "Chromium", "Firefox", "Chromium, handed over", "Firefox, handed over"],
    PRESETS.map((network) => [
      network,
      ...[native, chromium, firefox].map((subject) => time(subject, "forward", network)),
      ...[chromium, firefox].map((subject) => time(subject, "activations", network)),
    ]),
  );
}

function growth({ ours: { chromium: subject }, flops, samples }: Results): string {
  const batches = [...new Set([...GROWING_BATCHES, ...BATCHES])].sort((one, other) => one - other);
  const rates = batches.map((batch) => samples.median(subject, stepOf("article", batch)) ?? Number.NaN);
  const byBatch = table(
    ["batch", ...batches.map(String)],
    [
      ["images a second", ...rates.map((rate) => number(rate))],
      ["milliseconds a step", ...rates.map((rate, index) => number((1000 * (batches[index] ?? 0)) / rate, 2))],
    ],
  );
  const rows = GROWN.map((grown) => {
    const network = articleLike(grown);
    const work = flops.get(network.name) ?? Number.NaN;
    const request = { measure: "step", network, batch: GROWN_BATCH } as const;
    const rate = samples.median(subject, request) ?? Number.NaN;
    const sizes = [`${grown.side}x${grown.side}`, `${6 * grown.width}, ${16 * grown.width}, 120`];
    return [
      ...sizes,
      number(work / 1e6, 2),
      number(rate),
      number(1e6 / rate, 1),
      share(shareOf(samples, subject, request, work)),
    ];
  });
  const head = [
    "picture",
    "filters",
    "MFLOP an image",
    "images a second",
    "microseconds an image",
    "share of the limit",
  ];
  return `${byBatch}\n\n${table(head, rows)}`;
}

function tabs({ tabs, epochs }: Results): string {
  const rows = tabs.map((run) => [
    `${run.browser}, ${run.workers} ${run.workers === 1 ? "worker" : "workers"}`,
    number(run.imagesPerSecond),
    number(run.toAccuracy, 1),
    number(run.toEnd, 1),
    number(run.accuracy && 100 * run.accuracy, 2),
    number(run.framesPerSecond, 1),
    `${number(run.longestTask) ?? ""}${run.tellsTasks ? "" : " (frame)"}`,
    run.painting && `${number(run.painting.median, 2) ?? ""}, ${number(run.painting.most, 2) ?? ""}`,
  ]);
  for (const [name, seconds] of epochs) {
    rows.push([name, undefined, undefined, number(seconds, 1), ...Array<undefined>(4)]);
  }
  const head = ["", "images a second", "s to 95 %", "s for 5 epochs", "accuracy, %", "frames a second"];
  return table([...head, "longest task, ms", "painting a frame, ms: median, most"], rows);
}

function beside({ ours: { chromium, all }, peers, samples, tabs }: Results): string {
  const tab = tabs.filter(({ browser }) => browser.startsWith("Chromium")).at(-1);
  const best = (batch: number): Case => ({ subject: chromium, request: stepOf("article", batch, all) });
  const latency = (subject: Subject, workers = 1) =>
    number(1000 / (samples.median(subject, { measure: "forward", network: "article", workers }) ?? Number.NaN), 3);
  const own = best(10).subject;
  const rows: (string | undefined)[][] = [
    [
      `this project, ${all} ${all === 1 ? "worker" : "workers"}, ${chromium.browser}`,
      ...PEER_BATCHES.map((batch) => number(samples.median(own, best(batch).request))),
      latency(chromium),
    ],
  ];
  for (const { subject, where, threads } of peers.present) {
    for (const workers of threads) {
      const peer = (batch: number): Case => ({ subject, request: stepOf("article", batch, workers) });
      const rate = samples.median(subject, peer(10).request) ?? Number.NaN;
      rows.push([
        [
          subject.name,
          ...(threads.length > 1 ? [`${workers} ${workers === 1 ? "thread" : "threads"}`] : []),
          where,
        ].join(", "),
        ...PEER_BATCHES.map((batch) => number(samples.median(subject, peer(batch).request))),
        latency(subject, workers),
        ...PEER_BATCHES.map((batch) => times(samples.ratio(best(batch), peer(batch)))),
        times(tab && tab.imagesPerSecond / rate),
      ]);
    }
  }
  const ratios = [...PEER_BATCHES.map((batch) => `ours is, batch ${batch}`), "the painting page is, batch 10"];
  const head = ["", ...PEER_BATCHES.map((batch) => `batch ${batch}`), "one picture, ms", ...ratios];
  const wide = rows.map((row) => [...row, ...Array<undefined>(head.length - row.length)]);
  return [table(head, wide), ...peers.absent].join("\n\n");
}
