import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, it, vi } from "vitest";
import { fillMnist, openMnist, type LoadProgress } from "./load";
import { PIXELS } from "./picture";

const FOLDER = "https://example.test/mnist/";
const IMAGES = 3;
const FAST = { attempts: 3, delay: 1 };

/** A shard's content: every pixel and label tells which shard it is. */
function content(mark: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(IMAGES * (PIXELS + 1)).fill(mark);
}

function shard(file: string, mark: number) {
  const sha256 = createHash("sha256").update(content(mark)).digest("hex");
  return { file, images: IMAGES, bytes: gzipSync(content(mark)).length, sha256 };
}

function manifest() {
  return {
    version: 1,
    rows: 28,
    columns: 28,
    train: { count: 2 * IMAGES, shards: [shard("train-00.bin.gz", 1), shard("train-01.bin.gz", 2)] },
    test: { count: IMAGES, shards: [shard("test-00.bin.gz", 3)] },
  };
}

const packed = (mark: number) => () => new Response(new Uint8Array(gzipSync(content(mark))));

/** A host with these files; a file may be a row of answers, one a request, the last one for good. */
function host(changes: Record<string, (() => Response)[]> = {}) {
  const files: Record<string, (() => Response)[]> = {
    "manifest.json": [() => Response.json(manifest())],
    "train-00.bin.gz": [packed(1)],
    "train-01.bin.gz": [packed(2)],
    "test-00.bin.gz": [packed(3)],
    ...changes,
  };
  const asked: string[] = [];
  vi.stubGlobal("fetch", (url: string) => {
    const name = url.slice(FOLDER.length);
    asked.push(name);
    const answers = files[name] ?? [() => new Response(null, { status: 404 })];
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    return Promise.resolve().then(() => answer?.());
  });
  return asked;
}

async function load() {
  const mnist = await openMnist(FOLDER, FAST);
  const progress: LoadProgress[] = [];
  await fillMnist(FOLDER, mnist, { ...FAST, onProgress: (now) => progress.push({ ...now }) });
  return { mnist, progress };
}

afterEach(() => vi.unstubAllGlobals());

describe("loading the digits", () => {
  it("fills every shard in its place, first the ones to begin with", async () => {
    const asked = host();
    const { mnist, progress } = await load();
    expect(mnist.train.available).toBe(2 * IMAGES);
    expect(mnist.train.labels).toEqual(new Uint8Array([1, 1, 1, 2, 2, 2]));
    expect(mnist.train.image(3)).toEqual(new Uint8Array(PIXELS).fill(2));
    expect(mnist.test.labels).toEqual(new Uint8Array([3, 3, 3]));
    expect(asked.slice(0, 3)).toEqual(["manifest.json", "train-00.bin.gz", "test-00.bin.gz"]);
    expect(progress.at(-1)?.received).toBe(progress.at(-1)?.total);
  });

  it("asks for nothing that browsers have not had since they have vectors", async () => {
    const any = vi.spyOn(AbortSignal, "any").mockImplementation(() => {
      throw new TypeError("AbortSignal.any is not a function");
    });
    host();
    expect((await load()).mnist.train.available).toBe(2 * IMAGES);
    any.mockRestore();
  });

  it("takes content that the host has unpacked already", async () => {
    host({ "train-00.bin.gz": [() => new Response(content(1))] });
    expect((await load()).mnist.train.available).toBe(2 * IMAGES);
  });

  it("tries again after a 404 and after a broken connection", async () => {
    host({
      "train-00.bin.gz": [() => new Response(null, { status: 404 }), packed(1)],
      "test-00.bin.gz": [
        () => {
          throw new TypeError("network");
        },
        packed(3),
      ],
    });
    expect((await load()).mnist.test.available).toBe(IMAGES);
  });

  it("asks past the browser's cache for what it has damaged", async () => {
    host();
    const answer = fetch;
    vi.stubGlobal("fetch", (url: string, { cache }: RequestInit) =>
      url.endsWith("train-00.bin.gz") && cache !== "reload" ? Promise.resolve(packed(9)()) : answer(url),
    );
    expect((await load()).mnist.train.available).toBe(2 * IMAGES);
  });

  it("refuses a wrong digest", async () => {
    host({ "train-00.bin.gz": [packed(9)] });
    await expect(load()).rejects.toMatchObject({ code: "wrong-digest" });
  });

  it("refuses a truncated file, packed or not", async () => {
    host({ "train-00.bin.gz": [() => new Response(new Uint8Array(gzipSync(content(1))).subarray(0, 20))] });
    await expect(load()).rejects.toMatchObject({ code: "truncated" });
    host({ "train-00.bin.gz": [() => new Response(content(1).subarray(0, 100))] });
    await expect(load()).rejects.toMatchObject({ code: "wrong-size" });
  });

  it("refuses a small file that unpacks to a large one", async () => {
    host({ "train-00.bin.gz": [() => new Response(new Uint8Array(gzipSync(new Uint8Array(1_000_000))))] });
    await expect(load()).rejects.toMatchObject({ code: "wrong-size" });
  });

  it("keeps what is there and can be called again", async () => {
    const asked = host({
      "train-01.bin.gz": [...Array.from({ length: 3 }, () => () => new Response(null, { status: 503 })), packed(2)],
    });
    const mnist = await openMnist(FOLDER, FAST);
    const options = { ...FAST, onProgress: () => undefined };
    await expect(fillMnist(FOLDER, mnist, options)).rejects.toMatchObject({ code: "http-status" });
    expect(mnist.train.available).toBe(IMAGES);
    await fillMnist(FOLDER, mnist, options);
    expect(mnist.train.available).toBe(2 * IMAGES);
    expect(asked.filter((name) => name === "train-00.bin.gz")).toHaveLength(1);
  });
});

describe("the manifest", () => {
  const bad: [string, (value: ReturnType<typeof manifest>) => unknown][] = [
    ["no object", () => []],
    ["another version", (value) => ({ ...value, version: 2 })],
    ["other sizes", (value) => ({ ...value, rows: 32 })],
    ["a count that its shards don't have", (value) => ({ ...value, train: { ...value.train, count: 7 } })],
    ["no shards", (value) => ({ ...value, test: { count: 0, shards: [] } })],
    ["a way out of its folder", (value) => withShard(value, { file: "../secret.bin" })],
    ["another host", (value) => withShard(value, { file: "https://evil.test/x" })],
    ["a negative size", (value) => withShard(value, { bytes: -1 })],
    ["no digest", (value) => withShard(value, { sha256: "abc" })],
    ["a size that is no number", (value) => withShard(value, { images: "3" })],
  ];

  function withShard(value: ReturnType<typeof manifest>, change: object) {
    return { ...value, test: { count: IMAGES, shards: [{ ...value.test.shards[0], ...change }] } };
  }

  it.each(bad)("is refused with %s", async (_, change) => {
    host({ "manifest.json": [() => Response.json(change(manifest()))] });
    await expect(openMnist(FOLDER, FAST)).rejects.toMatchObject({ code: "malformed-manifest" });
  });

  it("is refused when it is not JSON", async () => {
    host({ "manifest.json": [() => new Response("<html>")] });
    await expect(openMnist(FOLDER, FAST)).rejects.toMatchObject({ code: "malformed-manifest" });
  });
});
