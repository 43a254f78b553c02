/**
 * Serves `dist/` as www/'s Vite configuration says, with the headers for cross-origin isolation, and prints the address
 * on a line of its own as soon as it answers. Usage: node scripts/serve.mjs [PORT]
 */
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

// npm may install Vite below www/, where an import from here does not look.
const { resolve } = createRequire(new URL("../www/package.json", import.meta.url));
const { preview } = await import(pathToFileURL(resolve("vite")).href);

const HIGHEST = 65_535;
const told = process.argv[2] ?? "8080";
const port = Number(told);
if (!Number.isInteger(port) || port < 1 || port > HIGHEST) {
  console.error(`"${told}" is no port: PORT is a whole number from 1 to ${HIGHEST}.`);
  process.exit(1);
}
try {
  await preview({ root: "www", logLevel: "warn", preview: { port, strictPort: true } });
  console.log(`\nhttp://localhost:${port}/\n`);
} catch (error) {
  console.error(`${error.message}\nIf port ${port} is taken, choose another: PORT=${port < HIGHEST ? port + 1 : port - 1} ./build.sh serve`);
  process.exitCode = 1;
}
