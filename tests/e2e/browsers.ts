import { existsSync } from "node:fs";
import { Browser, Builder, type WebDriver } from "selenium-webdriver";
import * as chrome from "selenium-webdriver/chrome.js";
import * as firefox from "selenium-webdriver/firefox.js";
import { startWebKit } from "./webkit";

export type BrowserName = "Firefox" | "Chromium" | "WebKit";

/** The browsers that every test runs in. WebKit is the engine of Safari, here as Linux has it. */
export const BROWSERS: readonly BrowserName[] =
  process.platform === "linux" ? ["Firefox", "Chromium", "WebKit"] : ["Firefox", "Chromium"];

/** What differs between two visits. */
export interface Visit {
  /** The browser's language; English if left out. */
  language?: string;
  /** The fragment of the page's address. */
  link?: string;
  /** In pixels; 1366 x 768 if left out. */
  size?: { width: number; height: number };
  /** False for a WebKit that has no shared memory, whatever the page is. */
  sharesMemory?: boolean;
}

/** Opens a fresh headless browser; the caller quits it. */
export async function openBrowser(name: BrowserName, visit: Visit = {}): Promise<WebDriver> {
  const { language = "en", size = { width: 1366, height: 768 }, sharesMemory = true } = visit;
  const start = () =>
    name === "WebKit" ? startWebKit(language, size, sharesMemory) : startHeadless(name, language, size);
  try {
    return await start();
  } catch (error) {
    // Firefox now and then fails to come up at all; that is not what is tested.
    console.warn(`${name} did not start, trying once more: ${String(error)}`);
    return start();
  }
}

function startHeadless(
  name: "Firefox" | "Chromium",
  language: string,
  size: { width: number; height: number },
): Promise<WebDriver> {
  if (name === "Firefox") {
    const options = new firefox.Options()
      .addArguments("-headless", `--width=${size.width}`, `--height=${size.height}`)
      .setPreference("intl.accept_languages", language)
      .windowSize(size);
    return new Builder().forBrowser(Browser.FIREFOX).setFirefoxOptions(options).build();
  }
  const options = new chrome.Options();
  options.addArguments(
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    `--lang=${language}`,
    `--accept-lang=${language}`,
    `--window-size=${size.width},${size.height}`,
  );
  const builder = new Builder().forBrowser(Browser.CHROME).setChromeOptions(options);
  // Debian's driver is not where Selenium looks for the newest one.
  const driver = "/usr/bin/chromedriver";
  if (existsSync(driver)) builder.setChromeService(new chrome.ServiceBuilder(driver));
  return builder.build();
}
