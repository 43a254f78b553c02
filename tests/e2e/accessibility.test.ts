import { AxeBuilder } from "@axe-core/webdriverjs";
import { Key } from "selenium-webdriver";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openBrowser } from "./browsers";
import { LINE, Page } from "./page";

/** The page's states, each reached from the one before. */
const STATES: [name: string, reach: (page: Page) => Promise<void>][] = [
  ["at the start", async () => undefined],
  [
    "the recipe, a setting changed and one wrong",
    async (page) => {
      await page.click("recipe-open");
      await page.see("setting-seed");
      await page.type("setting-seed", "2");
      await page.type("setting-batch", "0");
      await page.when("it is told", () => page.has("problem-batch"), 5_000);
    },
  ],
  [
    "the network's table, with connections",
    async (page) => {
      await page.click("recipe-put-back");
      await page.click("editor-open");
      await page.see("edit-conv2-connections");
      await page.click("edit-conv2-connections");
      await page.click("connection-conv2-3-2");
    },
  ],
  [
    "a network that does not fit",
    async (page) => {
      await page.type("edit-conv2-kernel", "13");
      await page.when(
        "it is told",
        async () => (await page.attribute("editor-problem", "data-state")) === "wrong",
        5_000,
      );
    },
  ],
  [
    "a cell and a weight pinned",
    async (page) => {
      await page.click("editor-reset");
      await page.click("editor-close");
      await page.click("recipe-open");
      await page.click("map-conv2-3");
      await page.when("it is explained", async () => !Number.isNaN(await page.value("inspector")), 5_000);
      await page.click("inspector-weights");
      await page.see("update-step");
      await page.click("update-step");
      await page.when("its update is told", async () => (await page.attribute("update", "data-state")) === "told");
    },
  ],
  [
    "gradients, each map on its own scale, probabilities explained",
    async (page) => {
      await page.click("show-gradients");
      await page.choose("scale", "map");
      await page.click("probability-3");
    },
  ],
  [
    "slow motion at the loss",
    async (page) => {
      await page.click("slow-motion");
      await page.see("slow-picture-9");
      for (let stage = 0; stage < 13; stage++) await page.click("slow-next");
    },
  ],
  [
    "a table of numbers",
    async (page) => {
      await page.click("table-open");
      await page.see("table");
    },
  ],
  [
    "tested, with mistakes and histograms",
    async (page) => {
      await page.click("table-close");
      await page.click("slow-leave");
      await page.click("use-trained");
      await page.when("it is tested", async () => (await page.value("validation-accuracy")) > 0.9);
      await page.see("gallery");
      await page.click("confusion-4-9");
      await page.when("the cell is open", async () => (await page.value("gallery")) < 100, 10_000);
      await page.reveal("place-spread");
      await page.see("spread");
      await page.reveal("spread");
      await page.see("saturated-sigmoid1");
    },
  ],
  [
    "a kernel of one's own, a weight of which is too large",
    async (page) => {
      await page.reveal("place-lab");
      await page.see("lab");
      await page.choose("lab-kernel", "slant");
      await page.choose("lab-padding", "2");
      await page.type("lab-weight-0", "90");
      await page.when("it is told", async () => (await page.text("lab-wrong")) !== "", 5_000);
    },
  ],
  [
    "a picture of which a part is covered",
    async (page) => {
      await page.reveal("place-cover");
      await page.see("cover");
      await page.when("it was tried", async () => (await page.value("cover-whole-0")) > 0, 10_000);
      await page.choose("cover-rival", "3");
    },
  ],
  [
    "a drawing",
    async (page) => {
      await page.draw(
        [
          [
            [0, 0],
            [1, 0],
            [0.4, 1],
          ],
        ],
        { x: 0.2, y: 0.2, side: 0.6 },
      );
      await page.when("it is answered", async () => !Number.isNaN(await page.value("prediction")));
    },
  ],
  [
    "the tour, while it trains",
    async (page) => {
      await page.click("tour-open");
      await page.see("tour");
      for (let stop = 1; stop < 9; stop++) await page.click("tour-next");
      await page.click("tour-act");
      await page.when("it trains", async () => (await page.phase()) === "training");
    },
  ],
];

