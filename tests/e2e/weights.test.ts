import { describe, expect, inject, test } from "vitest";
import { BROWSERS } from "./browsers";
import { visits, type Page } from "./page";

describe.each(BROWSERS)("weights in files in %s", (browser) => {
  const open = visits(browser);

  test("what was saved is there again when it is opened, whatever the page shows meanwhile", async () => {
    const page = await open({ link: "#learningRate=0.02" });
    await page.steps(3, 10);
    const learned = await page.weights();
    await save(page);
    await page.click("reset");
    await page.when("it is at the start", async () => (await page.weights()) !== learned);

    await choose(page);
    await page.when("they are back", async () => (await page.weights()) === learned);
    await page.when("they are tested", async () => !Number.isNaN(await page.value("validation-accuracy")));
    // The same network: its recipe stays.
    expect(await page.driver.executeScript("return location.hash")).toContain("learningRate=0.02");

    await page.choose("preset", "modern");
    await page.when("another network is there", () => page.has("layer-relu1"));
    await choose(page);
    await page.when("the file's is back", async () => (await page.attribute("preset", "value")) === "article");
    await page.when("with its weights", async () => (await page.weights()) === learned);
    expect(await page.has("error")).toBe(false);
  });

  test("what was learned of a file's network before, in an earlier visit, is gone back to", async () => {
    const page = await open();
    await page.steps(3, 10);
    const learned = await page.weights();
    await page.open("#network=modern", `${inject("address")}?again`);
    await page.driver.executeAsyncScript(`
      const done = arguments[arguments.length - 1];
      fetch("weights/article.safetensors").then((response) => response.blob()).then((file) => (window.saved = file)).then(done);`);
    await choose(page);
    await page.when("the file's network is there", async () => (await page.attribute("preset", "value")) === "article");
    await page.when("its weights are tested", async () => !Number.isNaN(await page.value("validation-accuracy")));
    await page.click("go-back");
    await page.when("the run is back", async () => (await page.value("images-seen")) === 30, 5_000);
    expect(await page.weights()).toBe(learned);
  });

  test("a file that does not name its network is taken for one of the network that is there", async () => {
    const page = await open({ link: "#network=modern" });
    await page.steps(1, 64);
    const learned = await page.weights();
    await save(page, "modern-1");
    await page.driver.executeAsyncScript(`
      const done = arguments[arguments.length - 1];
      (async () => {
        const bytes = await window.saved.arrayBuffer();
        const length = Number(new DataView(bytes).getBigUint64(0, true));
        const { __metadata__, ...tensors } = JSON.parse(new TextDecoder().decode(bytes.slice(8, 8 + length)));
        const header = new TextEncoder().encode(JSON.stringify(tensors));
        const size = new DataView(new ArrayBuffer(8));
        size.setBigUint64(0, BigInt(header.length), true);
        window.saved = new File([size, header, bytes.slice(8 + length)], "nameless.safetensors");
      })().then(done);`);
    await page.click("reset");
    await page.when("it is at the start", async () => (await page.weights()) !== learned);
    await choose(page);
    await page.when("they are back", async () => (await page.weights()) === learned);
    expect(await page.has("error")).toBe(false);
  });

  test("a file that is none changes nothing, and says so", async () => {
    const page = await open();
    await page.steps(1, 10);
    const learned = await page.weights();
    await page.driver.executeScript("window.saved = new File(['not weights'], 'x.safetensors')");
    await choose(page);
    await page.when("it is told", async () => (await page.attribute("error", "data-code")) === "file", 5_000);
    expect(await page.weights()).toBe(learned);
    expect(await page.value("images-seen")).toBe(10);
  });
});

/** Saves, and keeps what would go to the disk. */
async function save(page: Page, name = "article-3"): Promise<void> {
  await page.driver.executeScript(`
    HTMLAnchorElement.prototype.click = function () { window.savedAs = this.download; };
    URL.createObjectURL = (file) => { window.saved = file; return "#"; };`);
  await page.click("save-weights");
  const savedAs = () => page.driver.executeScript<string | null>("return window.savedAs ?? null");
  await page.when("a file is offered", async () => (await savedAs()) === `${name}.safetensors`, 5_000);
}

/** Chooses what was saved, as a visitor does in the browser's dialogue. */
async function choose(page: Page): Promise<void> {
  await page.driver.executeScript(
    `const chooser = arguments[0];
     const chosen = new DataTransfer();
     chosen.items.add(new File([window.saved], "saved.safetensors"));
     chooser.files = chosen.files;
     chooser.dispatchEvent(new Event("change", { bubbles: true }));`,
    await page.find("weights-file"),
  );
}
