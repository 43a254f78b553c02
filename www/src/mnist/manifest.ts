import { DataError } from "./data-error";
import { SIDE } from "./picture";

/** One file of digits: all its pixels, then all its labels. */
export interface Shard {
  file: string;
  images: number;
  /** Size of the compressed file. */
  bytes: number;
  /** Of the uncompressed content, in lower-case hexadecimal. */
  sha256: string;
}

/** A set of digits, cut into shards that follow one another. */
export interface DigitSet {
  count: number;
  shards: Shard[];
}

/** What the page finds under `mnist/manifest.json`. */
export interface Manifest {
  train: DigitSet;
  test: DigitSet;
}

const MOST_IMAGES = 1_000_000;
const MOST_BYTES = 256 * 1024 * 1024;
// A plain name: no folder, no scheme, nothing that leads out of the data's own folder.
const FILE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;
const DIGEST = /^[0-9a-f]{64}$/;

/**
 * Checks what was parsed from the manifest's JSON, trusting nothing.
 * @throws DataError "malformed-manifest", naming the field.
 */
export function parseManifest(value: unknown): Manifest {
  const manifest = record(value, "manifest");
  if (manifest.version !== 1) fail("version is not 1");
  if (manifest.rows !== SIDE || manifest.columns !== SIDE) fail("digits are not 28 x 28");
  return { train: parseSet(manifest.train, "train"), test: parseSet(manifest.test, "test") };
}

function parseSet(value: unknown, name: string): DigitSet {
  const set = record(value, name);
  const count = whole(set.count, `${name}.count`, MOST_IMAGES);
  if (!Array.isArray(set.shards) || set.shards.length === 0) fail(`${name}.shards is not a list`);
  const shards = (set.shards as unknown[]).map((shard, index) => parseShard(shard, `${name}.shards[${index}]`));
  const sum = shards.reduce((total, shard) => total + shard.images, 0);
  if (sum !== count) fail(`${name}: its shards hold ${sum} images, not ${count}`);
  return { count, shards };
}

function parseShard(value: unknown, name: string): Shard {
  const shard = record(value, name);
  const { file, sha256 } = shard;
  if (typeof file !== "string" || !FILE_NAME.test(file)) fail(`${name}.file is not a plain file name`);
  if (typeof sha256 !== "string" || !DIGEST.test(sha256)) fail(`${name}.sha256 is not a digest`);
  return {
    file: file as string,
    images: whole(shard.images, `${name}.images`, MOST_IMAGES),
    bytes: whole(shard.bytes, `${name}.bytes`, MOST_BYTES),
    sha256: sha256 as string,
  };
}

function record(value: unknown, name: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) fail(`${name} is not an object`);
  return value as Record<string, unknown>;
}

function whole(value: unknown, name: string, most: number): number {
  if (!Number.isInteger(value) || (value as number) < 1 || (value as number) > most) {
    fail(`${name} is not a whole number from 1 to ${most}`);
  }
  return value as number;
}

function fail(detail: string): never {
  throw new DataError("malformed-manifest", detail);
}
