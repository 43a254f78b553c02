/** How often and how patiently something is tried. */
export interface RetryOptions {
  /** Tries in all. */
  attempts: number;
  /** Milliseconds before the second try; doubles with each further one. */
  delay: number;
  signal?: AbortSignal;
}

/**
 * Runs `attempt` until it succeeds, waiting longer each time, with jitter so that many visitors do not return in step. It hears
 * how often it was tried before.
 * @throws the last try's error, or the signal's reason as soon as it is aborted.
 */
export async function retry<T>(attempt: (before: number) => Promise<T>, options: RetryOptions): Promise<T> {
  for (let tried = 1; ; tried++) {
    options.signal?.throwIfAborted();
    try {
      return await attempt(tried - 1);
    } catch (error) {
      options.signal?.throwIfAborted();
      if (tried >= options.attempts) throw error;
    }
    await sleep(options.delay * 2 ** (tried - 1) * (0.5 + Math.random()), options.signal);
  }
}

function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(done, milliseconds);
    function done() {
      signal?.removeEventListener("abort", stop);
      resolve();
    }
    function stop() {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    }
    signal?.addEventListener("abort", stop, { once: true });
  });
}
