import { Key } from "selenium-webdriver";
import { describe, expect, test } from "vitest";
import { BROWSERS, openBrowser } from "./browsers";
import { Page, visits } from "./page";

const OWN = {
  name: "article",
  input: { channels: 1, height: 28, width: 28 },
  layers: [
    { kind: "conv", name: "conv1", filters: 2, kernel: 5 },
    { kind: "flatten" },
    { kind: "linear", name: "fc", units: 10 },
  ],
};

/** The link of a network of one's own. */
const linkTo = (network: unknown) => `#network=${encodeURIComponent(JSON.stringify(network))}`;

describe.each(BROWSERS)("the editor in %s", (browser) => {
  const open = visits(browser);

  async function edit(page: Page): Promise<void> {
    await page.click("editor-open");
    await page.see("editor");
    await page.when("shapes are there", async () => (await shape(page, "conv1")) === "6x24x24", 5_000);
  }

  const shape = (page: Page, layer: string) => page.attribute(`shape-${layer}`, "data-value");
  const said = (page: Page) => page.text("editor-problem");
  const canBuild = async (page: Page) => (await page.find("editor-build")).isEnabled();

  test("another kernel: the shapes follow, it trains, and its link reproduces the run in a fresh browser", async () => {
    const page = await open();
    await page.click("recipe-open");
    await page.see("setting-seed");
    await page.type("setting-seed", "7");
    await page.type("setting-learningRate", "0.01");
    await edit(page);
    await page.type("edit-conv2-kernel", "3");
    await page.when("conv2 follows", async () => (await shape(page, "conv2")) === "16x10x10", 5_000);
    expect(await page.text("formula-conv2")).toBe("(12 − 3 + 0) / 1 + 1 = 10");
    expect(await shape(page, "conv3")).toBe("120x2x2");
    const counts = ["parameters", "connections", "multiplyAdds"].map((count) => page.value(`${count}-conv2`));
    expect(await Promise.all(counts)).toEqual([880, 88_000, 86_400]);
    await page.click("editor-build");
    await page.when("it is built", async () => (await page.text("layer-conv2")).includes("16 × 10 × 10"), 10_000);
    await page.steps(20, 10);
    const end = [await page.value("loss"), await page.weights()];
    const link = new URL(await page.driver.getCurrentUrl()).hash;
    console.log(`${browser}: loss ${end[0]}, weights ${String(end[1]).slice(0, 8)}, a link of ${link.length} letters`);

    const friend = new Page(await openBrowser(browser));
    try {
      await friend.open(link);
      expect(await friend.text("layer-conv2")).toContain("16 × 10 × 10");
      await friend.steps(20, 10);
      expect([await friend.value("loss"), await friend.weights()]).toEqual(end);
      expect(new URL(await friend.driver.getCurrentUrl()).hash).toBe(link);
    } finally {
      await friend.driver.quit();
    }
  });

  test("what does not fit is told what would, and the page's network stays", async () => {
    const page = await open();
    await edit(page);
    await page.type("edit-conv2-kernel", "13");
    await page.when(
      "it is told",
      async () => (await page.attribute("editor-problem", "data-state")) === "wrong",
      5_000,
    );
    expect(await said(page)).toBe(
      "conv2: a 13×13 kernel does not fit the 12×12 maps of sigmoid2; use 12 or set padding to 1.",
    );
    expect(await page.attribute("edit-conv2", "data-wrong")).toBe("true");
    expect([await shape(page, "conv1"), await shape(page, "conv3")]).toEqual(["6x24x24", ""]);
    expect(await canBuild(page)).toBe(false);
    for (const [typed, told] of [
      ["x", "“x”; it must be a whole number"],
      ["-3", "“-3”; it must be a whole number"],
      ["", "“”; it must be a whole number"],
      ["99999999999", "it must be from 1 to 4096"],
      ["0", "it must be from 1 to 4096"],
    ]) {
      await page.type("edit-conv2-kernel", typed ?? "");
      await page.when(`“${typed}” is told`, async () => (await said(page)).includes(told ?? "?"), 5_000);
      expect(await canBuild(page)).toBe(false);
    }
    await page.type("edit-conv2-kernel", "5");
    await page.when("it fits again", async () => (await said(page)).includes("41,806 parameters"), 5_000);
    await page.click("editor-close");
    expect(await page.text("layer-conv2")).toContain("16 × 8 × 8");
    expect(await page.has("error")).toBe(false);
    await page.steps(1, 10);
  });

  test("layers are added, moved, changed and removed, and it trains", async () => {
    const page = await open();
    await edit(page);
    // A second convolution in place of the second sigmoid.
    await page.click("edit-2-add");
    const focused = () => page.driver.executeScript<string>("return document.activeElement.dataset.testid");
    await page.when("the new layer has the focus", async () => (await focused()) === "edit-3-kind", 5_000);
    await page.choose("edit-3-kind", "conv");
    await page.when("it has a name", () => page.has("edit-conv4-kernel"), 5_000);
    await page.when("it has a shape", async () => (await shape(page, "conv4")) === "6x10x10", 5_000);
    await page.click("edit-conv4-down");
    await page.when("it has moved", async () => (await page.attribute("edit-conv4-down", "disabled")) === "", 5_000);
    await page.click("edit-3-remove");
    await page.choose("edit-2-method", "average");
    await page.when("conv3 does not fit", async () => (await said(page)).includes("conv3: a 4×4 kernel"), 5_000);
    await page.type("edit-conv3-kernel", "3");
    await page.when("it fits", () => canBuild(page), 5_000);
    await page.click("editor-train");
    await page.when("it trains", async () => (await page.value("images-seen")) > 500, 20_000);
    expect(await page.text("layer-pool1")).toContain("average");
    expect(await page.has("map-conv4-5")).toBe(true);
  });

  test("a connection table is clicked, and walked by keys", async () => {
    const page = await open({ link: "#network=lenet5-1998" });
    await page.click("editor-open");
    await page.see("edit-c3-connections");
    await page.click("edit-c3-connections");
    const checked = (filter: number, map: number) => page.attribute(`connection-c3-${filter}-${map}`, "aria-checked");
    expect([await checked(0, 2), await checked(0, 3)]).toEqual(["true", "false"]);
    await page.click("connection-c3-0-3");
    await page.when("it is connected", async () => (await page.value("parameters-c3")) === 1_541, 5_000);
    await page.press(Key.ARROW_RIGHT, Key.ARROW_UP, " ");
    await page.when("its neighbour is not", async () => (await checked(1, 2)) === "false", 5_000);
    for (const map of [0, 1, 2, 3]) await page.click(`connection-c3-0-${map}`);
    await page.when(
      "a filter without maps is told",
      async () => (await said(page)).includes("filter 1 reads no map"),
      5_000,
    );
    await page.click("connection-c3-0-0");
    await page.when("it fits", () => canBuild(page), 5_000);
    await page.click("editor-build");
    await page.when("it is built", async () => (await page.text("layer-c3")).includes("1,441"), 10_000);
  });
});

