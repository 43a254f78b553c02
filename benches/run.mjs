/**
 * Starts the benchmarks, which are TypeScript, by way of Vite. `./build.sh bench` prepares what they need.
 * Usage: node benches/run.mjs [--quick] [--write]
 */
import { fileURLToPath } from "node:url";
import { runnerImport } from "vite";

const entry = fileURLToPath(new URL("suite/main.ts", import.meta.url));
const { module } = await runnerImport(entry, { configFile: false });
await module.main(process.argv.slice(2));
