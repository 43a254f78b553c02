import { readdirSync, readFileSync } from "node:fs";
import type { WebDriver } from "selenium-webdriver";
import type { Task } from "./trace";

/** The processes in which Firefox and WebKit run pages, as Linux knows them: by the first fifteen letters of their names. */
const PAGES = ["Isolated Web Co", "WebKitWebProces"];
/** Milliseconds between two looks at a thread. */
const INTERVAL = 2;

/**
 * Has the page note from now on when it was held up for more than 50 ms, by how late a timer is. What is returned ends that,
 * and tells of each time as if it had been one task.
 */
export async function watchDelays(driver: WebDriver): Promise<() => Promise<Task[]>> {
  const watched = watchMainThread();
  await driver.executeScript(`
    const BETWEEN = 10;
    window.delays = [];
    let last = performance.now();
    setInterval(() => {
      const now = performance.now();
      if (now - last - BETWEEN > 50) window.delays.push([last, now].map((at) => performance.timeOrigin + at));
      last = now;
    }, BETWEEN);
  `);
  return async () => {
    const work = watched();
    const delays = await driver.executeScript<[number, number][]>("return window.delays");
    return delays.map(([from, to]) => ({ took: to - from, worked: work(from, to) }));
  };
}

/**
 * Notes from now on how long the processor has worked for the main thread of the page that this process's browser shows, as
 * Linux counts it: unlike the clock, this stands still while other programs have the processor. What is returned ends that,
 * and tells it of any two moments, in milliseconds since 1970. Other systems only have the clock.
 */
function watchMainThread(): () => (from: number, to: number) => number {
  if (process.platform !== "linux") return () => (from, to) => to - from;
  const pages = descendants(process.pid).filter((pid) => PAGES.includes(nameOf(pid)));
  // Others stand by, or show what belongs to the browser.
  const [page] = pages.sort((a, b) => worked(b) - worked(a));
  if (page === undefined) throw new Error("no browser shows a page");
  const looks: { at: number; worked: number }[] = [];
  const look = () => looks.push({ at: performance.timeOrigin + performance.now(), worked: worked(page) });
  look();
  const timer = setInterval(look, INTERVAL);
  return () => {
    clearInterval(timer);
    look();
    // By the last look before and the first one after, so that no work is missed.
    return (from, to) => {
      const before = looks.findLast(({ at }) => at <= from) ?? looks[0];
      const after = looks.find(({ at }) => at >= to) ?? looks.at(-1);
      return (after?.worked ?? 0) - (before?.worked ?? 0);
    };
  };
}

/** Milliseconds that a process's main thread has worked. */
function worked(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/schedstat`, "utf8").split(" ")[0]) / 1e6;
}

function nameOf(pid: number): string {
  return readFileSync(`/proc/${pid}/comm`, "utf8").trimEnd();
}

function descendants(pid: number): number[] {
  const children = readdirSync(`/proc/${pid}/task`)
    .flatMap((thread) => readFileSync(`/proc/${pid}/task/${thread}/children`, "utf8").split(" "))
    .filter((child) => child.trim() !== "")
    .map(Number);
  return [...children, ...children.flatMap(descendants)];
}
