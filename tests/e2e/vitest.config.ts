import { defineConfig } from "vitest/config";

// One browser at a time: they share few cores, and a training run is measured.
export default defineConfig({
  test: {
    globalSetup: ["./server.ts", "./display.ts"],
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 120_000,
    // A browser that crashes by itself, or does not come up, is not what is tested.
    retry: { count: 1, condition: /page crash or hang|WebKit is not there after/ },
    reporters: ["verbose"],
  },
});