// What axe looks at does not depend on the browser: one is enough.
describe.each(["en", "zh-CN"])("axe, in %s", (language) => {
  describe.each(["light", "dark"])("and %s", (theme) => {
    let page: Page;

    beforeAll(async () => {
      page = new Page(await openBrowser("Chromium", { language }));
      await page.open();
      await page.choose("theme", theme);
    });

    afterAll(() => page.driver.quit());

    test.each(STATES)("finds nothing: %s", async (_, reach) => {
      await reach(page);
      const { violations } = await new AxeBuilder(page.driver).analyze();
      const told = violations.map(
        ({ id, nodes }) =>
          `${id}: ${nodes.map(({ html, failureSummary }) => html.slice(0, 160) + " " + failureSummary).join("\n  ")}`,
      );
      expect(told).toEqual([]);
    });
  });
});

describe.each([320, 360])("a screen of %i pixels", (width) => {
  let page: Page;

  beforeAll(async () => {
    page = new Page(await openBrowser("Chromium"));
    // A headless window has a least width; a device has none.
    const size = { width, height: 740, deviceScaleFactor: 1, mobile: true };
    await devTools(page, "Emulation.setDeviceMetricsOverride", size);
    await page.open();
  });

  afterAll(() => page.driver.quit());

  test.each(STATES)("is wide enough: %s", async (_, reach) => {
    await reach(page);
    const wider = await page.driver.executeScript<string[]>(
      `const wide = [...document.querySelectorAll("html, body, main, section, dialog, header, [role=dialog]")];
       return wide.filter((element) => {
         const { left, right } = element.getBoundingClientRect();
         return left < -0.5 || right > arguments[0] + 0.5 || (element === wide[0] && element.scrollWidth > arguments[0]);
       }).map((element) => element.outerHTML.slice(0, 120));`,
      width,
    );
    expect(wider).toEqual([]);
  });
});

