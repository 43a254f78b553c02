import { Key } from "selenium-webdriver";
import { describe, expect, test } from "vitest";
import { BROWSERS } from "./browsers";
import { visits, type Page } from "./page";

describe.each(BROWSERS)("the inspector in %s", (browser) => {
  const visit = visits(browser);

  async function open(): Promise<Page> {
    const page = await visit();
    await page.when("a digit is watched", async () => !Number.isNaN(await page.value("watched")));
    return page;
  }

  const kind = async (page: Page) => (await page.find("inspector")).getAttribute("data-kind");

  /** The numbers of the line that adds up to the value, the value last. */
  async function sum(page: Page): Promise<number[]> {
    const text = (await page.text("inspector-sum")).replaceAll("−", "-").replaceAll("- ", "-");
    return (text.match(/-?\d+\.\d+/g) ?? []).map(Number);
  }

  test("explains the cell under the pointer, in numbers that add up", async () => {
    const page = await open();
    expect(await page.text("inspector")).toContain("Point at");
    await page.hover("map-conv1-2", { x: 0.52, y: 0.4 });
    // On its way the pointer passes over other cells, which are explained too.
    const place = "conv1, map 3, row 10, column 13";
    await page.see("inspector-place");
    await page.when(`${place} is explained`, async () => (await page.text("inspector-place")) === place, 5_000);
    expect(await kind(page)).toBe("patches");
    const numbers = await sum(page);
    const value = numbers.pop() ?? Number.NaN;
    expect(value).toBeCloseTo(await page.value("inspector"), 2);
    expect(numbers.reduce((total, number) => total + number, 0)).toBeCloseTo(value, 6);
    // The cell itself, what it sees of the input, and what reads it: a cell of sigmoid1, one of pool1.
    expect(await outlines(page)).toBe(4);
    expect(await outlines(page, ".behind")).toBe(2);
    expect([await strands(page), await strands(page, ".behind")]).toEqual([3, 2]);

    await page.hover("map-pool1-0", { x: 0.1, y: 0.1 });
    await page.when("pooling is explained", async () => (await kind(page)) === "window", 5_000);
    await page.hover("probability-3", { x: 0.5, y: 0.5 });
    await page.when("softmax is explained", async () => (await kind(page)) === "quotient", 5_000);
    expect(await page.value("inspector")).toBeCloseTo(await page.value("probability-3"), 6);
  });

  test("lines tell which maps a map feeds: ten of C3's sixteen read S2's third", async () => {
    const page = await visit({ link: "#network=lenet5-1998" });
    await page.when("a digit is watched", async () => !Number.isNaN(await page.value("watched")));
    await page.hover("map-s2-2", { x: 0.5, y: 0.5 });
    await page.when("the cell is explained", async () => (await kind(page)) === "scaledWindow", 5_000);
    // To the activation's map, and from there to those of C3.
    await page.when("lines lead to ten", async () => (await strands(page, ".behind")) === 1 + 10, 5_000);
    await page.hover("map-c3-15", { x: 0.5, y: 0.5 });
    await page.when("the cell is explained", async () => (await kind(page)) === "patches", 5_000);
    // From the picture to all six maps of C1, map by map to S2's activation, and to the only one of C3 that reads all.
    await page.when("lines come from all six", async () => (await strands(page, ":not(.behind)")) === 5 * 6, 5_000);
  });

  test("a window slides over its map, cell by cell, and stays at the last", async () => {
    const page = await open();
    await page.click("map-pool2-3");
    await page.click("inspector-slide");
    const place = () => page.text("inspector-place");
    await page.when("it began", async () => (await place()).startsWith("pool2, map 4, row 1"), 5_000);
    // The rest of its row, and the rows below.
    await page.when("the rest is covered", async () => (await outlines(page, ".ahead")) === 2, 5_000);
    await page.when("it is through", async () => (await place()) === "pool2, map 4, row 4, column 4", 30_000);
    await page.when("nothing is covered", async () => (await outlines(page, ".ahead")) === 0, 5_000);
    expect(await page.text("inspector-slide")).toBe("Slide");
  });

  test("where the story is below the window, a strip tells of the cell and leads there", async () => {
    const page = await open();
    const map = await page.find("map-conv1-0");
    await page.driver.executeScript("scrollTo(0, 0)");
    await page.driver.actions().move({ origin: map }).perform();
    await page.when(
      "it is told",
      async () => (await page.text("inspector-strip")).startsWith("conv1, map 1, row 1"),
      5_000,
    );
    await page.driver.actions().click().perform();
    await page.when("it is pinned", () => page.has("inspector-show"), 5_000);
    await (await page.find("inspector-show")).click();
    await page.when("the story is in the window", async () => (await page.text("inspector-strip")) === "", 5_000);
    await page.driver.executeScript("scrollTo(0, 0)");
    const kernel = await page.find("kernel-conv1-0-0");
    await page.driver.actions().move({ origin: kernel }).click().perform();
    await page.when(
      "a weight's story is told of",
      async () => (await page.text("inspector-strip")).startsWith("How this weight learns"),
      5_000,
    );
  });

  test("works by keyboard alone, and a pinned cell follows the training", async () => {
    const page = await open();
    const focused = () =>
      page.driver.executeScript<string | null>(`return document.activeElement?.dataset.testid ?? null`);
    for (let stops = 0; (await focused()) !== "cells-conv2"; stops++) {
      expect(stops).toBeLessThan(40);
      await page.press(Key.TAB);
    }
    await page.press(Key.ARROW_RIGHT, Key.ARROW_RIGHT, Key.ARROW_DOWN, Key.PAGE_DOWN, Key.PAGE_DOWN, Key.PAGE_DOWN);
    await page.when(
      "the cell is explained",
      async () => (await page.text("inspector-place")) === "conv2, map 4, row 2, column 3",
      5_000,
    );
    expect(await page.spoken()).toContain("map 4, row 2, column 3");
    const numbers = await sum(page);
    expect(numbers).toHaveLength(8);

    await page.press(Key.ENTER);
    await page.when("it is pinned", async () => (await page.value("inspector-course")) === 1, 5_000);
    const before = await page.value("inspector");
    // Pointing elsewhere does not take it away.
    await page.press(Key.ARROW_DOWN);
    await page.click("step");
    await page.when("its value changes", async () => (await page.value("inspector")) !== before, 10_000);
    expect(await page.text("inspector-place")).toBe("conv2, map 4, row 2, column 3");
    expect(await page.value("inspector-course")).toBe(2);

    await page.press(Key.ESCAPE);
    await page.when("it is let go", async () => (await page.text("inspector")).includes("Point at"), 5_000);
    expect(await outlines(page)).toBe(0);
  });
});

/** How many outlines lie over the maps. */
const outlines = (page: Page, which = "") => count(page, `[data-testid="outline"]${which}`);

/** How many lines join them. */
const strands = (page: Page, which = "") => count(page, `[data-testid="strands"] path${which}`);

function count(page: Page, selector: string): Promise<number> {
  return page.driver.executeScript<number>("return document.querySelectorAll(arguments[0]).length", selector);
}
