import { describe, expect, test } from "vitest";
import { BROWSERS } from "./browsers";
import { AFTER_ONE_EPOCH, visits, type Page } from "./page";

describe.each(BROWSERS)("a run that was left in %s", (browser) => {
  const open = visits(browser);

  test("is gone back to from trained weights", async () => {
    const page = await open();
    await page.click("train");
    await page.when("it is under way", async () => (await page.value("images-seen")) > 3_000);
    await page.click("train");
    await page.when("it pauses", async () => (await page.phase()) === "paused");
    const [seen, weights] = [await page.value("images-seen"), await page.weights()];
    await page.click("use-trained");
    await page.when("they are tested", async () => (await page.value("validation-accuracy")) > 0.9);
    expect(await page.value("images-seen")).toBe(0);
    await page.click("go-back");
    await page.when("it is back", async () => (await page.value("images-seen")) === seen, 5_000);
    expect([await page.phase(), await page.weights()]).toEqual(["paused", weights]);
    await page.when("others can be had again", () => page.has("use-trained"), 5_000);
    // What is reset is not to be gone back to.
    await page.click("use-trained");
    await page.see("go-back");
    await page.click("reset");
    await page.when("it is forgotten", () => page.has("use-trained"), 5_000);
  });

  test("goes on at the next visit, and ends as if it had not been left", async () => {
    const page = await open({ link: "#epochs=1" });
    await page.click("train");
    await page.when("it is under way", async () => (await page.value("images-seen")) > 10_000);
    await page.click("train");
    await page.when("it pauses", async () => (await page.phase()) === "paused");
    const [seen, weights] = [await page.value("images-seen"), await page.weights()];

    await again(page);
    expect(await page.phase()).toBe("paused");
    expect([await page.value("images-seen"), await page.weights()]).toEqual([seen, weights]);
    expect(await page.text("status")).toContain("As you left it");
    await page.click("train");
    await page.when("the run is done", async () => (await page.phase()) === "done", 60_000);
    expect(await page.weights()).toBe(AFTER_ONE_EPOCH);
    expect(await page.value("images-seen")).toBe(60_000);

    // Another network has none of it, and leaves it as it is.
    await page.choose("preset", "modern");
    await page.when("another network is there", async () => (await page.value("images-seen")) === 0);
    expect(await page.phase()).toBe("idle");
    await page.choose("preset", "article");
    await page.when("the first is back", async () => (await page.value("images-seen")) === 60_000);
    expect([await page.phase(), await page.weights()]).toEqual(["paused", AFTER_ONE_EPOCH]);
    expect(await page.text("status")).toContain("As you left it");
    await page.when("its test is there", async () => !Number.isNaN(await page.value("validation-accuracy")), 5_000);

    // Nor has another network's page, and after a reset there is none.
    await again(page, "#network=modern");
    expect([await page.phase(), await page.value("images-seen")]).toEqual(["idle", 0]);
    await again(page, "#epochs=1");
    await page.when("its test is there", async () => !Number.isNaN(await page.value("validation-accuracy")), 5_000);
    await page.click("reset");
    await page.when("it is at the start", async () => (await page.value("images-seen")) === 0);
    await again(page);
    expect([await page.phase(), await page.value("images-seen")]).toEqual(["idle", 0]);
    expect(await page.has("error")).toBe(false);
  });
});

/** Leaves the page for an empty one and comes back, to where another link leads if there is one. */
async function again(page: Page, link?: string): Promise<void> {
  // What is to be kept is written meanwhile.
  await page.driver.sleep(300);
  const hash = link ?? (await page.driver.executeScript<string>("return location.hash"));
  await page.driver.get("about:blank");
  await page.open(hash);
}
