import { resolve } from "node:path";
import type { WebDriver } from "selenium-webdriver";
import { build, preview, type PreviewServer } from "vite";
import { openBrowser, type BrowserName } from "../../tests/e2e/browsers";
import type { LayerDescription, NetworkSpec } from "../../pkg/lenet.js";
import type { Subject } from "./subject";

const ROOT = resolve(import.meta.dirname, "../..");

/** A served folder. */
export interface Site {
  address: string;
  close(): Promise<void>;
}

/** Serves a built folder of the project with the page's own headers, at a port of the system's choice. */
export async function serveFolder(outDir: string): Promise<Site> {
  const server: PreviewServer = await preview({
    root: resolve(ROOT, "www"),
    logLevel: "warn",
    build: { outDir: resolve(ROOT, outDir) },
    preview: { port: 0 },
  });
  const address = server.resolvedUrls?.local[0];
  if (!address) throw new Error(`${outDir} could not be served`);
  return { address, close: () => server.close() };
}

/**
 * Builds the benchmark's page, by the configuration of the real one, and serves it.
 * @param publicDir what lies beside it: the digits, and modules that are measured.
 */
export async function serveBench(publicDir: string): Promise<Site> {
  const outDir = "target/bench/site";
  await build({
    configFile: resolve(ROOT, "www/vite.config.ts"),
    root: resolve(ROOT, "benches/browser"),
    logLevel: "warn",
    publicDir: resolve(ROOT, publicDir),
    build: { outDir: resolve(ROOT, outDir) },
  });
  return serveFolder(outDir);
}

/** The benchmark's page in a browser of its own. */
export interface PageSubject extends Subject {
  /** The browser with its version. */
  browser: string;
  /** The processor cores it tells of. */
  cores: number;
  describe(network: string | NetworkSpec): Promise<LayerDescription[]>;
}

/** Opens the benchmark's page; with a peer's module, to measure that. */
export async function openBench(browser: BrowserName, address: string, peer?: string): Promise<PageSubject> {
  const driver = await openBrowser(browser);
  try {
    await driver.manage().setTimeouts({ script: 600_000 });
    await driver.get(peer ? `${address}?peer=${peer}` : address);
    const version = (await call(driver, "driven.ready()")) as string;
    const name = await browserVersion(driver);
    return {
      name: version,
      browser: name,
      cores: (await driver.executeScript("return driven.cores")) as number,
      measure: (request) => call(driver, 'driven.call("measure", argument)', request) as Promise<number>,
      describe: (network) => call(driver, 'driven.call("describe", argument)', network) as Promise<LayerDescription[]>,
      close: () => driver.quit(),
    };
  } catch (error) {
    await driver.quit();
    throw error;
  }
}

/** What browsers are called, by their own names; Chrome's differs with whether it has a window. */
const NAMES = new Map([
  ["firefox", "Firefox"],
  ["MiniBrowser", "WebKit"],
]);

/** The browser's name and version. */
export async function browserVersion(driver: WebDriver): Promise<string> {
  const capabilities = await driver.getCapabilities();
  const name = capabilities.getBrowserName() ?? "";
  return `${NAMES.get(name) ?? "Chromium"} ${capabilities.getBrowserVersion() ?? ""}`;
}

/** Evaluates a promise in the page. */
async function call(driver: WebDriver, expression: string, argument?: unknown): Promise<unknown> {
  const { value, error } = (await driver.executeAsyncScript(
    `const [argument, done] = arguments;
     (async () => ${expression})().then((value) => done({ value }), (error) => done({ error: String(error) }));`,
    argument ?? null,
  )) as { value?: unknown; error?: string };
  if (error) throw new Error(error);
  return value;
}
