import { By, Key } from "selenium-webdriver";
import { describe, expect, test } from "vitest";
import { BROWSERS } from "./browsers";
import { LINE, visits } from "./page";

describe.each(BROWSERS)("in passing in %s", (browser) => {
  const open = visits(browser);

  test("a phone is turned, and the page is as wide as it", async () => {
    const page = await open({ size: { width: 860, height: 900 } });
    await page.see("kernel-conv2-0-0");
    await page.reveal("place-spread");
    await page.driver.manage().window().setRect({ width: 520, height: 900 });
    const overhang = () =>
      page.driver.executeScript<number>(
        "return document.documentElement.scrollWidth - document.documentElement.clientWidth",
      );
    await page.when("it fits", async () => (await overhang()) <= 0, 5_000);
  });

  test("a stroke whose finger the page loses, as when a phone is turned, leaves the pad ready for the next", async () => {
    const page = await open();
    await page.driver.executeScript(
      `for (const kind of ["pointerdown", "pointermove", "lostpointercapture"]) {
         arguments[0].dispatchEvent(new PointerEvent(kind, { pointerId: 77, pointerType: "touch", bubbles: true }));
       }`,
      await page.find("drawing"),
    );
    await page.click("clear-drawing");
    await page.draw(LINE, { x: 0.3, y: 0.3, side: 0.4 });
    await page.when("it is seen", async () => !Number.isNaN(await page.value("prediction")), 5_000);
  });

  test("a run that learns too fast to learn is told, though its loss stays finite", async () => {
    const page = await open({ link: "#learningRate=1" });
    await page.click("train");
    const told = async () => (await page.text("status")).includes("Worse than guessing");
    await page.when("it is told", told, 20_000);
    await page.click("train");
    await page.when("it pauses", async () => (await page.phase()) === "paused", 5_000);
    expect(await told()).toBe(false);
  });

  test("a reset does not undo the choice of another network that is on its way", async () => {
    const page = await open();
    await page.driver.executeScript(
      `arguments[0].value = "modern";
       arguments[0].dispatchEvent(new Event("change", { bubbles: true }));
       arguments[1].click();`,
      await page.find("preset"),
      await page.find("reset"),
    );
    await page.see("map-conv1-11");
    await page.click("step");
    await page.when("a step is taken", async () => (await page.value("images-seen")) > 0, 5_000);
    expect(await page.has("map-conv1-11")).toBe(true);
  });

  test("a pinned cell goes with its network", async () => {
    const page = await open();
    await page.when("a digit is watched", async () => !Number.isNaN(await page.value("watched")));
    await page.click("map-conv1-0");
    await page.when("it is pinned", () => page.has("inspector-pin"), 5_000);
    await page.click("kernel-conv2-3-1");
    await page.when("a weight is followed", () => page.has("update-value"), 5_000);
    await page.choose("preset", "lenet5-1998");
    await page.when(
      "both are let go",
      async () => !(await page.has("inspector-pin")) && !(await page.has("update")),
      5_000,
    );
    await page.hover("map-c1-0", { x: 0.5, y: 0.5 });
    await page.when("others can be looked into", () => page.has("inspector-pin"), 5_000);

    // A kernel of a map that reads some maps only is followed by its own place.
    await page.click("map-c3-7");
    await page.when("c3 is pinned", async () => (await page.text("inspector-place")).includes("c3, map 8"), 5_000);
    await page.driver.findElement(By.css('[data-testid="inspector"] li:nth-child(3) button')).click();
    await page.click("inspector-weights");
    await page.when("its weight is followed", () => page.has("update-value"), 5_000);
    expect(await page.text("update-place")).toContain("kernel of map 8 on input map 4");

    // Of a dialog and a pinned cell, Escape closes the dialog.
    await page.click("table-open");
    await page.see("table");
    await page.press(Key.ESCAPE);
    await page.when("the table is closed", async () => !(await page.has("table")), 5_000);
    expect(await page.text("inspector-place")).toContain("c3, map 8");
  });

  test("the editor shows the network that runs, once its own was built", async () => {
    const page = await open();
    await page.click("editor-open");
    await page.see("edit-conv2-filters");
    await page.type("edit-conv2-filters", "12");
    await page.when("it fits", async () => (await page.attribute("editor-build", "disabled")) === "", 5_000);
    await page.click("editor-build");
    await page.when("it runs", async () => (await page.text("layer-conv2")).includes("12 × 8 × 8"), 5_000);
    await page.choose("preset", "modern");
    await page.when("another runs", async () => (await page.text("layer-conv2")).includes("24 × 8 × 8"), 5_000);
    await page.click("editor-open");
    await page.see("edit-conv2-filters");
    expect(await page.attribute("edit-conv2-filters", "value")).toBe("24");
  });

  test("a link's fault goes with the next good link, and none stays in the address", async () => {
    const page = await open({ link: "#network=nonsense" });
    expect(await page.attribute("error", "data-code")).toBe("link");
    const paste = (fragment: string) => page.driver.executeScript(`location.hash = "${fragment}"`);
    await paste("#network=lenet5&digit=3");
    await page.when("it is followed", async () => (await page.text("layer-conv1")).includes("6 × 28 × 28"), 5_000);
    expect(await page.has("error")).toBe(false);
    await paste("#network=lenet5&digit=3&batch=0");
    await page.when("it is refused", () => page.has("error"), 5_000);
    const address = () => page.driver.executeScript<string>("return location.hash");
    await page.when("the address is right again", async () => !(await address()).includes("batch"), 5_000);
  });

  test("a link that is refused changes nothing", async () => {
    const page = await open({ link: "#network=lenet5&digit=8" });
    await page.draw(LINE, { x: 0.3, y: 0.3, side: 0.4 });
    await page.when("it is seen", async () => !Number.isNaN(await page.value("prediction")), 5_000);
    await page.steps(1, 10);
    await page.driver.executeScript('location.hash = "#network=lenet5&batch=0&digit=3"');
    await page.when("it is refused", () => page.has("error"), 5_000);
    const address = () => page.driver.executeScript<string>("return location.hash");
    await page.when("the address is as before", async () => (await address()).includes("digit=8"), 5_000);
    expect(await page.text("layer-input")).toContain("your drawing");
    expect(await page.value("images-seen")).toBe(10);
  });

  test("Back twice in haste leads back, and forward again", async () => {
    const links = ["article", "lenet5", "modern"].map((network, digit) => `#network=${network}&digit=${digit}`);
    const page = await open({ link: links[0] });
    const address = () => page.driver.executeScript<string>("return location.hash");
    // WebKit's storage, which is asked for a kept run each time, now and then keeps the page waiting.
    const arrives = (link = "") =>
      page.when(`${link} is followed`, async () => (await address()).startsWith(link) && (await isThere(link)), 20_000);
    const isThere = async (link: string) => link.includes(`network=${await page.attribute("preset", "value")}`);
    for (const link of links.slice(1)) {
      await page.driver.executeScript("location.hash = arguments[0]", link);
      await arrives(link);
    }
    // Again as soon as the address has changed, long before the page has followed it.
    const hurry = (by: number) =>
      page.driver.executeScript(
        `const [by] = arguments;
         addEventListener("hashchange", () => history.go(by), { once: true });
         history.go(by);`,
        by,
      );
    await hurry(-1);
    await arrives(links[0]);
    await hurry(1);
    await arrives(links[2]);
  });

  test("a network that ran away answers nothing, and slow motion ends with it", async () => {
    // Nothing squashes what these layers pass on.
    const linear = ["a", "b"].map((name) => ({ kind: "linear", name, units: 10 }));
    const layers = [{ kind: "conv", name: "c", filters: 2, kernel: 5 }, { kind: "flatten" }, ...linear];
    const network = JSON.stringify({ name: "steep", input: { channels: 1, height: 28, width: 28 }, layers });
    const link = new URLSearchParams({ network, learningRate: "100", batch: "64" }).toString();
    const page = await open({ link: `#${link}` });
    await page.draw(LINE, { x: 0.3, y: 0.3, side: 0.4 });
    await page.when("it is seen", async () => !Number.isNaN(await page.value("prediction")), 5_000);
    await page.click("slow-motion");
    await page.when("it tells", async () => !(await page.attribute("slow-next", "disabled")), 5_000);
    await page.driver.executeScript(
      `const speed = document.querySelector('[data-testid="slow-speed"]');
       speed.value = 6;
       speed.dispatchEvent(new Event("input", { bubbles: true }));`,
    );
    await page.click("slow-play");
    await page.when("it ran away", async () => (await page.phase()) === "failed", 10_000);
    await page.when("it is told", async () => (await page.text("slow-told")).includes("Reset to start again"), 5_000);
    expect(await page.attribute("slow-play", "data-state")).toBe("standing");
    await page.click("slow-leave");
    await page.when(
      "the drawing is back",
      async () => (await page.text("layer-input")).includes("your drawing"),
      5_000,
    );
    expect(await page.text("prediction")).not.toContain("-1");
  });

  test("a network that is refused when it is to be built trains nothing, and is still there to be mended", async () => {
    const page = await open();
    await page.click("editor-open");
    await page.when("it can be built", async () => (await page.attribute("editor-train", "disabled")) === "", 5_000);
    // In one go, before the worker has said what it thinks of it.
    await page.driver.executeScript(
      `const [field, button] = arguments;
       field.value = "99";
       field.dispatchEvent(new Event("input", { bubbles: true }));
       button.click();`,
      await page.see("edit-conv1-kernel"),
      await page.find("editor-train"),
    );
    await page.see("error");
    expect(await page.attribute("error", "data-code")).toBe("invalid-network");
    expect([await page.phase(), await page.value("images-seen")]).toEqual(["idle", 0]);
    await page.click("dismiss");
    await page.click("editor-open");
    await page.see("edit-conv1-kernel");
    expect(await page.attribute("edit-conv1-kernel", "value")).toBe("99");
  });

  test("keys that are pressed in a dialog leave the drawing alone", async () => {
    const page = await open();
    await page.draw(LINE, { x: 0.3, y: 0.3, side: 0.4 });
    await page.when("it is seen", async () => !Number.isNaN(await page.value("prediction")), 5_000);
    await page.click("table-open");
    await page.see("table");
    await page.press(Key.DELETE, Key.BACK_SPACE);
    await page.click("table-close");
    expect(await page.text("layer-input")).toContain("your drawing");
    await page.press(Key.DELETE);
    await page.when("the pad is clear", async () => !(await page.text("layer-input")).includes("your drawing"), 5_000);
  });

  test("the tour can be read in a low window", async () => {
    const page = await open({ size: { width: 760, height: 440 } });
    await page.click("tour-open");
    await page.see("tour-next");
    const shown = () =>
      page.driver.executeScript<number>(
        `const [card, text, buttons] = ["tour", "tour-text", "tour-next"].map((name) =>
           document.querySelector('[data-testid="' + name + '"], #' + name).getBoundingClientRect());
         return Math.min(text.bottom, buttons.top, card.bottom) - text.top;`,
      );
    expect(await shown()).toBeGreaterThan(100);
  });
});
