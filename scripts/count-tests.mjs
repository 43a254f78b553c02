/**
 * Prints how many tests passed and failed, a line a kind and a last line for all, from the logs that cargo, wasm-bindgen
 * and Vitest left. Usage: node scripts/count-tests.mjs LOG_DIRECTORY EXIT_STATUS_OF_THE_RUN
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";

const kinds = {
  rust: "test-rust",
  "rust, released": "test-release",
  "rust in Firefox": "test-firefox",
  "rust in Chrome": "test-chrome",
  typescript: "test-unit",
  "page in browsers": "test-page",
};
const resultLine = /^test result: .*$|^ *Tests +\d.*$/gm;

function sum(lines, word) {
  const counts = lines.flatMap((line) => [...line.matchAll(new RegExp(`(\\d+) ${word}`, "g"))]);
  return counts.reduce((total, [, count]) => total + Number(count), 0);
}

const [directory, status] = process.argv.slice(2);
const total = { passed: 0, failed: 0 };
console.log();
for (const [kind, name] of Object.entries(kinds)) {
  const path = join(directory, `${name}.log`);
  if (!existsSync(path)) continue;
  const lines = stripVTControlCharacters(readFileSync(path, "utf8")).match(resultLine) ?? [];
  const passed = sum(lines, "passed");
  const failed = sum(lines, "failed");
  total.passed += passed;
  total.failed += failed;
  console.log(`${kind}: ${passed} passed${failed > 0 ? `, ${failed} failed` : ""}`);
}
// A run that broke off before a test could fail has failed nonetheless.
if (status !== "0") total.failed = Math.max(total.failed, 1);
console.log(`${total.passed} passed, ${total.failed} failed`);
