import { createStore, del, delMany, entries, get, keys, set, type UseStore } from "idb-keyval";
import { keptRunOf, type KeptRun } from "./kept-run";

/** What can be kept, and gone on with. */
interface Session {
  /** Equal for those that have the same result: of each such plan one run is kept. */
  readonly fingerprint: string;
  /** These tell one state of it from another. */
  readonly generation: number;
  readonly step: number;
  readonly tests: readonly unknown[];
  keep(): KeptRun | undefined;
  /** Returns whether it does. */
  resume(run: KeptRun): boolean;
}

/** Runs of so many plans are kept; the one that was kept longest ago makes room. */
const MOST = 8;
/** Milliseconds after which a run that goes on is kept once more. */
const INTERVAL = 10_000;
/** Milliseconds that the page waits for it: WebKit's storage now and then never answers. */
const PATIENCE = 1000;

/** Keeps the last run of every plan that a session has, where the browser keeps anything at all. */
export class Keeper {
  private store?: UseStore;
  /** What is to be written, by plan. */
  private readonly waiting = new Map<string, KeptRun>();
  /** The session as it was when it was last kept, or went on with what was. */
  private known?: string;
  /** What this page has written, or gone on with, by plan: of another page's runs it is not the master. */
  private readonly own = new Map<string, string>();
  /** One after another: a disk may be slow. */
  private queue = Promise.resolve();
  private due = 0;

  constructor(private readonly session: Session) {}

  /** The run of the session's plan that was kept last, if there is one. */
  last(): Promise<unknown> {
    const { fingerprint } = this.session;
    const late = new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), PATIENCE));
    return Promise.race([this.queue.then(() => this.ask((store) => get<unknown>(fingerprint, store))), late]);
  }

  /** Has the session go on with a run of its plan. */
  resume(run: unknown): void {
    if (run === undefined) return;
    try {
      const kept = keptRunOf(run);
      if (!this.session.resume(kept)) return;
      this.known = this.state;
      this.own.set(kept.plan, nameOf(kept));
    } catch (error) {
      // Of an earlier page, or damaged.
      console.warn(error);
      const { fingerprint } = this.session;
      void this.ask((store) => del(fingerprint, store));
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
    this.waiting.set(run.plan, run);
    this.queue = this.queue.then(() => this.write());
  }

  /** The session begins its plan anew: that run is kept no longer. Another page's is none of its business. */
  reset(): void {
    const { fingerprint } = this.session;
    this.known = undefined;
    this.waiting.delete(fingerprint);
    this.queue = this.queue.then(() => this.drop(fingerprint));
  }

  private get state(): string {
    const { generation, step, tests } = this.session;
    return [generation, step, tests.length].join();
  }

  /** Of those that wait the newest of each plan alone. */
  private async write(): Promise<void> {
    for (const [plan, run] of this.waiting) {
      this.waiting.delete(plan);
      const written = await this.ask((store) => set(plan, run, store).then(() => true));
      if (written) this.own.set(plan, nameOf(run));
      // Next time it is tried again.
      else this.known = undefined;
    }
    await this.ask(makeRoom);
  }

  private async drop(plan: string): Promise<void> {
    const own = this.own.get(plan);
    this.own.delete(plan);
    if (!own) return;
    await this.ask(async (store) => {
      if (nameOf(keptRunOf(await get<unknown>(plan, store))) === own) await del(plan, store);
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

/** What tells a run of a plan from what it was before. */
function nameOf({ step, tests }: KeptRun): string {
  return [step, tests.length].join();
}

async function makeRoom(store: UseStore): Promise<void> {
  if ((await keys(store)).length <= MOST) return;
  const kept = await entries<string, Partial<KeptRun>>(store);
  const newestFirst = kept.sort(([, one], [, other]) => (other.when ?? 0) - (one.when ?? 0));
  await delMany(
    newestFirst.slice(MOST).map(([plan]) => plan),
    store,
  );
}
