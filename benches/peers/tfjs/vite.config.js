import { defineConfig } from "vite";

// A module and the backend's WebAssembly beside it.
export default defineConfig({
  publicDir: false,
  build: {
    lib: { entry: "peer.js", formats: ["es"], fileName: "peer" },
    outDir: "../../../target/bench/public/tfjs",
    emptyOutDir: true,
    target: "es2022",
  },
});
