import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { build, type Plugin } from "vite";

const SOURCE = "src/offline/service-worker.ts";

/**
 * Builds the service worker, by itself, since it must be one file at the page's side, and tells it what the bundle is made of.
 * @param plugins what else is to be done with its file.
 */
export function offline(...plugins: Plugin[]): Plugin {
  let root = "";
  let publicDir = "";
  let outDir = "";
  return {
    name: "offline",
    apply: "build",
    configResolved(config) {
      ({ root, publicDir } = config);
      outDir = resolve(root, config.build.outDir);
    },
    async writeBundle(_, bundle) {
      // The benchmark's page, which is built by the same configuration, has none.
      if (!existsSync(resolve(root, SOURCE))) return;
      const files = Object.keys(bundle).filter((file) => file.startsWith("assets/") && !/\.(br|gz)$/.test(file));
      const revised = (url: string, file: string) => {
        const revision = createHash("sha256").update(readFileSync(file)).digest("hex").slice(0, 16);
        return { url, revision };
      };
      const weights = readdirSync(resolve(publicDir, "weights")).map((name) => `weights/${name}`);
      await build({
        configFile: false,
        root,
        logLevel: "warn",
        publicDir: false,
        plugins,
        define: {
          BUNDLE: JSON.stringify([
            revised("./", resolve(outDir, "index.html")),
            ...files.map((url) => ({ url, revision: null })),
            ...weights.map((url) => revised(url, resolve(publicDir, url))),
          ]),
          "process.env.NODE_ENV": '"production"',
        },
        build: {
          outDir,
          emptyOutDir: false,
          target: "es2022",
          rollupOptions: {
            input: resolve(root, SOURCE),
            output: { format: "iife", entryFileNames: "service-worker.js" },
          },
        },
      });
    },
  };
}
