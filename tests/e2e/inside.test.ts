import { Key } from "selenium-webdriver";
import { describe, expect, test } from "vitest";
import { BROWSERS } from "./browsers";
import { visits, type Page } from "./page";

describe.each(BROWSERS)("looking inside in %s, by keyboard alone", (browser) => {
  const visit = visits(browser);

  async function open(): Promise<Page> {
    const page = await visit();
    await page.when("a digit is watched", async () => !Number.isNaN(await page.value("watched")));
    return page;
  }

  /** Tabs, or tabs back, until an element has the focus. */
  async function tabTo(page: Page, id: string, back = false): Promise<void> {
    const focused = () =>
      page.driver.executeScript<string | null>("return document.activeElement?.dataset.testid ?? null");
    for (let stops = 0; (await focused()) !== id; stops++) {
      if (stops > 60) throw new Error(`no Tab leads to ${id}`);
      if (back) await page.driver.actions().keyDown(Key.SHIFT).sendKeys(Key.TAB).keyUp(Key.SHIFT).perform();
      else await page.press(Key.TAB);
    }
  }

  test("a cell of conv2 is read and pinned, one of its weights followed through a step", async () => {
    const page = await open();
    await tabTo(page, "cells-conv2");
    await page.press(Key.ARROW_RIGHT, Key.ARROW_DOWN, Key.PAGE_DOWN);
    await page.when(
      "the cell is explained",
      async () => (await page.text("inspector-place")) === "conv2, map 2, row 2, column 2",
      5_000,
    );
    await page.press(Key.ENTER);
    await page.when("it is pinned", async () => (await page.value("inspector-course")) === 1, 5_000);
    const value = await page.value("inspector");

    await tabTo(page, "inspector-weights");
    await page.press(Key.ARROW_RIGHT, Key.ARROW_DOWN, Key.ARROW_DOWN, Key.ENTER);
    await page.when("the weight is followed", () => page.has("update-value"), 5_000);
    expect(await page.text("update-place")).toBe("conv2, kernel of map 2 on input map 1, row 3, column 2");
    const old = await page.value("update-value");

    await tabTo(page, "update-step");
    await page.press(Key.ENTER);
    await page.when("its update is told", async () => (await page.attribute("update", "data-state")) === "told", 5_000);
    await checkUpdate(page, old);
    expect(await page.value("images-seen")).toBe(10);
    expect(await page.value("inspector-course")).toBe(2);
    expect(await page.value("inspector")).not.toBe(value);

    // The next step goes on from there.
    const after = await page.value("update-after");
    await page.press(Key.ENTER);
    await page.when("the next update is told", async () => (await page.value("update-before")) === after, 5_000);
    await checkUpdate(page, after);

    await page.press(Key.ESCAPE);
    await page.when("all is let go", async () => !(await page.has("update")), 5_000);
  });

  test("all weights of a fully connected unit are a picture, of which each can be followed", async () => {
    const page = await open();
    await tabTo(page, "cells-fc1");
    await page.press(Key.ARROW_DOWN, Key.ENTER);
    await page.when("the unit is explained", () => page.has("inspector-weights"), 5_000);
    await tabTo(page, "inspector-weights");
    // 120 inputs in rows of twenty.
    await page.press(Key.ARROW_RIGHT, Key.ARROW_RIGHT, Key.ARROW_DOWN, Key.ENTER);
    await page.when("the weight is followed", () => page.has("update-value"), 5_000);
    expect(await page.text("update-place")).toBe("fc1, weight from input 23 to unit 2");

    const place = () => page.text("update-place");
    await page.click("inspector-weights-0");
    await page.when("the one in the middle is", async () => !(await place()).includes("input 23 "), 5_000);
    expect(await place()).toMatch(/^fc1, weight from input (50|51|70|71) to unit 2$/);
    const old = await page.value("update-value");
    await page.click("update-step");
    await page.when("its update is told", async () => (await page.attribute("update", "data-state")) === "told", 5_000);
    await checkUpdate(page, old);
  });

  test.each([
    ["AdamW under a schedule", "#network=modern", "adam", 64],
    [
      "momentum under a schedule, with weight decay",
      "#network=lenet5&schedule=one_cycle&weightDecay=0.01",
      "momentum",
      10,
    ],
  ])("an update is told by the rule of the recipe: %s", async (_, link, rule, batch) => {
    const page = await visit({ link });
    await page.when("a digit is watched", async () => !Number.isNaN(await page.value("watched")));
    await page.click("kernel-conv2-3-1");
    await page.when("the weight is followed", () => page.has("update-value"), 5_000);
    let old = await page.value("update-value");
    const rates: number[] = [];
    for (const step of [1, 2, 3]) {
      await page.click("update-step");
      await page.when("it is told", async () => (await page.attribute("update", "data-step")) === String(step), 5_000);
      const { after, rate } = await checkUpdate(page, old);
      rates.push(rate);
      old = after;
    }
    expect(await page.value("images-seen")).toBe(3 * batch);
    expect(await page.has("update-velocity")).toBe(rule === "momentum");
    // The schedule lets it rise.
    expect(rates).toEqual(rates.toSorted((a, b) => a - b));
    expect(new Set(rates).size).toBe(3);

    // While the training goes on, each update that is shown is one step's.
    await page.click("train");
    for (let seen = 0, last = 3; seen < 5; seen++) {
      const step = async () => Number(await page.attribute("update", "data-step"));
      await page.when("it is told anew", async () => (await step()) > last, 20_000);
      last = await step();
      await checkUpdate(page);
    }
  });

  test("gradients take the values' place, on maps and kernels", async () => {
    const page = await open();
    const before = await Promise.all(["map-conv1-0", "map-fc2-0"].map((id) => page.picture(id)));
    await tabTo(page, "step");
    await page.press(Key.ENTER);
    await page.when("a step is taken", async () => (await page.value("images-seen")) === 10);
    const kernel = await settled(page, "kernel-conv2-15-5");
    await tabTo(page, "show-gradients");
    await page.press(Key.ENTER);
    await page.when("the maps change", async () => (await page.picture("map-conv1-0")) !== before[0], 5_000);
    await page.when("the kernels change", async () => (await page.picture("kernel-conv2-15-5")) !== kernel, 5_000);
    // Of the logits' gradients the greatest is below 1: a probability.
    expect(Math.abs(await page.value("legend-fc2"))).toBeLessThan(1);
    await tabTo(page, "show-values", true);
    await page.press(Key.ENTER);
    await page.when("the values are back", async () => (await page.picture("kernel-conv2-15-5")) === kernel, 5_000);
  });

  test("slow motion tells a real step, stage by stage and by itself", async () => {
    const page = await open();
    await tabTo(page, "slow-motion");
    await page.press(Key.ENTER);
    await page.see("slow-picture-9");
    const weights = await page.attribute("weights", "data-value");
    await tabTo(page, "slow-next");
    const kinds: string[] = [];
    const scales: string[] = [];
    // 11 layers and softmax forward, 11 back; the batch, the loss and the update.
    for (let stage = 1; stage <= 25; stage++) {
      await page.press(Key.ENTER);
      await page.when(
        "the stage comes",
        async () => (await page.attribute("slow", "data-place")) === String(stage),
        5_000,
      );
      kinds.push(await page.attribute("slow", "data-value"));
      scales.push(await page.attribute("legend-fc2", "aria-label"));
      if (stage < 25) expect(await page.value("images-seen")).toBe(0);
    }
    expect(kinds.filter((kind) => kind === "forward")).toHaveLength(12);
    expect(kinds.slice(12)).toEqual(["loss", ...Array<string>(11).fill("backward"), "update"]);
    // The scale is that of what the maps show: values, then gradients.
    expect(new Set(scales.slice(0, 13)).size).toBe(1);
    expect(scales[13]).not.toBe(scales[12]);
    await page.when("the step was taken", async () => (await page.value("images-seen")) === 10, 5_000);
    expect(await page.attribute("weights", "data-value")).not.toBe(weights);

    // By itself, faster and faster, up to full speed.
    await tabTo(page, "slow-speed");
    await page.press(...Array<string>(5).fill(Key.ARROW_RIGHT));
    await tabTo(page, "slow-play", true);
    await page.press(Key.ENTER);
    await page.when("steps follow one another", async () => (await page.value("images-seen")) >= 30, 20_000);
    await tabTo(page, "slow-speed");
    await page.press(Key.ARROW_RIGHT);
    await page.when("it trains at full speed", async () => (await page.value("images-seen")) > 2_000, 20_000);
    await page.press(Key.ARROW_LEFT);
    await page.when("it slows down again", async () => (await page.phase()) === "paused", 5_000);
    await tabTo(page, "slow-leave");
    await page.press(Key.ENTER);
    await page.when("the test digit is back", async () => (await page.text("watched")).includes("test digit"), 5_000);
  });

  test("a cell of the confusion matrix opens its digits, and one of them is watched", async () => {
    const page = await open();
    await tabTo(page, "use-trained");
    await page.press(Key.ENTER);
    await page.when("it is tested", async () => (await page.value("validation-accuracy")) > 0.9);
    await page.see("gallery");
    await page.when("the mistakes are there", async () => (await page.value("gallery")) > 0, 10_000);
    const wrong = Math.round((1 - (await page.value("validation-accuracy"))) * 10_000);
    expect(await page.value("gallery")).toBe(wrong);
    const count = await page.value("confusion-1-1");
    await focusCell(page);
    await page.press(Key.ARROW_DOWN, Key.ARROW_RIGHT);
    // Zeros answered as one are not there: the keys pass over empty cells.
    await page.press(Key.HOME);
    const cell = await page.driver.executeScript<{ label: number; answer: number; count: number }>(`
      const { label, answer } = document.activeElement.dataset;
      return { label: Number(label), answer: Number(answer), count: Number(document.activeElement.textContent) };
    `);
    expect(cell.count).toBeGreaterThan(0);
    await page.press(Key.ENTER);
    await page.when("its digits are there", async () => (await page.value("gallery")) === cell.count, 5_000);
    expect(count).toBeGreaterThan(1_000);
    await page.press(Key.TAB, Key.TAB, Key.ENTER);
    await page.when("the digit is watched", async () => (await page.value("watched")) === cell.label, 5_000);
  });

  /** Tabs to the matrix's one stop. */
  async function focusCell(page: Page): Promise<void> {
    for (let stops = 0; stops < 60; stops++) {
      if (await page.driver.executeScript<boolean>("return document.activeElement?.dataset.answer !== undefined"))
        return;
      await page.press(Key.TAB);
    }
    throw new Error("no Tab leads to the confusion matrix");
  }

  test("the tour goes through ten stops, and can be left and returned to", async () => {
    const page = await open();
    await tabTo(page, "tour-open", true).catch(() => tabTo(page, "tour-open"));
    await page.press(Key.ENTER);
    await page.see("tour");
    const stops: string[] = [];
    for (let stop = 0; stop < 10; stop++) {
      await page.when("the stop comes", async () => !stops.includes(await page.attribute("tour", "data-value")), 5_000);
      stops.push(await page.attribute("tour", "data-value"));
      if (stop === 2)
        await page.when("a window is shown", async () => (await page.text("inspector-place")).includes("pool1"), 5_000);
      if (stop === 3) await page.when("a weight is followed", () => page.has("update"), 5_000);
      if (stop === 4) {
        // Left by Escape, returned to where it was.
        await page.press(Key.ESCAPE);
        await page.when("it is gone", async () => !(await page.has("tour")), 5_000);
        await page.press(Key.ENTER);
        await page.see("tour");
        expect(await page.attribute("tour", "data-value")).toBe(stops[4]);
      }
      if (stop === 6)
        await page.when(
          "it is slow motion",
          async () => (await page.attribute("slow", "data-value")) === "loss",
          10_000,
        );
      if (stop === 6) {
        // So does the button by which it came.
        await page.click("tour-open");
        await page.when("slow motion is left, too", async () => !(await page.has("slow")), 5_000);
        await page.click("tour-open");
        await page.when("it is back", () => page.has("slow"), 10_000);
      }
      if (stop === 7) {
        await tabTo(page, "tour-act");
        await page.press(Key.ENTER);
        await page.when("the step is taken", async () => (await page.value("images-seen")) === 10, 30_000);
      }
      await tabTo(page, "tour-next");
      await page.press(Key.ENTER);
    }
    expect(new Set(stops).size).toBe(10);
    await page.when("it is over", async () => !(await page.has("tour")), 5_000);
    expect(await page.has("slow")).toBe(false);
  });
});