describe.each(BROWSERS)("the recipe in %s", (browser) => {
  const open = visits(browser);

  test("wrong settings are told what they may be, where they are; others take effect with a reset", async () => {
    const page = await open();
    await page.click("recipe-open");
    await page.see("setting-seed");
    const before = await page.weights();
    for (const [setting, typed, told] of [
      ["learningRate", "0", "above 0 and at most 100"],
      ["learningRate", "fast", "a number is needed"],
      ["momentum", "1", "from 0 to below 1"],
      ["batch", "60000", "a whole number from 1 to 5,775"],
      ["epochs", "1.5", "a whole number from 1 to 10,000"],
      ["seed", "-1", "a whole number from 0 to 4,294,967,295"],
      ["stopAt", "101", "above 0 and at most 100"],
    ] as const) {
      await page.type(`setting-${setting}`, typed);
      await page.when(`${setting} ${typed} is told`, () => page.has(`problem-${setting}`), 5_000);
      expect(await page.text(`problem-${setting}`)).toContain(told);
      expect(await (await page.find("recipe-apply")).isEnabled()).toBe(false);
      await page.click(`put-back-${setting}`);
      await page.when("it is put back", async () => !(await page.has(`problem-${setting}`)), 5_000);
    }
    expect(await page.has("recipe-pending")).toBe(false);
    await page.type("setting-seed", "2");
    await page.choose("setting-optimizer", "adam");
    await page.when("Adam's own settings are there", () => page.has("setting-beta2"), 5_000);
    expect(await page.has("setting-momentum")).toBe(false);
    await page.type("setting-batch", "32");
    expect(await page.weights()).toBe(before);
    await page.click("reset");
    await page.when("it has begun anew", async () => (await page.weights()) !== before, 5_000);
    await page.steps(2, 32);
    expect(new URL(await page.driver.getCurrentUrl()).hash).toContain("seed=2&optimizer=adam&batch=32");
    await page.click("recipe-put-back");
    await page.click("reset");
    await page.when("it is as it was", async () => (await page.weights()) === before, 5_000);
  });

  test("the run ends at its goal", async () => {
    const page = await open({ link: "#network=modern&stopAt=90&epochs=3" });
    await page.click("train");
    await page.when("it is done", async () => (await page.phase()) === "done", 200_000);
    expect(await page.value("epoch")).toBe(1);
    expect(await page.value("validation-accuracy")).toBeGreaterThan(0.9);
  });
});

