import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";

test("the example trains a network of its own in Node", async () => {
  const folder = await mkdtemp(join(tmpdir(), "lenet-"));
  try {
    const example = ["examples/node/train.mjs", "data/mnist", join(folder, "weights.safetensors")];
    const { stdout } = await promisify(execFile)(process.execPath, example, { cwd: "../.." });
    expect(Number(/test accuracy: ([\d.]+)/.exec(stdout)?.[1])).toBeGreaterThan(98);
    expect(stdout).toContain("the first test digit: 7");
  } finally {
    await rm(folder, { recursive: true });
  }
});
