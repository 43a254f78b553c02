import type { ServerResponse } from "node:http";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { BROWSERS, openBrowser, type Visit } from "./browsers";
import { AFTER_ONE_EPOCH, LINE, Page } from "./page";
import { host, withoutIsolation, type Host } from "./server";

/** What a bad host or line makes of an answer; `next` answers as a good one does. */
type Fault = (response: ServerResponse, next: () => void) => void;

const missing: Fault = (response) => {
  response.statusCode = 404;
  response.end();
};

const anotherPage: Fault = (response) => {
  response.setHeader("Content-Type", "text/html");
  response.end("<!doctype html><title>Welcome</title>");
};

const cutOff: Fault = (response) => {
  response.setHeader("Content-Type", "application/wasm");
  response.setHeader("Content-Length", 100_000);
  response.write(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));
  setTimeout(() => response.destroy(), 100);
};

describe.each(BROWSERS)("when the host fails %s", (browser) => {
  const faults = new Map<string, Fault>();
  let site: Host;
  let page: Page | undefined;

  beforeAll(async () => {
    site = await host(({ url = "" }, response, next) => {
      const fault = [...faults].find(([part]) => url.includes(part));
      if (fault) fault[1](response, next);
      else next();
    });
  });
  afterAll(() => site.server.close());
  afterEach(async () => {
    faults.clear();
    await page?.driver.quit();
    page = undefined;
  });

  async function arrive(visit: Visit = {}): Promise<Page> {
    const page = new Page(await openBrowser(browser, visit));
    await page.driver.get(site.address + (visit.link ?? ""));
    return page;
  }

  test("digits that did not come are asked for again, whatever was chosen meanwhile", async () => {
    faults.set("train-11", missing);
    page = await arrive();
    const told = async () => (await page?.has("error")) && (await page?.attribute("error", "data-code"));
    await page.when("it is told", async () => (await told()) === "http-status", 20_000);
    await page.choose("preset", "modern");
    await page.when("another network is there", async () => (await page?.has("layer-relu1")) === true, 5_000);
    expect(await told()).toBe("http-status");
    await page.click("dismiss");
    await page.when("it is put away", async () => (await told()) === false, 5_000);
    await page.click("train");
    await page.when("it comes back", async () => (await told()) === "http-status", 20_000);
    faults.clear();
    await page.click("retry");
    await page.when("all digits are there", async () => ((await page?.value("images-seen")) ?? 0) > 60_000, 60_000);
    expect(await told()).toBe(false);
  });

  test("a problem waits behind another, and a step asks for missing digits", async () => {
    faults.set("manifest.json", missing);
    page = await arrive();
    const code = () => page?.attribute("error", "data-code");
    await page.when("the digits are missed", async () => (await code()) === "http-status", 20_000);
    await page.driver.executeScript("location.hash = '#nonsense=1'");
    await page.when("the link is told", async () => (await code()) === "link", 5_000);
    await page.click("dismiss");
    await page.when("the digits are missed again", async () => (await code()) === "http-status", 5_000);
    await page.click("dismiss");
    await page.when("all is put away", async () => !(await page?.has("error")), 5_000);
    faults.clear();
    await page.when(
      "a step is taken",
      async () => {
        await page?.click("step");
        return ((await page?.value("images-seen")) ?? 0) > 0;
      },
      20_000,
    );
  });

  test("workers that do not come are not counted", async () => {
    let asked = false;
    faults.set("replica", (response, next) => {
      asked = true;
      missing(response, next);
    });
    page = await arrive();
    await page.when("the engine is ready", async () => (await page?.phase()) === "idle", 20_000);
    await page.choose("workers", "1");
    await page.when("there is one", async () => (await page?.value("workers")) === 1, 5_000);
    await page.choose("workers", "4");
    await page.when("more were asked for", () => Promise.resolve(asked), 5_000);
    const chosen = () => page?.driver.executeScript<string>("return arguments[0].value", page.find("workers"));
    await page.when("one is shown", async () => (await chosen()) === "1", 10_000);
  });

  test("one worker learns alone where memory cannot be shared", async () => {
    // WebKit has pages that are isolated, and yet no shared memory.
    if (browser !== "WebKit") faults.set("/", withoutIsolation);
    page = await arrive({ link: "#epochs=1", sharesMemory: false });
    await page.when("the engine is ready", async () => (await page?.phase()) === "idle", 20_000);
    await page.click("train");
    await page.when("the run is done", async () => (await page?.phase()) === "done", 60_000);
    expect(await page.has("workers")).toBe(false);
    expect(await page.has("error")).toBe(false);
    expect(await page.value("images-seen")).toBe(60_000);
    expect(await page.weights()).toBe(AFTER_ONE_EPOCH);
  });

  test("trained weights that come late do not take the place of what was learned meanwhile", async () => {
    const held: (() => void)[] = [];
    faults.set("/weights/", (_, next) => held.push(next));
    page = await arrive();
    await page.when("the engine is ready", async () => (await page?.phase()) === "idle", 20_000);
    await page.click("use-trained");
    await page.when("they are asked for", () => Promise.resolve(held.length > 0), 5_000);
    await page.click("train");
    await page.when("it learns", async () => ((await page?.value("images-seen")) ?? 0) > 1_000, 20_000);
    faults.clear();
    held.forEach((next) => next());
    await page.when("it goes on", async () => ((await page?.value("images-seen")) ?? 0) > 10_000, 20_000);
    expect(await page.phase()).toBe("training");
    expect(await page.has("error")).toBe(false);
  });

  test("trained weights are tested although the digits had not come", async () => {
    faults.set("manifest.json", missing);
    page = await arrive();
    await page.when("the digits are missed", async () => (await page?.has("error")) === true, 20_000);
    await page.click("dismiss");
    await page.when("it is put away", async () => !(await page?.has("error")), 5_000);
    faults.clear();
    await page.click("use-trained");
    await page.when("they are tested", async () => !Number.isNaN(await page?.value("validation-accuracy")), 60_000);
  });

  test("the mistakes of a kept run are there when its digits are", async () => {
    page = await arrive();
    await page.when("the engine is ready", async () => (await page?.phase()) === "idle", 20_000);
    await page.click("step");
    await page.when("it has learned", async () => ((await page?.value("images-seen")) ?? 0) > 0, 20_000);
    await page.click("evaluate");
    await page.when("it is tested", async () => !Number.isNaN(await page?.value("validation-accuracy")), 60_000);
    await page.see("gallery");
    await page.when("mistakes are there", async () => ((await page?.value("gallery")) ?? 0) > 0, 10_000);
    const mistakes = await page.value("gallery");
    const held: (() => void)[] = [];
    faults.set("/mnist/test", (_, next) => held.push(next));
    await page.driver.get("about:blank");
    await page.driver.get(site.address);
    await page.when("the run goes on", async () => (await page?.phase()) === "paused", 20_000);
    await page.see("gallery");
    expect(await page.text("gallery")).toContain("on their way");
    faults.clear();
    held.forEach((next) => next());
    await page.when("they are there again", async () => (await page?.value("gallery")) === mistakes, 20_000);
  });

  test("a list of the digits that is none is told", async () => {
    faults.set("manifest.json", anotherPage);
    page = await arrive();
    await page.when("it is told", async () => (await page?.has("error")) === true, 20_000);
    expect(await page.attribute("error", "data-code")).toBe("malformed-manifest");
  });

  test("a part of the page that did not come can be asked for again", async () => {
    faults.set("NetworkEditor", missing);
    page = await arrive();
    await page.when("the engine is ready", async () => (await page?.phase()) === "idle", 20_000);
    for (const part of ["editor", "error"]) {
      await page.click("editor-open");
      await page.when(`the ${part} is asked for`, async () => (await page?.has("error")) === true, 10_000);
      expect(await page.attribute("error", "data-code")).toBe("part");
      await page.click("dismiss");
      await page.when("it is put away", async () => !(await page?.has("error")), 5_000);
    }
  });

  test.each([
    ["missing", missing, "part"],
    ["cut off", cutOff, "part"],
    ["another file", anotherPage, "engine"],
  ] as const)("an engine that is %s is told, and asked for again", async (_, fault, code) => {
    faults.set(".wasm", fault);
    page = await arrive();
    await page.when("it is told", async () => (await page?.has("error")) === true, 20_000);
    expect([await page.attribute("error", "data-code"), await page.phase()]).toEqual([code, "failed"]);
    faults.clear();
    await page.click("retry");
    await page.when("it is there", async () => (await page?.phase()) === "idle", 20_000);
    expect(await page.has("error")).toBe(false);
  });

  const told = "return !document.getElementById('unreachable').hidden";
  test.each(["index-", "assets/en-"])("a page without its %s script says so", async (part) => {
    faults.set(part, missing);
    page = await arrive();
    await page.when("it is told", async () => (await page?.driver.executeScript(told)) === true, 20_000);
  });

  test("what is drawn before the engine is there is seen when it is", async () => {
    let there = false;
    const held: (() => void)[] = [];
    faults.set(".wasm", (_, next) => (there ? next() : held.push(next)));
    page = await arrive();
    await page.see("drawing");
    await page.draw(LINE, { x: 0.3, y: 0.3, side: 0.4 });
    expect(await page.phase()).toBe("starting");
    there = true;
    held.forEach((next) => next());
    await page.when("it is seen", async () => !Number.isNaN(await page?.value("prediction")), 20_000);
    expect(await page.text("layer-input")).toContain("your drawing");
    expect(await page.has("error")).toBe(false);
    expect(await page.driver.executeScript(told)).toBe(false);
  });
});
