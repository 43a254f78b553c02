import { describe, expect, test } from "vitest";
import { BROWSERS } from "./browsers";
import { visits, type Page } from "./page";

describe.each(BROWSERS)("the page in %s", (browser) => {
  const open = visits(browser);

  const language = (page: Page) => page.driver.executeScript<string>("return document.documentElement.lang");

  test("speaks the browser's language, switches, and remembers", async () => {
    const page = await open({ language: "zh-CN" });
    expect(await language(page)).toBe("zh-CN");
    expect(await page.text("train")).toContain("训练");
    expect(await page.text("layer-conv1")).toContain("卷积");

    await page.choose("language", "en");
    await page.when("the page is English", async () => (await language(page)) === "en");
    expect(await page.text("train")).toContain("Train");
    expect(await page.driver.getTitle()).toMatch(/LeNet/);

    await page.driver.navigate().refresh();
    await page.see("map-conv1-0");
    expect(await language(page)).toBe("en");
  });

  test("is isolated, so that workers can share memory", async () => {
    const page = await open();
    expect(await page.driver.executeScript("return crossOriginIsolated")).toBe(true);
  });

  test.each([360, 768, 1024, 1600])("is no wider than a window of %i pixels", async (width) => {
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
