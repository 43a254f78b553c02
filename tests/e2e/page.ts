import { By, error, Key, Origin, until, type WebDriver, type WebElement } from "selenium-webdriver";
import { afterEach, inject } from "vitest";
import { openBrowser, type BrowserName, type Visit } from "./browsers";

/** A pen's path in a unit square, y downwards. */
export type Stroke = [number, number][];

/** One that is soon drawn. */
export const LINE: Stroke[] = [
  [
    [0, 0],
    [1, 1],
  ],
];

/** The weights' SHA-256 after an epoch of the article's recipe from seed 1: as `lenet train --seed 1 --epochs 1` reports it. */
export const AFTER_ONE_EPOCH = "1aa8e2355e995f13042aa38f872514ca14a7de16dadd1d51eea81ba7c758e607";

/** The page as a visitor's hands and eyes have it. */
export class Page {
  constructor(readonly driver: WebDriver) {}

  /** Opens the page and waits until the network is there. */
  async open(query = "", address = inject("address")): Promise<void> {
    await this.driver.get(address + query);
    const maps = until.elementLocated(By.css('[data-kind="conv"] canvas'));
    await this.driver.wait(maps, 30_000, "the network is not there");
    await this.when("the engine is ready", async () => (await this.phase()) !== "starting");
  }

  /** The element with a test id. */
  async find(id: string): Promise<WebElement> {
    const locator = By.css(`[data-testid="${id}"]`);
    try {
      return await this.driver.findElement(locator);
    } catch (reason) {
      // WebKit's driver now and then cannot read what it was told itself: it is asked once more.
      if (!String(reason).includes("Could not parse element info")) throw reason;
      return this.driver.findElement(locator);
    }
  }

  /** Waits for an element. */
  see(id: string): Promise<WebElement> {
    return this.driver.wait(until.elementLocated(By.css(`[data-testid="${id}"]`)), 30_000, `${id} is not there`);
  }

  async has(id: string): Promise<boolean> {
    return (await this.driver.findElements(By.css(`[data-testid="${id}"]`))).length > 0;
  }

  /** Scrolls an element into the window's middle. */
  async reveal(id: string): Promise<void> {
    await this.driver.executeScript("arguments[0].scrollIntoView({ block: 'center' })", await this.find(id));
  }

  /** Clicks at an element's middle, as a mouse does, once it is there. */
  async click(id: string): Promise<void> {
    const element = await this.see(id);
    await this.driver.executeScript("arguments[0].scrollIntoView({ block: 'center' })", element);
    await element.click();
  }

  /** Moves the pointer to a point of an element, in shares of its sides. */
  async hover(id: string, { x, y }: { x: number; y: number }): Promise<void> {
    const element = await this.find(id);
    // Firefox scrolls on by a pixel some frames later, and rounds a place that is counted from an element twice: that misses
    // cells of two pixels.
    const { left, top, width, height } = await this.driver.executeAsyncScript<DOMRect>(
      `const [element, done] = arguments;
      element.scrollIntoView({ block: "center" });
      setTimeout(() => done(element.getBoundingClientRect().toJSON()), 150);`,
      element,
    );
    const place = { x: Math.floor(left + x * width), y: Math.floor(top + y * height) };
    await this.driver.actions().move(place).perform();
  }

  /** Picks an option of a select. */
  async choose(id: string, value: string): Promise<void> {
    await (await this.find(id)).findElement(By.css(`option[value="${value}"]`)).click();
  }

  /** Types over what a field holds. */
  async type(id: string, text: string): Promise<void> {
    const field = await this.find(id);
    await this.driver.executeScript("arguments[0].focus(); arguments[0].select()", field);
    await field.sendKeys(text || Key.BACK_SPACE);
  }

  /** Takes so many single steps. */
  async steps(count: number, batch: number): Promise<void> {
    const before = await this.value("images-seen");
    for (let step = 1; step <= count; step++) {
      await this.click("step");
      await this.when("the step is done", async () => (await this.value("images-seen")) === before + step * batch);
    }
  }

  /** The digest of all weights, once they stand still. */
  async weights(): Promise<string> {
    await this.when("the weights are known", async () => (await this.attribute("weights", "data-value")) !== "");
    return this.attribute("weights", "data-value");
  }

  /** What the inspector last said to a screen reader. */
  async spoken(): Promise<string> {
    return (await (await this.find("inspector-spoken")).getAttribute("textContent")) ?? "";
  }

  async text(id: string): Promise<string> {
    return (await this.find(id)).getText();
  }

  /** A figure's plain value; NaN while it has none. */
  async value(id: string): Promise<number> {
    const value = await (await this.find(id)).getAttribute("data-value");
    return value ? Number(value) : Number.NaN;
  }

  /** An attribute; empty if it is not there. */
  async attribute(id: string, name: string): Promise<string> {
    return (await (await this.find(id)).getAttribute(name)) ?? "";
  }

  /** The run's state. */
  phase(): Promise<string> {
    return this.attribute("status", "data-value");
  }

  /** Waits until something holds; of an element that is not there yet, or was just replaced, nothing does. */
  async when(what: string, holds: () => Promise<boolean>, milliseconds = 120_000): Promise<void> {
    const now = () =>
      holds().catch((reason: unknown) => {
        if (reason instanceof error.NoSuchElementError) return false;
        if (reason instanceof error.StaleElementReferenceError) return false;
        throw reason;
      });
    await this.driver.wait(now, milliseconds, `waited in vain until ${what}`);
  }

  /** A canvas's pixels as a text that is equal for equal pictures. */
  picture(id: string): Promise<string> {
    return this.driver.executeScript(
      `const canvas = document.querySelector('[data-testid="' + arguments[0] + '"]');
       canvas.scrollIntoView({ block: "center" });
       return canvas.toDataURL();`,
      id,
    );
  }

  /** Draws strokes into a square of the pad: its corner and side are shares of the pad's. */
  async draw(strokes: Stroke[], square: { x: number; y: number; side: number }): Promise<void> {
    const pad = await this.find("drawing");
    await this.driver.executeScript("arguments[0].scrollIntoView({ block: 'center' })", pad);
    const box = await pad.getRect();
    // Selenium counts from the element's middle.
    const at = ([x, y]: [number, number]) => ({
      x: Math.round((square.x + x * square.side - 0.5) * box.width),
      y: Math.round((square.y + y * square.side - 0.5) * box.height),
    });
    for (const stroke of strokes) {
      const [first, ...others] = stroke;
      if (!first) continue;
      let actions = this.driver.actions().move({ origin: pad, ...at(first), duration: 0 });
      actions = actions.press();
      for (const point of others) actions = actions.move({ origin: pad, ...at(point), duration: 8 });
      await actions.release().perform();
    }
  }

  /** Presses keys one after another; whatever has the focus hears them. */
  press(...keys: string[]): Promise<void> {
    return this.driver
      .actions()
      .sendKeys(...keys)
      .perform();
  }

  /** Moves the pointer away from everything. */
  async leave(): Promise<void> {
    await this.driver.actions().move({ origin: Origin.VIEWPORT, x: 2, y: 2 }).perform();
  }
}

/** For a group of tests that each want a fresh browser: opens the page in one, which is closed when the test is over. */
export function visits(browser: BrowserName): (visit?: Visit) => Promise<Page> {
  let driver: WebDriver | undefined;
  afterEach(async () => {
    await driver?.quit();
    driver = undefined;
  });
  return async (visit) => {
    driver = await openBrowser(browser, visit);
    const page = new Page(driver);
    await page.open(visit?.link);
    return page;
  };
}
