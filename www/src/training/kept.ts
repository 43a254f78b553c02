import { createStore, del, get, set, type UseStore } from "idb-keyval";
import { keptRunOf, type KeptRun } from "./kept-run";

/** What can be kept, and gone on with. */
interface Session {
  /** These tell one state of it from another. */
  readonly generation: number;
  readonly step: number;
  readonly tests: readonly unknown[];
  keep(): KeptRun | undefined;
  /** Returns whether it does. */
  resume(run: KeptRun): boolean;
}

const KEY = "run";
/** Milliseconds after which a run that goes on is kept once more. */
const INTERVAL = 10_000;
/** Milliseconds that the page waits for it: WebKit's storage now and then never answers. */
const PATIENCE = 1000;

/** Keeps one session's run, the last one, where the browser keeps anything at all. */
export class Keeper {
  private store?: UseStore;
  private newest?: KeptRun;
  /** The session as it was when it was last kept, or went on with what was. */
  private known?: string;
  /** What this page has written, or gone on with: of another page's run it is not the master. */
  private own?: string;
  /** One after another: a disk may be slow. */
  private queue = Promise.resolve();
  private due = 0;

  constructor(private readonly session: Session) {}

  /** The run that was kept last, if there is one. */
  last(): Promise<unknown> {
    const late = new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), PATIENCE));
    return Promise.race([this.ask((store) => get<unknown>(KEY, store)), late]);
  }

  /** Has the session go on with a run, if it is one of the session's plan. */
  resume(run: unknown): void {
    if (run === undefined) return;
    try {
      const kept = keptRunOf(run);
      if (!this.session.resume(kept)) return;
      this.known = this.state;
      this.own = nameOf(kept);
    } catch (error) {
      // Of an earlier page, or damaged.
      console.warn(error);
      void this.ask((store) => del(KEY, store));
    }
  }

  /** True when the run has not been kept for a while. */
  get isDue(): boolean {
    return performance.now() > this.due;
  }

  /**
   * Keeps the session's run as it is now, if there is anything new to keep: a page that is only looked at writes nothing over
   * what another one did.
   */
  keep(): void {
    this.due = performance.now() + INTERVAL;
    if (this.state === this.known) return;
    const run = this.session.keep();
    if (!run) return;
    this.known = this.state;
    this.newest = run;
    this.queue = this.queue.then(() => this.write());
  }

  /** The session begins anew: its run is kept no longer. Another page's is none of its business. */
  reset(): void {
    this.known = undefined;
    this.newest = undefined;
    this.queue = this.queue.then(() => this.drop());
  }

  private get state(): string {
    const { generation, step, tests } = this.session;
    return [generation, step, tests.length].join();
  }

  /** Of those that wait the newest alone. */
  private async write(): Promise<void> {
    const run = this.newest;
    if (!run) return;
    this.newest = undefined;
    const written = await this.ask((store) => set(KEY, run, store).then(() => true));
    if (written) this.own = nameOf(run);
    // Next time it is tried again.
    else this.known = undefined;
  }

  private async drop(): Promise<void> {
    const { own } = this;
    this.own = undefined;
    if (!own) return;
    await this.ask(async (store) => {
      if (nameOf(keptRunOf(await get<unknown>(KEY, store))) === own) await del(KEY, store);
    });
  }

  /** In a private window, or when the disk is full, a browser may refuse. */
  private async ask<T>(what: (store: UseStore) => Promise<T>): Promise<T | undefined> {
    try {
      return await what((this.store ??= createStore("lenet", "runs")));
    } catch (error) {
      console.warn(error);
      return undefined;
    }
  }
}

/** What tells a run from another, and from what it was before. */
function nameOf({ plan, step, tests }: KeptRun): string {
  return [plan, step, tests.length].join();
}
