import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { cpus, loadavg, release, type } from "node:os";
import { BROWSERS } from "../../tests/e2e/browsers";
import display from "../../tests/e2e/display";
import { articleLike, casesOf, GROWN, PRESETS, type Ours } from "./cases";
import { flopsOf } from "./flops";
import { openBench, serveBench, serveFolder } from "./pages";
import { startPeers } from "./peers";
import { report } from "./report";
import { nameOf } from "./request";
import { progress, Samples } from "./samples";
import { startProcess, type Subject } from "./subject";
import { runTab, type TabRun } from "./tab";

const DATA = "data/mnist";
/** The digits, the limit's module and the peers', for the page. */
const PUBLIC = "target/bench/public";
const NOTE = "docs/performance.md";
/** Between these lines of the note stands the last report. */
const MARKS = ["<!-- the report begins -->", "<!-- the report ends -->"] as const;

/** How long everything takes. */
const FULL = { warmUp: 4000, rounds: 5, milliseconds: 1000, tabSeconds: 300, epochs: true };
const QUICK = { warmUp: 500, rounds: 1, milliseconds: 150, tabSeconds: 5, epochs: false };

/** Measures, prints the report, and with `--write` puts it into the note. `--quick` is a short round to see that all works. */
export async function main(options: string[]): Promise<void> {
  const unknown = options.find((option) => option !== "--quick" && option !== "--write");
  if (unknown) throw new Error(`${unknown} is not an option: there are --quick and --write`);
  const plan = options.includes("--quick") ? QUICK : FULL;
  const text = await measure(plan);
  console.log(text);
  if (options.includes("--write")) {
    const note = readFileSync(NOTE, "utf8");
    const [before, after] = [note.indexOf(MARKS[0]), note.indexOf(MARKS[1])];
    if (before < 0 || after < before) throw new Error(`${NOTE} has no place for the report: ${MARKS.join(", ")}`);
    writeFileSync(NOTE, `${note.slice(0, before) + MARKS[0]}\n\n${text}\n${note.slice(after)}`);
  }
}

async function measure(plan: typeof FULL): Promise<string> {
  const open = new Set<{ close(): Promise<void> }>();
  const keep = <T extends { close(): Promise<void> }>(opened: T): T => {
    open.add(opened);
    return opened;
  };
  try {
    const { address } = keep(await serveBench(PUBLIC));
    progress("starting the browsers");
    const native = keep(await startProcess("target/release/lenet-bench", DATA));
    const chromium = keep(await openBench("Chromium", address));
    const firefox = keep(await openBench("Firefox", address));
    const peers = await startPeers(address, DATA);
    for (const { subject } of peers.present) keep(subject);
    // A batch is shared out among 1, 2 or 4.
    const ours: Ours = { native, chromium, firefox, all: [4, 2].find((count) => count <= chromium.cores) ?? 1 };
    const conditions = conditionsOf(plan, ours);
    const flops = new Map<string, number>();
    for (const network of [...PRESETS, ...GROWN.map(articleLike)]) {
      flops.set(nameOf(network), flopsOf(await chromium.describe(network)));
    }
    await warmUp([chromium, firefox, ...peers.present.map(({ subject }) => subject)], ours.all, plan.warmUp);
    const samples = new Samples();
    await samples.take(casesOf(ours, peers), plan.rounds, plan.milliseconds);
    // What is measured next has the machine to itself.
    for (const page of [chromium, firefox]) {
      open.delete(page);
      await page.close();
    }
    const tabs = await runTabs(ours.all, plan.tabSeconds);
    const epochs = new Map<string, number>();
    for (const { subject } of peers.present.filter((peer) => peer.epochs && plan.epochs)) {
      progress(`the article's epochs: ${subject.name}`);
      epochs.set(subject.name, await subject.measure({ measure: "epochs", milliseconds: 0 }));
    }
    progress("");
    return report({ conditions, ours, flops, peers, samples, tabs, epochs });
  } finally {
    await Promise.allSettled([...open].map((opened) => opened.close()));
  }
}

function conditionsOf(plan: typeof FULL, { chromium, firefox }: Ours): string[] {
  const machine = `${cpus()[0]?.model ?? "processor unknown"}, ${cpus().length} cores; ${type()} ${release()}`;
  const load = loadavg()[0]?.toFixed(2) ?? "";
  return [
    `${new Date().toISOString().slice(0, 10)}, commit ${output("git", "rev-parse", "--short", "HEAD")}`,
    machine,
    `${chromium.browser}, ${firefox.browser}, Node ${process.version.slice(1)}, ${output("rustc", "--version")}`,
    `rounds: ${plan.rounds}, with ${plan.milliseconds} ms a figure; the machine's load before: ${load}`,
  ];
}

/** Browsers compile hot code while it runs, a large module for seconds. */
async function warmUp(subjects: Subject[], all: number, milliseconds: number): Promise<void> {
  for (const subject of subjects) {
    progress(`warming up: ${subject.name}`);
    for (const workers of [1, all]) await subject.measure({ measure: "step", workers, batch: 10, milliseconds });
  }
}

/** The built page, in each browser, with one worker and with all. */
async function runTabs(all: number, mostSeconds: number): Promise<TabRun[]> {
  const site = await serveFolder("dist");
  const endDisplay = await display();
  const runs: TabRun[] = [];
  try {
    for (const browser of BROWSERS) {
      for (const workers of new Set([1, all])) {
        progress(`the page in ${browser}, ${workers} of ${all} workers`);
        runs.push(await runTab(browser, site.address, workers, mostSeconds));
      }
    }
  } finally {
    await site.close();
    endDisplay?.();
  }
  return runs;
}

function output(command: string, ...parameters: string[]): string {
  return execFileSync(command, parameters, { encoding: "utf8" }).trim();
}
