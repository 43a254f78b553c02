import { resolve } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import sirv from "sirv";
import type { Plugin } from "vite";

/** Smaller files gain nothing. */
const LEAST_BYTES = 512;

/**
 * Puts a `.br` and a `.gz` beside every file of the bundle, and lets the preview send whichever the browser can read.
 * @param headers what the preview sends with each of them.
 */
export function compression(headers: Record<string, string>): Plugin {
  let directory = "";
  return {
    name: "compression",
    configResolved({ root, build }) {
      directory = resolve(root, build.outDir);
    },
    generateBundle: {
      order: "post",
      handler(_, bundle) {
        for (const file of Object.values(bundle)) {
          const content = file.type === "chunk" ? file.code : file.source;
          if (content.length < LEAST_BYTES) continue;
          this.emitFile({ type: "asset", fileName: `${file.fileName}.br`, source: brotliCompressSync(content) });
          this.emitFile({ type: "asset", fileName: `${file.fileName}.gz`, source: gzipSync(content, { level: 9 }) });
        }
      },
    },
    configurePreviewServer({ middlewares }) {
      middlewares.use((_request, response, next) => {
        // For every answer: WebKit refuses a worker whose "not modified" does not say again that it is isolated.
        for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
        next();
      });
      const setHeaders = (response: { setHeader(name: string, value: string): void }, path: string) => {
        // A bundle's files have their content's hash in their names.
        if (path.startsWith("/assets/")) response.setHeader("Cache-Control", "public, max-age=31536000, immutable");
      };
      middlewares.use(sirv(directory, { brotli: true, gzip: true, etag: true, dev: true, setHeaders }));
    },
  };
}
