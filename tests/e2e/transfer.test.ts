import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BROWSERS, openBrowser } from "./browsers";
import { Page } from "./page";
import { host, type Host } from "./server";

/** The page without digits and trained weights. */
const MOST_BYTES = 200_000;
/** Milliseconds without a request after which the page has all that it wants. */
const QUIET = 1000;

// WebKit takes the smaller of a file's two compressions only from a host with a certificate, which there is none of here.
describe.each(BROWSERS.filter((name) => name !== "WebKit"))("a first visit in %s", (browser) => {
  let site: Host;
  /** What was sent by address: its bytes, headers included. */
  const sent = new Map<string, number>();
  let last = 0;

  beforeAll(async () => {
    site = await host();
    site.server.httpServer.on("request", ({ url = "", socket }, response) => {
      const before = socket.bytesWritten;
      last = Date.now();
      response.on("close", () => {
        last = Date.now();
        sent.set(url, (sent.get(url) ?? 0) + socket.bytesWritten - before);
      });
    });
  });

  afterAll(() => site.server.close());

  test("is light", async () => {
    const driver = await openBrowser(browser);
    try {
      const page = new Page(driver);
      await page.open("", site.address);
      await page.when("a digit is watched", async () => !Number.isNaN(await page.value("watched")));
      await page.when("nothing more is fetched", () => Promise.resolve(Date.now() - last > QUIET));
    } finally {
      await driver.quit();
    }
    const own = [...sent].filter(([url]) => !/^\/(mnist|weights)\//.test(url)).sort(([, a], [, b]) => b - a);
    const total = own.reduce((sum, [, bytes]) => sum + bytes, 0);
    console.log(`${browser}: ${total} bytes\n${own.map(([url, bytes]) => `${bytes} ${url}`).join("\n")}`);
    expect(own.some(([url]) => url.endsWith(".wasm"))).toBe(true);
    expect(total).toBeLessThanOrEqual(MOST_BYTES);
  });
});
