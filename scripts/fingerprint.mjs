/**
 * Prints one SHA-256 sum over the names and contents of the files and directories given, or fails if one is not there.
 * Leaves out `node_modules`. Usage: node scripts/fingerprint.mjs PATH...
 */
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

function* filesUnder(path) {
  if (!statSync(path).isDirectory()) {
    yield path;
    return;
  }
  for (const name of readdirSync(path).sort()) {
    if (name !== "node_modules") yield* filesUnder(join(path, name));
  }
}

const hash = createHash("sha256");
try {
  for (const path of process.argv.slice(2)) {
    for (const file of filesUnder(path)) {
      const content = readFileSync(file);
      hash.update(`${file}\0${content.length}\0`).update(content);
    }
  }
  console.log(hash.digest("hex"));
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