/** A canvas's picture once it has been painted: it is only while it is in sight. */
async function settled(page: Page, id: string): Promise<string> {
  let picture = await page.picture(id);
  await page.when(`${id} is painted`, async () => {
    const before = picture;
    await page.driver.sleep(300);
    picture = await page.picture(id);
    return picture === before;
  });
  return picture;
}

/**
 * The terms on the page give the new weight, in single precision, bit for bit.
 *
 * @returns the new weight, and the learning rate.
 */
async function checkUpdate(page: Page, old?: number): Promise<{ after: number; rate: number }> {
  // All at one moment: another step may be on its way. As text: on its way a number may lose its last bit.
  const terms = await page.driver.executeScript<Partial<Record<string, string>>>(`
    const terms = [...document.querySelectorAll('[data-testid="update"] [data-value]')];
    return Object.fromEntries(terms.map(({ dataset }) => [dataset.testid.slice("update-".length), dataset.value]));
  `);
  const { fround, sqrt } = Math;
  const term = (name: string) => Number(terms[name]);
  const times = (...factors: string[]) => factors.map(term).reduce((product, factor) => fround(product * factor));
  const [before, rate, gradient, after] = [term("before"), term("rate"), term("gradient"), term("after")];
  if (old !== undefined) expect(before).toBe(old);
  let moved: number;
  if ("velocity" in terms) {
    expect(term("velocity")).toBe(fround(times("momentum", "velocityBefore") + gradient));
    moved = times("rate", "velocity");
  } else {
    const difference = fround(gradient - term("meanBefore"));
    expect(term("mean")).toBe(fround(term("meanBefore") + fround(term("fresh") * difference)));
    const square = fround(term("freshSquare") * fround(gradient * gradient));
    expect(term("square")).toBe(fround(times("keptSquare", "squareBefore") + square));
    const root = fround(fround(fround(sqrt(term("square"))) / term("spread")) + term("epsilon"));
    moved = fround(term("size") * fround(term("mean") / root));
  }
  if ("kept" in terms) expect(term("kept")).toBe(fround(1 - times("rate", "weightDecay")));
  const kept = "kept" in terms ? times("before", "kept") : before;
  expect(after).toBe(fround(kept - moved));
  return { after, rate };
}