describe.each(BROWSERS)("links in %s", (browser) => {
  const open = visits(browser);
  const huge = { ...OWN, layers: [{ kind: "conv", name: "conv1", filters: 4096, kernel: 1, padding: 4096 }] };

  test("one that is damaged says what was wrong, and the page opens as always", async () => {
    const page = await open();
    for (const [link, told] of [
      ["#network=lenet6", "There is no network “lenet6”"],
      ["#netwrok=article", "“netwrok”"],
      [linkTo(OWN).slice(0, 90), "cannot be read"],
      [linkTo({ ...OWN, layers: [] }), "has no layers"],
      [linkTo({ ...OWN, layers: OWN.layers.slice(0, 1) }), "must give 10 numbers"],
      [
        linkTo({ ...OWN, layers: [{ kind: "conv", name: "c", filters: "6", kernel: null }] }),
        'filters: "6" is not a whole number',
      ],
      [linkTo(huge), "at most 1000000"],
      ["#learningRate=NaN", "Learning rate: a number is needed"],
      ["#batch=1e9", "Batch size: it must be a whole number from 1 to 5,775"],
      ["#optimizer=sgd", "momentum, adam"],
      ["#digit=10000", "“10000”"],
    ] as const) {
      await page.driver.get("about:blank");
      await page.open(link);
      await page.when(`${link} is told`, () => page.has("error"), 5_000);
      expect(await page.attribute("error", "data-code")).toBe("link");
      expect(await page.text("error")).toContain(told);
      expect(await page.text("layer-conv2")).toContain("16 × 8 × 8");
    }
    await page.steps(1, 10);
    await page.driver.get("about:blank");
    await page.open("#language=zh-CN&seed=-1");
    await page.when("it is told in Chinese", async () => (await page.text("error")).includes("随机种子"), 5_000);
    expect(await page.text("error")).toContain("链接");
  });

  test("one that is pasted over another is followed, and the address follows the page", async () => {
    const page = await open({ link: `${linkTo(OWN)}&digit=12` });
    await page.when(
      "its digit is there",
      async () => (await page.text("layer-input")).includes("test digit no. 12"),
      20_000,
    );
    expect(await page.attribute("preset", "value")).toBe("");
    await page.driver.executeScript("location.hash = '#network=lenet5&seed=3&digit=4'");
    await page.when("it is followed", async () => (await page.text("layer-conv1")).includes("6 × 28 × 28"), 10_000);
    const hash = () => page.driver.executeScript<string>("return location.hash");
    await page.when(
      "so is the address",
      async () => (await hash()) === "#network=lenet5&seed=3&digit=4&language=en",
      5_000,
    );
    await page.choose("language", "zh-CN");
    await page.choose("preset", "article");
    await page.when(
      "the address follows",
      async () => (await hash()) === "#network=article&digit=4&language=zh-CN",
      5_000,
    );
    await page.driver.executeScript("location.hash = '#network=lenet6'");
    await page.when("another is refused", () => page.has("error"), 5_000);
    expect(await page.text("layer-conv2")).toContain("16 × 8 × 8");
    await page.when("the address is right again", async () => (await hash()).startsWith("#network=article&"), 5_000);
  });
});
