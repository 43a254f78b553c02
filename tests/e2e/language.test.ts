import { By } from "selenium-webdriver";
import { describe, expect, test } from "vitest";
import { BROWSERS } from "./browsers";
import { visits, type Page } from "./page";

describe.each(BROWSERS)("the page in %s", (browser) => {
  const open = visits(browser);

  // WebKit's driver reads no text that cannot be selected.
  const button = async (page: Page) => (await page.find("train")).getAttribute("textContent");
  const language = (page: Page) => page.driver.executeScript<string>("return document.documentElement.lang");

  test("speaks the browser's language, switches, and remembers", async () => {
    const page = await open({ language: "zh-CN" });
    expect(await language(page)).toBe("zh-CN");
    expect(await button(page)).toContain("训练");
    expect(await page.text("layer-conv1")).toContain("卷积");

    await page.choose("language", "en");
    await page.when("the page is English", async () => (await language(page)) === "en");
    expect(await button(page)).toContain("Train");
    expect(await page.driver.getTitle()).toMatch(/LeNet/);

    await page.driver.navigate().refresh();
    await page.see("map-conv1-0");
    expect(await language(page)).toBe("en");
  });

  test("dresses the charts and the pad's ink in the theme that is chosen", async () => {
    const page = await open();
    await page.choose("theme", "light");
    await page.draw(
      [
        [
          [0, 0],
          [1, 1],
        ],
      ],
      { x: 0.2, y: 0.2, side: 0.6 },
    );
    // A chart begins with its first point: training makes one.
    await page.click("train");
    const chart = "document.querySelector('.uplot canvas')";
    await page.when("the charts are there", () => page.driver.executeScript<boolean>(`return ${chart} !== null`));
    await page.click("train");
    for (const [theme, isDark] of [
      ["dark", true],
      ["light", false],
    ] as const) {
      await page.choose("theme", theme);
      await page.when(`the pad's ink is ${isDark ? "light" : "dark"}`, async () => {
        const ink = await brightest(page, "document.querySelector('[data-testid=drawing]')");
        return ink > 128 === isDark;
      });
      await page.when("the grid is quiet", async () => {
        // Lines are between the page's colour and grey, in either theme: near the page's, far from the other's.
        const grid = await brightest(page, chart);
        return isDark ? grid < 180 : grid > 180;
      });
    }
  });

  test("says what a test said, whenever one is asked for", async () => {
    const page = await open({ language: "en" });
    const tellsTested = async (state: string) => {
      await page.click("evaluate");
      await page.when(`the status tells of a test: ${state}`, async () => {
        const accuracy = await page.value("validation-accuracy");
        return (await page.text("status")) === `${state}: ${(100 * accuracy).toFixed(1)}% test accuracy.`;
      });
    };
    await page.when(
      "all test digits are there",
      async () => (await page.driver.findElements(By.css('[data-testid="data"]'))).length === 0,
    );
    await tellsTested("Untrained");
    await page.steps(1, 10);
    expect(await page.text("status")).toBe("Paused after 1 step.");
    await tellsTested("Paused");
    await page.click("use-trained");
    await page.when("trained weights are there", async () => (await page.text("status")).startsWith("Trained weights"));
    await tellsTested("Trained weights");
  });

  test("is isolated, so that workers can share memory", async () => {
    const page = await open();
    expect(await page.driver.executeScript("return crossOriginIsolated")).toBe(true);
  });

  test.each([320, 360, 768, 1024, 1600])("is no wider than a window of %i pixels", async (width) => {
    const page = await open();
    // A headless window has a least width; a frame has none.
    const overflow = await page.driver.executeAsyncScript<number>(
      `const done = arguments[1];
       const frame = document.createElement("iframe");
       frame.style.cssText = "position:fixed;inset:0 auto auto 0;border:0;height:800px;width:" + arguments[0] + "px";
       frame.src = location.href;
       frame.onload = () => setTimeout(() => {
         done(frame.contentDocument.documentElement.scrollWidth - arguments[0]);
       }, 1500);
       document.body.append(frame);`,
      width,
    );
    expect(overflow).toBeLessThanOrEqual(0);
  });
});

/** The brightness, 0 to 255, of a canvas's brightest opaque pixel. */
function brightest(page: Page, canvas: string): Promise<number> {
  return page.driver.executeScript<number>(`
    const canvas = ${canvas};
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    let most = 0;
    for (let i = 0; i < data.length; i += 4) {
      if (data[i + 3] === 255) most = Math.max(most, (data[i] + data[i + 1] + data[i + 2]) / 3);
    }
    return most;
  `);
}
