import { readFileSync } from "node:fs";
import { Key, type WebDriver } from "selenium-webdriver";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BROWSERS, openBrowser } from "./browsers";
import { Page, type Stroke } from "./page";

const STROKES = JSON.parse(readFileSync(new URL("../strokes.json", import.meta.url), "utf8")) as Record<
  string,
  Stroke[]
>;

/** Where on the pad each digit is drawn: in the middle, in corners, small, large. */
const SQUARES = [
  { x: 0.15, y: 0.15, side: 0.7 },
  { x: 0.05, y: 0.55, side: 0.35 },
  { x: 0.6, y: 0.05, side: 0.3 },
  { x: 0.05, y: 0.05, side: 0.9 },
  { x: 0.55, y: 0.55, side: 0.4 },
];

describe.each(BROWSERS)("drawing in %s", (browser) => {
  let driver: WebDriver;
  let page: Page;

  beforeAll(async () => {
    driver = await openBrowser(browser);
    page = new Page(driver);
    await page.open();
    await page.click("use-trained");
    await page.when("the trained weights are there", async () => (await page.value("validation-accuracy")) > 0.95);
  });

  afterAll(() => driver.quit());

  async function answerTo(strokes: Stroke[], square: (typeof SQUARES)[number]): Promise<number> {
    await page.click("clear-drawing").catch(() => undefined);
    await page.when("the pad is empty", async () => Number.isNaN(await page.value("prediction")));
    await page.draw(strokes, square);
    await page.when("there is an answer", async () => !Number.isNaN(await page.value("prediction")), 10_000);
    // The last stroke's answer, not the first one's.
    await driver.sleep(200);
    return page.value("prediction");
  }

  test("an empty pad has no answer", async () => {
    expect(await page.value("prediction")).toBeNaN();
  });

  test("ten digits, small and off centre included, are read", async () => {
    const answers: number[] = [];
    for (let digit = 0; digit < 10; digit++) {
      const square = SQUARES[digit % SQUARES.length];
      const strokes = STROKES[digit];
      if (!square || !strokes) throw new Error(`there is no drawing of ${digit}`);
      answers.push(await answerTo(strokes, square));
    }
    console.log(`${browser}: answers ${answers.join(" ")}`);
    expect(answers).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  test("the drawing flows through the network, and the page does not scroll under it", async () => {
    const scrolled = () => driver.executeScript<number>("return window.scrollY");
    await answerTo(STROKES["1"] ?? [], { x: 0.6, y: 0.1, side: 0.3 });
    const [one, preprocessed] = await Promise.all([page.picture("map-conv1-0"), page.picture("preprocessed")]);
    const before = await scrolled();
    await answerTo(STROKES["7"] ?? [], { x: 0.1, y: 0.5, side: 0.4 });
    expect(await page.picture("map-conv1-0")).not.toBe(one);
    expect(await page.picture("preprocessed")).not.toBe(preprocessed);
    expect(Math.abs((await scrolled()) - before)).toBeLessThan(400);
    const shares = await Promise.all([...Array(10).keys()].map((digit) => page.value(`probability-${digit}`)));
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 3);
    expect(shares.indexOf(Math.max(...shares))).toBe(7);
    await page.click("clear-drawing");
    await page.when("the answer is gone", async () => Number.isNaN(await page.value("prediction")));
  });

  test("a tap leaves a dot, and a drawing comes back from where a test digit has put it", async () => {
    const isBlank = () =>
      driver.executeScript<boolean>(
        `const { width, height } = arguments[0];
        const { data } = arguments[0].getContext("2d").getImageData(0, 0, width, height);
        return data.every((part) => part === 0);`,
        page.find("drawing"),
      );
    expect(await isBlank()).toBe(true);
    await (await page.see("drawing")).click();
    await page.when("there is ink", async () => !(await isBlank()), 5_000);
    await page.when("it is read", async () => !Number.isNaN(await page.value("prediction")), 5_000);
    await page.click("next-digit");
    await page.when("a test digit is watched instead", async () => !Number.isNaN(await page.value("watched")), 5_000);
    expect(await isBlank()).toBe(true);
    await page.click("undo-drawing");
    await page.when("it is back", async () => !Number.isNaN(await page.value("prediction")), 5_000);
    expect(await isBlank()).toBe(false);
    await page.click("clear-drawing");
    await page.when("it is gone", async () => Number.isNaN(await page.value("prediction")), 5_000);
  });

  test("a digit is drawn by keys", async () => {
    const press = (key: string, times: number) => page.press(...Array<string>(times).fill(key));
    await driver.executeScript("arguments[0].parentElement.focus()", await page.find("drawing"));
    await press(Key.ARROW_UP, 6);
    await press(Key.ARROW_LEFT, 4);
    await page.press(" ");
    await press(Key.ARROW_RIGHT, 8);
    // Two arrows at once: a slope.
    await driver.actions().keyDown(Key.ARROW_LEFT).perform();
    await press(Key.ARROW_DOWN, 4);
    await driver.actions().keyUp(Key.ARROW_LEFT).perform();
    await press(Key.ARROW_DOWN, 8);
    await page.press(" ");
    await press(Key.ARROW_LEFT, 3);
    await page.when("it is read", async () => (await page.value("prediction")) === 7, 10_000);
    await driver.actions().keyDown(Key.CONTROL).sendKeys("z").keyUp(Key.CONTROL).perform();
    await page.when("its one stroke is taken back", async () => Number.isNaN(await page.value("prediction")), 5_000);
  });

  test("it answers while the network trains", async () => {
    await page.click("reset");
    await page.when("the network is untrained", async () => (await page.value("images-seen")) === 0);
    await answerTo(STROKES["1"] ?? [], { x: 0.2, y: 0.2, side: 0.6 });
    expect(await page.text("draw")).toContain("a mere guess");
    await page.click("train");
    await page.when("an epoch is over", async () => (await page.value("validation-accuracy")) > 0.9);
    expect(await page.phase()).toMatch(/training|evaluating|waiting/);
    const answers = [
      await answerTo(STROKES["1"] ?? [], { x: 0.65, y: 0.05, side: 0.3 }),
      await answerTo(STROKES["7"] ?? [], { x: 0.05, y: 0.5, side: 0.45 }),
    ];
    expect(answers).toEqual([1, 7]);
    await page.click("train");
  });
});
