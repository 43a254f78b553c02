import { describe, expect, test } from "vitest";
import { BROWSERS } from "./browsers";
import { visits, type Page } from "./page";

/**
 * The weights' SHA-256 after five epochs from seed 1, by each network's own recipe: what `lenet train --network NAME
 * --epochs 5 --seed 1` reports natively, too. Whoever changes the arithmetic changes them, and says why.
 */
const WEIGHTS = [
  ["lenet5", "1f65278f822d2ad916ac96fc4fd12460c06e6c6a2b0661b342f63ce7faf99288"],
  ["lenet5-1998", "816537aa190aa2ed9af78281cf8f997c326b5aa60a40049931379b6cab5ec393"],
  ["modern", "4a0ebdf8f7aa65e8a24c39f25ecdbe8125c141eeee52a3c55c5e9c6f19354244"],
] as const;

describe.each(BROWSERS)("the networks in %s", (browser) => {
  const open = visits(browser);

  test("LeNet-5 of 1998 trains, and tells how its units get their values", async () => {
    const page = await open();
    await page.when("a digit is watched", async () => !Number.isNaN(await page.value("watched")));
    await page.choose("preset", "lenet5-1998");
    await page.see("map-output-0");
    const before = await page.picture("map-c3-0");
    await page.click("train");
    await page.when("a hundred batches are through", async () => (await page.value("images-seen")) > 1_000);
    await page.click("train");
    await page.when("it pauses", async () => (await page.phase()) === "paused", 5_000);
    await page.when("C3 has changed", async () => (await page.picture("map-c3-0")) !== before, 5_000);
    // 60 of 96 kernels, by the table.
    await page.see("kernel-c3-15-5");
    expect(await page.has("kernel-c3-0-3")).toBe(false);
    const kernels = "return document.querySelectorAll('[data-testid^=kernel-c3-]').length";
    expect(await page.driver.executeScript<number>(kernels)).toBe(60);

    const explained = async (id: string, kind: string) => {
      await page.hover(id, { x: 0.5, y: 0.5 });
      await page.when(
        `${id} is explained`,
        async () => (await page.attribute("inspector", "data-kind")) === kind,
        5_000,
      );
      const numbers = (await page.text("inspector-sum")).replaceAll("−", "-").match(/-?\d+\.\d+/g) ?? [];
      expect(Number(numbers.at(-1))).toBeCloseTo(await page.value("inspector"), 2);
    };
    await explained("map-s2-0", "scaledWindow");
    await explained("map-c3-0", "patches");
    await explained("map-output-0", "distance");
    expect(await page.has("inspector-bitmap-2")).toBe(true);
  });

  test("the article's walk has its sizes and its recipe", async () => {
    const page = await open();
    await page.choose("preset", "lenet5");
    await page.when("it is there", async () => (await page.text("layer-conv1")).includes("= 28"));
    expect(await page.text("layer-input")).toContain("1 × 32 × 32");
    expect(await page.text("layer-conv3")).toContain("48,120");
    await page.click("step");
    await page.when("the step is done", async () => (await page.value("images-seen")) === 10);
    expect(await page.value("loss")).toBeGreaterThan(1);
  });

  test("networks change places at rest, with their kernels, and outlines where a pinned unit looks", async () => {
    const page = await open();
    await page.when("a digit is watched", async () => !Number.isNaN(await page.value("watched")));
    await page.click("probability-3");
    for (const [network, layer] of [
      ["lenet5-1998", "c1"],
      ["modern", "conv1"],
      ["lenet5-1998", "c1"],
      ["article", "conv1"],
    ] as const) {
      await page.choose("preset", network);
      await page.when(`${network} has its kernels`, () => page.has(`kernel-${layer}-0-0`), 5_000);
      await page.when(`the maps of ${layer} are outlined`, () => isOutlined(page, layer), 5_000);
    }
  });

  test.each(WEIGHTS)("five epochs of %s end with the same weights as natively", async (network, weights) => {
    const page = await open({ link: `#network=${network}&epochs=5` });
    await page.click("train");
    await page.when("the run is done", async () => (await page.phase()) === "done", 280_000);
    console.log(`${browser}: ${network}, accuracy ${await page.value("validation-accuracy")} after five epochs`);
    expect(await page.weights()).toBe(weights);
  });
});

/** Whether an outline is as wide as a layer's maps, where these are. */
function isOutlined(page: Page, layer: string): Promise<boolean> {
  return page.driver.executeScript<boolean>(
    `const maps = [...document.querySelectorAll('[data-testid^="map-' + arguments[0] + '-"]')];
     const boxes = maps.map((map) => map.getBoundingClientRect());
     const left = Math.min(...boxes.map((box) => box.left));
     const right = Math.max(...boxes.map((box) => box.right));
     return [...document.querySelectorAll('[data-testid="outline"]')].some((outline) => {
       const box = outline.getBoundingClientRect();
       return Math.abs(box.left - left) < 3 && Math.abs(box.right - right) < 3;
     });`,
    layer,
  );
}
