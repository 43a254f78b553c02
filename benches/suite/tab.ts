import { By, until, type WebDriver } from "selenium-webdriver";
import { openBrowser, type BrowserName } from "../../tests/e2e/browsers";
import { browserVersion } from "./pages";
import { medianOf } from "./samples";

/** How one run of the real page went, with its maps painted all the while. */
export interface TabRun {
  browser: string;
  workers: number;
  /** As the page says it, the median of what it said. */
  imagesPerSecond: number;
  framesPerSecond: number;
  /** The main thread's longest task, in milliseconds; where the browser does not tell, the longest wait for a frame. */
  longestTask: number;
  /** Whether `longestTask` is a task. */
  tellsTasks: boolean;
  /** Milliseconds that a frame's painting took, in the middle and at most; undefined where the page does not mark it. */
  painting?: { median: number; most: number };
  /** Seconds from the click until the test accuracy stood at 95 %; undefined if that was not reached. */
  toAccuracy?: number;
  /** Seconds from the click to the end of the recipe's epochs, their tests included; undefined if it was cut short. */
  toEnd?: number;
  /** Share of right answers in the last test. */
  accuracy?: number;
}

interface Record {
  seconds: number;
  frames: number;
  longestTask: number;
  longestFrame: number;
  tellsTasks: boolean;
  rates: number[];
  paints: number[];
  /** Seconds from the click, and the accuracy. */
  tests: [number, number][];
  done: boolean;
}

/** The page's own name for a frame's painting, by the Performance API. */
const PAINT = "paint";

/** Runs in the page: watches a run from the click on, without asking for anything, and says how it went. */
function watch(mostSeconds: number, paint: string, finish: (record: Record) => void): void {
  const find = (id: string) => document.querySelector<HTMLElement>(`[data-testid="${id}"]`);
  const valueOf = (id: string) => find(id)?.dataset.value ?? "";
  const tellsTasks = PerformanceObserver.supportedEntryTypes.includes("longtask");
  const record: Record = {
    seconds: 0,
    frames: 0,
    longestTask: 0,
    longestFrame: 0,
    tellsTasks,
    rates: [],
    paints: [],
    tests: [],
    done: false,
  };
  const observe = (type: string, note: (entry: PerformanceEntry) => void) =>
    new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type });
  if (tellsTasks) {
    observe("longtask", ({ duration }) => (record.longestTask = Math.max(record.longestTask, duration)));
  }
  observe("measure", ({ name, duration }) => name === paint && record.paints.push(duration));
  find("train")?.click();
  const began = performance.now();
  let last = began;
  const frame = (): void => {
    const now = performance.now();
    record.seconds = (now - began) / 1000;
    record.frames++;
    record.longestFrame = Math.max(record.longestFrame, now - last);
    last = now;
    const phase = valueOf("status");
    const rate = Number(valueOf("images-per-second"));
    if (phase === "training" && rate > 0 && rate !== record.rates.at(-1)) record.rates.push(rate);
    const accuracy = Number(valueOf("validation-accuracy"));
    if (accuracy > 0 && accuracy !== record.tests.at(-1)?.[1]) record.tests.push([record.seconds, accuracy]);
    record.done = phase === "done";
    if (record.done || phase === "failed" || record.seconds > mostSeconds) finish(record);
    else requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}

/** Opens the built page, sets its workers, and trains by the article's recipe; to its end, or so many seconds. */
export async function runTab(
  browser: BrowserName,
  address: string,
  workers: number,
  mostSeconds: number,
): Promise<TabRun> {
  const driver = await openBrowser(browser);
  try {
    await driver.manage().setTimeouts({ script: (mostSeconds + 60) * 1000 });
    await driver.get(address);
    await setWorkers(driver, workers);
    const { seconds, rates, paints, tests, ...record } = (await driver.executeAsyncScript(
      `(${watch.toString()})(...arguments);`,
      mostSeconds,
      PAINT,
    )) as Record;
    const reached = await valueOf(driver, "workers");
    if (reached !== String(workers)) throw new Error(`the page trained on ${reached} workers, not ${workers}`);
    return {
      browser: await browserVersion(driver),
      workers,
      imagesPerSecond: medianOf(rates),
      framesPerSecond: record.frames / seconds,
      longestTask: record.tellsTasks ? record.longestTask : record.longestFrame,
      tellsTasks: record.tellsTasks,
      painting: paints.length > 0 ? { median: medianOf(paints), most: Math.max(...paints) } : undefined,
      toAccuracy: tests.find(([, accuracy]) => accuracy >= 0.95)?.[0],
      toEnd: record.done ? seconds : undefined,
      accuracy: tests.at(-1)?.[1],
    };
  } finally {
    await driver.quit();
  }
}

async function setWorkers(driver: WebDriver, workers: number): Promise<void> {
  await driver.wait(until.elementLocated(By.css('[data-testid="map-conv1-0"]')), 30_000);
  await driver.wait(async () => (await valueOf(driver, "status")) === "idle", 30_000, "the page did not start");
  const chosen = By.css(`[data-testid="workers"] option[value="${workers}"]`);
  await driver.findElement(chosen).click();
  await driver.wait(
    async () => (await valueOf(driver, "workers")) === String(workers),
    30_000,
    `there are no ${workers} workers`,
  );
}

async function valueOf(driver: WebDriver, id: string): Promise<string> {
  return (await driver.findElement(By.css(`[data-testid="${id}"]`)).getAttribute("data-value")) ?? "";
}
