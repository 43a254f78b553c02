import { DataError } from "./data-error";
import { concatenate, download, type DownloadOptions } from "./download";
import type { Shard } from "./manifest";
import { PIXELS } from "./picture";

/**
 * One try at a shard: fetched, unpacked, its size and digest checked.
 * @returns images x 784 pixel bytes, then images label bytes.
 * @throws DataError, or the signal's reason when aborted.
 */
export async function fetchShard(
  folder: string,
  shard: Shard,
  options: Pick<DownloadOptions, "signal" | "onProgress" | "anew"> = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const length = shard.images * (PIXELS + 1);
  // A host may already have unpacked the file, so what arrives may be as large as the content.
  const mostBytes = Math.max(shard.bytes, length);
  const packed = await download(new URL(shard.file, folder).href, { ...options, mostBytes });
  const content = isGzip(packed) ? await gunzip(packed, length, shard.file) : packed;
  if (content.length !== length) {
    throw new DataError("wrong-size", `${shard.file}: ${content.length} bytes, expected ${length}`);
  }
  await checkDigest(content, shard);
  return content;
}

function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

async function gunzip(packed: Uint8Array<ArrayBuffer>, length: number, name: string): Promise<Uint8Array<ArrayBuffer>> {
  const reader = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip")).getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Stops as soon as there is too much: a small file can unpack to an enormous one.
  while (size <= length) {
    const { done, value } = await reader.read().catch((error: unknown) => {
      throw new DataError("truncated", `${name}: ${error instanceof Error ? error.message : String(error)}`);
    });
    if (done) return concatenate(chunks, size);
    chunks.push(value);
    size += value.length;
  }
  await reader.cancel();
  throw new DataError("wrong-size", `${name}: more than ${length} bytes`);
}

let saidUnchecked = false;

async function checkDigest(content: Uint8Array<ArrayBuffer>, shard: Shard): Promise<void> {
  // Browsers offer digests in secure contexts only; plain http from another machine is none.
  if (!globalThis.crypto?.subtle) {
    if (!saidUnchecked) console.info("Not a secure context: the digits' SHA-256 sums are not checked.");
    saidUnchecked = true;
    return;
  }
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
  const found = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  if (found !== shard.sha256) throw new DataError("wrong-digest", `${shard.file}: ${found}`);
}
