import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openBench, serveBench, type Site } from "../../benches/suite/pages";

describe("the benchmarks' page", () => {
  let site: Site;

  beforeAll(async () => {
    site = await serveBench("www/public");
  });

  afterAll(() => site.close());

  test.each(["Firefox", "Chromium"] as const)("trains in %s, with one worker and with two", async (browser) => {
    const page = await openBench(browser, site.address);
    try {
      const layers = await page.describe("lenet5");
      expect(layers.at(-1)?.outputShape).toEqual([10]);
      for (const workers of [1, 2]) {
        expect(await page.measure({ measure: "step", batch: 10, workers, milliseconds: 100 })).toBeGreaterThan(0);
      }
      expect(await page.measure({ measure: "activations", network: "modern", milliseconds: 100 })).toBeGreaterThan(0);
    } finally {
      await page.close();
    }
  });
});
