import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { afterEach, expect, test } from "vitest";
import { announce, changes } from "./shared";

/** Runs `body` on another thread, again and again, with the numbers as `n`. */
async function others(numbers: Int32Array, body: string): Promise<void> {
  const code = `const n = require("node:worker_threads").workerData; setInterval(() => { ${body} }, 1)`;
  const worker = new Worker(code, { eval: true, workerData: numbers });
  workers.push(worker);
  await once(worker, "online");
}

const workers: Worker[] = [];
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.terminate()));
});

function shared(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(8));
}

test("a number that has changed, or does, is noticed", async () => {
  const numbers = shared();
  announce(numbers, 1, 3);
  expect(changes(numbers, 1, 0)).toBe(true);
  await others(numbers, "Atomics.add(n, 1, 1); Atomics.notify(n, 1)");
  expect(changes(numbers, 1, Atomics.load(numbers, 1))).toBe(true);
});

test("patience ends", () => {
  expect(changes(shared(), 0, 0, 5)).toBe(false);
});

test("news of an earlier change, told late, is not taken for another", async () => {
  const numbers = shared();
  await others(numbers, "Atomics.notify(n, 0)");
  expect(changes(numbers, 0, 0, 100)).toBe(false);
});
