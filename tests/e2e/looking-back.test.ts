import { Key } from "selenium-webdriver";
import { describe, expect, test } from "vitest";
import { BROWSERS } from "./browsers";
import { visits, type Page } from "./page";

const SEEN = ["map-conv1-0", "map-conv2-15", "kernel-conv1-0-0", "picture-conv3"];
/** One cell, which may by chance have the colour that it had before. */
const CELL = "map-conv3-7";

const told = (page: Page) => page.text("look-back-told");

describe.each(BROWSERS)("looking back in %s", (browser) => {
  const open = visits(browser);

  test("the network is seen as it was, and then as it is; who takes a step sees what comes of it", async () => {
    const page = await open();
    const pictures = () => Promise.all([...SEEN, CELL].map((id) => page.picture(id)));
    await page.when("a digit is watched", async () => !Number.isNaN(await page.value("watched")));
    expect(await page.has("look-back")).toBe(false);
    const untrained = await pictures();

    await page.click("train");
    await page.when("some batches are through", async () => (await page.value("images-seen")) > 3_000);
    await page.click("train");
    await page.when("it pauses", async () => (await page.phase()) === "paused", 5_000);
    const weights = await page.weights();
    const slider = await page.see("look-back");
    // What is seen for the first time is painted a moment later.
    let trained: string[] = [];
    await page.when("all pictures have changed", async () => {
      trained = await pictures();
      return SEEN.every((_, index) => trained[index] !== untrained[index]);
    });
    expect(await told(page)).toBe("now");
    expect(await page.has("chart-past")).toBe(false);

    await slider.sendKeys(Key.HOME);
    await page.when("it is seen as it was", async () => (await told(page)) === "step 0", 5_000);
    await page.see("chart-past");
    await page.when("all of it is", async () => (await pictures()).join() === untrained.join(), 5_000);
    // The run is as it was.
    expect(await page.weights()).toBe(weights);
    await slider.sendKeys(Key.ARROW_RIGHT);
    await page.when("a step later", async () => (await told(page)) === "step 1", 5_000);
    await slider.sendKeys(Key.END);
    await page.when("it is seen as it is", async () => (await told(page)) === "now", 5_000);
    await page.when("all of it is", async () => (await pictures()).join() === trained.join(), 5_000);

    // Where the slider is out of sight, the page says what is seen.
    await slider.sendKeys(Key.HOME);
    // WebKit's driver does not bring what it presses keys on into sight.
    await page.driver.executeScript("scrollTo(0, 0)");
    const isSilent = async () => !(await page.has("past-reminder"));
    await page.when("nothing is said while it is in sight", isSilent, 5_000);
    await page.driver.executeScript("scrollTo(0, document.body.scrollHeight)");
    await page.when("it is said", () => page.has("past-reminder"), 5_000);
    expect(await page.text("past-reminder")).toContain("after 0 steps");
    await page.driver.executeScript("document.querySelector('[data-testid=past-leave]').click()");
    await page.when("it is seen as it is", async () => (await told(page)) === "now", 5_000);
    expect(await isSilent()).toBe(true);

    await slider.sendKeys(Key.HOME);
    await page.when("it is seen as it was once more", async () => (await told(page)) === "step 0", 5_000);
    await page.click("step");
    await page.when("the present is seen", async () => (await told(page)) === "now", 5_000);

    await slider.sendKeys(Key.HOME);
    await page.when("it is seen as it was", async () => (await told(page)) === "step 0", 5_000);
    await page.click("reset");
    await page.when("what is no more has no past", async () => !(await slider.isDisplayed()), 5_000);
    expect(await slider.isEnabled()).toBe(false);
    // Read where it is not seen.
    expect(await (await page.find("look-back-told")).getAttribute("textContent")).toBe("now");
  });

  test("who looks back at a run that is just being reset sees the next one", async () => {
    const page = await open();
    await page.when("a digit is watched", async () => !Number.isNaN(await page.value("watched")));
    await page.click("train");
    await page.when("some batches are through", async () => (await page.value("images-seen")) > 3_000);
    await page.click("train");
    await page.when("it pauses", async () => (await page.phase()) === "paused", 5_000);
    const [slider, reset] = [await page.see("look-back"), await page.find("reset")];
    await page.driver.executeScript(
      `const [slider, reset] = arguments;
      reset.click();
      slider.value = "1";
      slider.dispatchEvent(new Event("input", { bubbles: true }));`,
      slider,
      reset,
    );
    await page.when("it is reset", async () => (await page.value("images-seen")) === 0, 5_000);
    const untrained = await page.picture("picture-conv3");
    await page.click("train");
    await page.when("some batches are through", async () => (await page.value("images-seen")) > 3_000);
    await page.when("it is seen", async () => (await page.picture("picture-conv3")) !== untrained, 5_000);
    expect(await told(page)).toBe("now");
  });
});
