import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";
import { compression } from "./compression.ts";
import { offline } from "./offline.ts";

// Cross-origin isolation gives the page SharedArrayBuffer.
const headers = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

// What the page shares with parts that are fetched later stays in the page's own file: it would be one more for each set of
// such parts.
const PAGE = /src.main.ts|node_modules.svelte|src.state.context|src.paint.palette/;

export default defineConfig({
  // Relative addresses: the page works under any path of any host.
  base: "./",
  // One page; a missing file is a 404, not the page again.
  appType: "mpa",
  plugins: [svelte(), compression(headers), offline(compression(headers))],
  build: {
    outDir: "../dist",
    emptyOutDir: true,
    target: "es2022",
    // Every browser that can run the module preloads modules, or does well without.
    modulePreload: { polyfill: false },
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: "index", test: PAGE }] } } },
  },
  worker: { format: "es" },
  server: { headers, fs: { allow: [".."] } },
  preview: { headers },
  test: { include: ["src/**/*.test.ts"], environment: "node" },
});
