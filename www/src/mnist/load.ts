import { DataError } from "./data-error";
import { Digits } from "./digits";
import { download } from "./download";
import { parseManifest } from "./manifest";
import { retry } from "./retry";
import { fetchShard } from "./shard";

/** Training and test digits, possibly still filling. */
export interface Mnist {
  train: Digits;
  test: Digits;
}

/** How far the data is. */
export interface LoadProgress {
  received: number;
  total: number;
}

/** Options of the loader. */
export interface LoadOptions {
  /** Called when a shard was filled in or bytes arrived. */
  onProgress: (progress: LoadProgress) => void;
  attempts?: number;
  delay?: number;
}

const LARGEST_MANIFEST = 1024 * 1024;
const AT_ONCE = 2;

/**
 * Fetches the manifest from the data's folder and makes room for all digits.
 * @param folder absolute address, ending with a slash.
 * @throws DataError
 */
export async function openMnist(folder: string, options: Omit<LoadOptions, "onProgress"> = {}): Promise<Mnist> {
  const { attempts = 5, delay = 400 } = options;
  const url = new URL("manifest.json", folder).href;
  const attempt = (before: number) => download(url, { mostBytes: LARGEST_MANIFEST, anew: before > 0 });
  const bytes = await retry(attempt, { attempts, delay });
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw new DataError("malformed-manifest", "not JSON");
  }
  const manifest = parseManifest(parsed);
  return { train: new Digits(manifest.train), test: new Digits(manifest.test) };
}

/**
 * Fills in every shard that is still missing. The first training shard comes first, then the test's: they let training
 * begin, the page show a digit, and trained weights be tested. Can be called again after a failure; what is there stays.
 * @throws DataError of the first shard that could not be had.
 */
export async function fillMnist(folder: string, mnist: Mnist, options: LoadOptions): Promise<void> {
  const { attempts = 5, delay = 400, onProgress } = options;
  const stop = new AbortController();
  const { signal } = stop;
  const [train, test] = [pending(mnist.train), pending(mnist.test)];
  const queue = [...train.slice(0, 1), ...test, ...train.slice(1)];
  const all = [...pending(mnist.train, true), ...pending(mnist.test, true)];
  const total = all.reduce((sum, { shard }) => sum + shard.bytes, 0);
  let received = total - queue.reduce((sum, { shard }) => sum + shard.bytes, 0);

  async function worker(): Promise<void> {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const { digits, index, shard } = next;
      let counted = 0;
      const count = (bytes: number) => {
        received += Math.min(bytes, shard.bytes) - counted;
        counted = Math.min(bytes, shard.bytes);
        onProgress({ received, total });
      };
      const attempt = (before: number) => fetchShard(folder, shard, { signal, onProgress: count, anew: before > 0 });
      const content = await retry(attempt, { attempts, delay, signal });
      digits.fill(index, content);
      count(shard.bytes);
    }
  }
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  } finally {
    stop.abort();
  }
}

function pending(digits: Digits, all = false) {
  return digits.set.shards
    .map((shard, index) => ({ digits, index, shard }))
    .filter(({ index }) => all || !digits.has(index));
}
