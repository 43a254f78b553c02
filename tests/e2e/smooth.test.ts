import { describe, expect, test } from "vitest";
import { BROWSERS } from "./browsers";
import { visits } from "./page";
import { watchDelays } from "./processor";
import { traceTasks } from "./trace";

describe.each(BROWSERS)("training in %s", (browser) => {
  const visit = visits(browser);

  test.each([1366, 1600])("leaves the page free for twenty seconds, %i pixels wide", async (width) => {
    const page = await visit({ size: { width, height: 900 } });
    await page.when("a digit is watched", async () => !Number.isNaN(await page.value("watched")));
    const end = await (browser === "Chromium" ? traceTasks : watchDelays)(page.driver);
    await page.click("show-gradients");
    await page.click("map-conv2-3");
    await page.click("kernel-conv2-3-1");
    await page.click("train");
    await page.reveal("place-spread");
    for (const place of ["spread", "map-conv1-0", "confusion", "gallery"]) {
      await page.see(place);
      await page.reveal(place);
      await page.driver.sleep(5_000);
    }
    const times = (await end()).sort((a, b) => b - a);
    const told = `${times.length} tasks, the longest worked ${times.slice(0, 12).map(Math.round).join(", ")} ms`;
    console.log(`${browser}, ${width} pixels: 20 s of training with a pinned cell and a followed weight: ${told}`);
    if (browser === "Chromium") {
      expect(times.length).toBeGreaterThan(1_000);
      expect(times[0]).toBeLessThan(50);
    } else {
      // What the others tell of is made of several tasks; so long that a visitor would notice it is one at most.
      expect(times.filter((time) => time >= 200).length).toBeLessThanOrEqual(1);
    }
    expect(await page.value("images-seen")).toBeGreaterThan(10_000);
    await page.click("train");
  });
});
