import { Key } from "selenium-webdriver";
import { describe, expect, test } from "vitest";
import { BROWSERS } from "./browsers";
import { visits, type Page } from "./page";

describe.each(BROWSERS)("a picture of which a part is covered, in %s", (browser) => {
  const open = visits(browser);

  /** The ten shares of the whole picture, or of what is left. */
  async function shares(page: Page, of: "whole" | "left"): Promise<number[]> {
    return Promise.all(Array.from({ length: 10 }, (_, digit) => page.value(`cover-${of}-${digit}`)));
  }

  test("tells what the answer owes to it, and follows what is watched", async () => {
    const page = await open();
    await page.click("use-trained");
    await page.when("it is tested", async () => (await page.value("validation-accuracy")) > 0.9, 30_000);
    await page.reveal("place-cover");
    await page.see("cover");
    await page.reveal("cover-map");
    await page.when("it was tried", async () => (await page.value("cover-told")) > 0, 10_000);

    // The whole picture's answers are the page's own.
    for (const [digit, share] of (await shares(page, "whole")).entries()) {
      expect(share).toBeCloseTo(await page.value(`probability-${digit}`), 5);
    }
    expect(await page.text("cover-told")).toContain("speaks for 7");
    // What the map says is the odds' change: 7 over its rival.
    const rival = Number(/as likely as (\d)/.exec(await page.text("cover-told"))?.[1]);
    const odds = (of: number[]) => Math.log((of[7] ?? 0) / (of[rival] ?? 0));
    const [whole, left] = [await shares(page, "whole"), await shares(page, "left")];
    expect(await page.value("cover-told")).toBeCloseTo(odds(whole) - odds(left), 3);

    // The other way round it says the opposite.
    const value = await page.value("cover-told");
    await page.choose("cover-digit", String(rival));
    await page.choose("cover-rival", "7");
    await page.when("it is turned round", async () => (await page.value("cover-told")) < 0, 5_000);
    expect(await page.value("cover-told")).toBe(-value);
    await page.choose("cover-digit", "auto");
    await page.choose("cover-rival", "auto");

    // A corner has no ink.
    await page.hover("cover-map", { x: 0.02, y: 0.02 });
    await page.when("nothing is covered", async () => (await page.value("cover-told")) === 0, 5_000);
    expect(await shares(page, "left")).toEqual(whole);
    expect(await page.text("cover-told")).toContain("hardly matters");

    const before = await page.picture("cover-output");
    await page.choose("cover-size", "9");
    await page.when("larger squares say more", async () => (await page.picture("cover-output")) !== before, 10_000);

    const first = await page.picture("cover-picture");
    await page.click("next-digit");
    await page.when("another digit is tried", async () => (await page.picture("cover-picture")) !== first, 10_000);
  });

  test("is where the question beside a drawing's answer leads", async () => {
    const page = await open();
    await page.draw(
      [
        [
          [0.5, 0],
          [0.5, 1],
        ],
      ],
      { x: 0.2, y: 0.2, side: 0.6 },
    );
    await page.see("why");
    await page.click("why");
    await page.see("cover");
    await page.when("the drawing is tried", async () => (await page.value("cover-whole-0")) > 0, 10_000);
    const top = "return document.querySelector('[data-testid=cover]').getBoundingClientRect().top / innerHeight";
    expect(await page.driver.executeScript<number>(top)).toBeLessThan(0.7);
    for (const [digit, share] of (await shares(page, "whole")).entries()) {
      expect(share).toBeCloseTo(await page.value(`probability-${digit}`), 5);
    }
  });

  test("is walked by keys", async () => {
    const page = await open();
    await page.when("a digit is watched", async () => !Number.isNaN(await page.value("watched")));
    await page.reveal("place-cover");
    const map = await page.see("cover-map");
    await page.when("it was tried", async () => (await page.value("cover-whole-0")) > 0, 10_000);
    await map.sendKeys(Key.HOME);
    await page.when("the rim has no ink", async () => (await page.value("cover-told")) === 0, 5_000);
    const there = await page.picture("cover-picture");
    for (let step = 0; step < 14; step++) await map.sendKeys(Key.ARROW_RIGHT);
    await page.when("ink is covered", async () => (await page.picture("cover-picture")) !== there, 5_000);
  });
});
