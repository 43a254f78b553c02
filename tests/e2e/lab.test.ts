import { Key } from "selenium-webdriver";
import { describe, expect, test } from "vitest";
import { BROWSERS } from "./browsers";
import { visits, type Page } from "./page";

const formula = (page: Page) => page.text("lab-formula");

describe.each(BROWSERS)("a kernel of one's own in %s", (browser) => {
  const visit = visits(browser);

  async function open(): Promise<Page> {
    const page = await visit();
    await page.when("a digit is watched", async () => !Number.isNaN(await page.value("watched")));
    await page.reveal("place-lab");
    await page.see("lab");
    await page.when("the strongest cell is told", async () => (await page.value("lab-value")) !== 0, 5_000);
    return page;
  }

  test("makes a map at once; weights, size, stride and padding can be changed", async () => {
    const page = await open();
    const maps = [await page.picture("lab-output")];
    expect(await formula(page)).toBe("(28 − 3 + 0) / 1 + 1 = 26");
    await page.choose("lab-kernel", "horizontal");
    await page.when("the map is another", async () => (await page.picture("lab-output")) !== maps[0], 5_000);
    maps.push(await page.picture("lab-output"));

    await page.type("lab-weight-4", "2.5");
    await page.when("it is the visitor's own", async () => (await page.text("lab")).includes("my own"), 5_000);
    await page.when("the map is another", async () => (await page.picture("lab-output")) !== maps[1], 5_000);
    await page.type("lab-weight-4", "25");
    await page.when("what cannot be is told", async () => (await page.text("lab-wrong")) !== "", 5_000);
    await page.press(Key.TAB);
    await page.when("what could be is back", async () => (await page.text("lab-wrong")) === "", 5_000);
    const weight = await page.find("lab-weight-4");
    expect(await weight.getAttribute("value")).toBe("2");

    // In place of a whole number, as it is typed.
    expect(await page.attribute("lab-weight-0", "value")).toBe("-1");
    await page.type("lab-weight-0", "-0.5");
    expect(await page.attribute("lab-weight-0", "value")).toBe("-0.5");

    await page.choose("lab-size", "5");
    await page.when("it fits in fewer places", async () => (await formula(page)).endsWith("= 24"), 5_000);
    await page.choose("lab-stride", "2");
    await page.when(
      "it takes larger steps",
      async () => (await formula(page)) === "⌊(28 − 5 + 0) / 2⌋ + 1 = 12",
      5_000,
    );
    await page.choose("lab-padding", "2");
    await page.when("there is padding", async () => (await formula(page)) === "⌊(28 − 5 + 4) / 2⌋ + 1 = 14", 5_000);
  });

  test("as the network has learned it, makes the network's own map", async () => {
    const page = await open();
    // Before it has learned, its biases are zero.
    await page.click("use-trained");
    await page.when("it is tested", async () => (await page.value("validation-accuracy")) > 0.9);
    await page.choose("lab-kernel", "learned-2");
    await page.when("the map is as large", async () => (await formula(page)).endsWith("= 24"), 5_000);
    for (const cell of [7, 14]) {
      // In its middle: it is a few pixels large.
      const place = { x: (cell + 0.5) / 24, y: (cell + 0.5) / 24 };
      const name = `row ${cell + 1}, column ${cell + 1}`;
      await page.hover("map-conv1-2", place);
      await page.when(
        "the network's cell is told",
        async () => (await page.text("inspector-place")) === `conv1, map 3, ${name}`,
        5_000,
      );
      const value = await page.value("inspector");
      await page.hover("lab-map", place);
      await page.when("the same cell is told here", async () => (await page.text("lab-value")).startsWith(name), 5_000);
      expect(await page.value("lab-value")).toBeCloseTo(value, 4);
    }
  });

  test("is walked by keys, and slides from the first cell on", async () => {
    const page = await open();
    await page.choose("lab-stride", "3");
    const place = async () => (await page.text("lab-value")).split(":")[0];
    await page.driver.executeScript("arguments[0].focus()", await page.find("lab-map"));
    await page.press(Key.HOME, Key.ARROW_RIGHT, Key.ARROW_RIGHT);
    await page.when("it is the third of its row", async () => (await place())?.endsWith("column 3") === true, 5_000);
    const whole = await page.picture("lab-output");
    await page.click("lab-slide");
    await page.when("it began", async () => (await place())?.startsWith("row 1,") === true, 5_000);
    expect(await page.picture("lab-output")).not.toBe(whole);
    await page.when("it is through", async () => (await page.text("lab-slide")) === "Slide", 40_000);
    expect(await place()).toBe("row 9, column 9");
    expect(await page.picture("lab-output")).toBe(whole);
  });
});
