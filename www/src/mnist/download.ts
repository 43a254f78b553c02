import { DataError } from "./data-error";

/** What a download needs besides its address. */
export interface DownloadOptions {
  signal?: AbortSignal;
  /** Called with the bytes received so far. */
  onProgress?: (received: number) => void;
  /** More bytes than this are refused. */
  mostBytes: number;
  /** Milliseconds without a byte after which the connection counts as dead. */
  patience?: number;
  /** Past the browser's own cache, which is given what comes: what is in there was no good. */
  anew?: boolean;
}

/**
 * Fetches a file whole, telling how far it is.
 * @throws DataError "unreachable", "http-status", "stalled" or "wrong-size"; the signal's reason when aborted.
 */
export async function download(url: string, options: DownloadOptions): Promise<Uint8Array<ArrayBuffer>> {
  const { patience = 20_000, mostBytes, onProgress, signal, anew = false } = options;
  const name = url.slice(url.lastIndexOf("/") + 1);
  // One for both reasons to stop: browsers have not had AbortSignal.any for long.
  const stop = new AbortController();
  const abort = () => stop.abort();
  signal?.addEventListener("abort", abort);
  let timer = setTimeout(abort, patience);
  try {
    signal?.throwIfAborted();
    const response = await fetch(url, { signal: stop.signal, cache: anew ? "reload" : "default" });
    if (!response.ok) throw new DataError("http-status", `${name}: ${response.status}`);
    if (!response.body) return new Uint8Array(await response.arrayBuffer());
    const chunks: Uint8Array[] = [];
    let received = 0;
    const reader = response.body.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      clearTimeout(timer);
      timer = setTimeout(abort, patience);
      chunks.push(value);
      received += value.length;
      if (received > mostBytes) {
        await reader.cancel();
        throw new DataError("wrong-size", `${name}: more than ${mostBytes} bytes`);
      }
      onProgress?.(received);
    }
    return concatenate(chunks, received);
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof DataError) throw error;
    if (stop.signal.aborted) throw new DataError("stalled", name);
    throw new DataError("unreachable", `${name}: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
  }
}

/** Chunks in a row; `length` is their sum. */
export function concatenate(chunks: Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.length;
  }
  return whole;
}
