import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { BROWSERS, openBrowser } from "./browsers";
import { AFTER_ONE_EPOCH, Page } from "./page";
import { host, withoutIsolation, type Host } from "./server";

describe.each(BROWSERS)("once somebody has trained in %s", (browser) => {
  let site: Host;
  let page: Page | undefined;

  let isOverloaded: boolean;

  beforeEach(async () => {
    isOverloaded = false;
    site = await host((_, response, next) => {
      if (isOverloaded) response.writeHead(503).end();
      else withoutIsolation(response, next);
    });
  });
  afterEach(async () => {
    await page?.driver.quit();
    page = undefined;
    await site.server.close();
  });

  /** Whether the last of the digits is kept, which come after everything else. */
  const isKept = async () =>
    (await page?.driver.executeAsyncScript<boolean>(`
      const done = arguments[arguments.length - 1];
      (async () => {
        const { test } = await (await fetch("mnist/manifest.json")).json();
        return (await caches.match("mnist/" + test.shards.at(-1).file)) !== undefined;
      })().then(done);`)) === true;

  test("the page opens isolated from a host that does not isolate it, and without one that answers", async () => {
    const address = site.numbered;
    page = new Page(await openBrowser(browser, { sharesMemory: true }));
    await page.open("", address);
    expect(await page.driver.executeScript("return crossOriginIsolated")).toBe(false);
    expect(await page.has("workers")).toBe(false);
    expect(await isKept()).toBe(false);
    await page.click("train");
    await page.when("it trains", async () => ((await page?.value("images-seen")) ?? 0) > 0);
    await page.when("it is kept", isKept, 60_000);

    await page.open("#epochs=1", `${address}?again`);
    expect(await page.driver.executeScript("return crossOriginIsolated")).toBe(true);
    await page.choose("workers", "2");
    await page.when("there are two", async () => (await page?.value("workers")) === 2, 10_000);

    // What else is opened below its address does not take the page's place.
    await page.driver.get(`${address}mnist/manifest.json`);
    isOverloaded = true;
    await page.open("", `${address}?overloaded`);
    await page.when("digits are there", async () => !Number.isNaN(await page?.value("watched")));
    await site.server.close();
    await page.open("#epochs=1", address);
    await page.click("train");
    await page.when("the run is done", async () => (await page?.phase()) === "done", 60_000);
    expect(await page.weights()).toBe(AFTER_ONE_EPOCH);
    // What nobody has asked for before.
    await page.click("use-trained");
    await page.when("they are there", async () => (await page?.text("status"))?.includes("rained") === true, 20_000);
    await page.click("tour-open");
    await page.see("tour");
    expect(await page.has("error")).toBe(false);
  });
});
