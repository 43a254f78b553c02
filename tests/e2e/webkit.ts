import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { Builder, Capabilities, type WebDriver } from "selenium-webdriver";
import { ServiceBuilder } from "selenium-webdriver/safari.js";

const DRIVER = "/usr/bin/WebKitWebDriver";
/** The browser that comes with the engine, a window with little but the page: where Debian has it, and where others do. */
const BINARIES = ["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/libexec", "/usr/lib"].flatMap(
  (folder) => ["4.1", "4.0"].map((version) => `${folder}/webkit2gtk-${version}/MiniBrowser`),
);
/** Languages that the system may lack. */
const LOCALES = resolve(import.meta.dirname, "../../target/locale");

/** Milliseconds within which a browser comes up, or does not. */
const PATIENCE = 30_000;

/** Opens a window of WebKit for GTK, which needs a display; the caller quits it. */
export async function startWebKit(
  language: string,
  size: { width: number; height: number },
  sharesMemory: boolean,
): Promise<WebDriver> {
  const binary = BINARIES.find(existsSync);
  if (!binary || !existsSync(DRIVER)) throw new Error("WebKit is not there; `./build.sh setup` installs it");
  const service = new ServiceBuilder(DRIVER)
    .setEnvironment({
      ...(process.env as Record<string, string>),
      LANG: language === "en" ? "en_US.UTF-8" : `${language.replace("-", "_")}.UTF-8`,
      LOCPATH: LOCALES,
      // Safari has shared memory on every isolated page, this relative of it only when it is told so.
      JSC_useSharedArrayBuffer: sharesMemory ? "1" : "0",
      // Without a graphics processor its compositor is Mesa's, which crashes now and then.
      WEBKIT_DISABLE_COMPOSITING_MODE: "1",
      // The sandbox wants rights that root in a container does not have.
      WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1",
    })
    .build();
  const capabilities = new Capabilities({
    browserName: "MiniBrowser",
    "webkitgtk:browserOptions": { binary, args: ["--automation"] },
  });
  const start = async () => {
    const driver = await new Builder()
      .usingServer(await service.start())
      .withCapabilities(capabilities)
      .build();
    const quit = driver.quit.bind(driver);
    driver.quit = () =>
      quit()
        .catch(() => undefined)
        .finally(() => service.kill());
    await driver.manage().window().setRect(size);
    return driver;
  };
  try {
    return await within(PATIENCE, start());
  } catch (error) {
    await service.kill();
    throw error;
  }
}

function within<T>(milliseconds: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`WebKit is not there after ${milliseconds} ms`)), milliseconds);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