describe("for everyone", () => {
  test("the keyboard finds its place again when what it was on goes", async () => {
    const page = new Page(await openBrowser("Chromium"));
    try {
      await page.open();
      const press = async (id: string) => {
        await page.driver.executeScript("arguments[0].focus()", await page.see(id));
        await page.press(Key.ENTER);
      };
      const leadsTo = (id: string) =>
        page.when(
          `the focus is on ${id}`,
          () => page.driver.executeScript<boolean>("return document.activeElement.dataset.testid === arguments[0]", id),
          5_000,
        );
      await press("slow-motion");
      await page.see("slow-picture-9");
      await press("slow-next");
      await page.when("a stage has come", async () => (await page.attribute("slow", "data-place")) === "1", 5_000);
      await press("slow-previous");
      await leadsTo("slow-next");
      await press("slow-leave");
      await leadsTo("slow-motion");
      await page.click("map-conv2-3");
      await press("inspector-weights");
      await press("update-close");
      await leadsTo("inspector");
      await press("inspector-close");
      await leadsTo("inspector");
      await page.draw(LINE, { x: 0.3, y: 0.3, side: 0.4 });
      await press("clear-drawing");
      await leadsTo("draw");
      await press("evaluate");
      await leadsTo("training");
      await press("editor-open");
      await page.see("edit-conv1-kernel");
      await page.type("edit-conv1-kernel", "4");
      await press("editor-reset");
      await leadsTo("edit-input-height");
      await press("editor-close");
      await press("recipe-open");
      await page.see("setting-seed");
      await page.type("setting-seed", "2");
      await press("put-back-seed");
      await leadsTo("setting-seed");
      await page.type("setting-seed", "2");
      await press("recipe-put-back");
      await leadsTo("recipe-settings");
      await page.type("setting-seed", "2");
      await press("recipe-apply");
      await leadsTo("recipe-settings");
      // Or the link that it makes takes the place of the next one.
      const link = () => page.driver.executeScript<string>("return location.hash");
      await page.when("it is applied", async () => (await link()).includes("seed=2"), 5_000);
      await page.driver.executeScript("location.hash = '#nonsense=1'");
      await page.driver.executeScript("arguments[0].focus()", await page.find("train"));
      await page.see("error");
      await press("dismiss");
      await leadsTo("train");
    } finally {
      await page.driver.quit();
    }
  });

  test("a phone that is turned upright has the pad first again", async () => {
    const page = new Page(await openBrowser("Chromium"));
    try {
      const turn = (width: number, height: number) =>
        devTools(page, "Emulation.setDeviceMetricsOverride", { width, height, deviceScaleFactor: 2, mobile: true });
      const top = (id: string) =>
        page.driver.executeScript<number>(
          `return document.querySelector('[data-testid="' + arguments[0] + '"]').getBoundingClientRect().top`,
          id,
        );
      await turn(360, 740);
      await page.open();
      await turn(740, 360);
      await page.when(
        "they stand side by side",
        async () => (await top("draw")) < (await top("progress")) + 200,
        5_000,
      );
      await turn(360, 740);
      await page.when("the pad is first", async () => (await top("draw")) < (await top("progress")), 5_000);
    } finally {
      await page.driver.quit();
    }
  });

  test("a phone's tour shows what it speaks of, and arrows lead a finger from cell to cell", async () => {
    const page = new Page(await openBrowser("Chromium"));
    try {
      const size = { width: 360, height: 740, deviceScaleFactor: 2, mobile: true };
      await devTools(page, "Emulation.setDeviceMetricsOverride", size);
      await devTools(page, "Emulation.setTouchEmulationEnabled", { enabled: true });
      await page.open();
      await page.click("tour-open");
      await page.see("inspector-place");
      const isOnTop = (id: string) =>
        page.driver.executeScript<boolean>(
          `const element = document.querySelector('[data-testid="' + arguments[0] + '"]');
           const { left, top, width } = element.getBoundingClientRect();
           return element.contains(document.elementFromPoint(left + width / 2, top + 30));`,
          id,
        );
      for (const id of ["map-input-0", "map-conv1-0"]) await page.when(`${id} is seen`, () => isOnTop(id), 5_000);

      // The sheet has room for numbers, too.
      const shown = () =>
        page.driver.executeScript<number>(
          `const figure = document.querySelector('[data-testid="inspector"] figure');
           return innerHeight - (figure?.getBoundingClientRect().top ?? innerHeight);`,
        );
      await page.when("numbers are seen", async () => (await shown()) > 30, 5_000);

      await page.click("tour-leave");
      const before = await page.text("inspector-place");
      const row = Number(/row (\d+)/.exec(before)?.[1]);
      await page.click("inspector-move-ArrowUp");
      const after = before.replace(`row ${row}`, `row ${row - 1}`);
      await page.when("the cell above is told", async () => (await page.text("inspector-place")) === after, 5_000);

      await page.click("map-fc1-0");
      await page.see("inspector-move-ArrowRight");
      expect(await page.has("inspector-move-ArrowUp")).toBe(false);
    } finally {
      await page.driver.quit();
    }
  });

  test("motion and colours as the system wants them", async () => {
    const page = new Page(await openBrowser("Chromium"));
    try {
      const media = (features: Record<string, string>) =>
        devTools(page, "Emulation.setEmulatedMedia", {
          features: Object.entries(features).map(([name, value]) => ({ name, value })),
        });
      await media({ "prefers-reduced-motion": "reduce", "forced-colors": "active" });
      await page.open();
      const style = (id: string, property: string) =>
        page.driver.executeScript<string>(
          `return getComputedStyle(document.querySelector('[data-testid="' + arguments[0] + '"]'))[arguments[1]]`,
          id,
          property,
        );
      // What is chosen, and how far it is, must show without colours of the page's own.
      await page.click("show-gradients");
      await page.when(
        "they are shown",
        async () => (await page.attribute("show-gradients", "aria-pressed")) === "true",
      );
      expect(await style("show-gradients", "borderTopWidth")).not.toBe(await style("show-values", "borderTopWidth"));
      expect(await style("probability-bar-0", "forcedColorAdjust")).toBe("none");
      expect(await style("train", "transitionDuration")).toBe("0s");
    } finally {
      await page.driver.quit();
    }
  });
});

/** A command of Chromium's own. */
function devTools(page: Page, command: string, value: object): Promise<unknown> {
  const driver = page.driver as unknown as { sendDevToolsCommand: (name: string, value: object) => Promise<unknown> };
  return driver.sendDevToolsCommand(command, value);
}
