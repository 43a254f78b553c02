import { createStore, del, delMany, get, keys, set, update, type UseStore } from "idb-keyval";
import { keptRunOf, type KeptRun } from "./kept-run";

/** What can be kept, and gone on with. */
interface Session {
  /** Equal for those that have the same result: of each such plan one run is kept. */
  readonly fingerprint: string;
  /** These tell one state of it from another. */
  readonly generation: number;
  readonly step: number;
  /** Its weights came from a file. */
  readonly trained: boolean;
  readonly tests: readonly unknown[];
  keep(): KeptRun | undefined;
  /** Returns whether it does. */
  resume(run: KeptRun): boolean;
}

/** Runs of so many plans are kept; the one that was kept longest ago makes room. */
const MOST = 8;
/** Of those that were left in this visit, so many are at hand without asking the browser. */
const MOST_AT_HAND = 2;
/** Under this key, the plans in the order in which they were kept, the last one first. */
const ORDER = "order";
/** Milliseconds after which a run that goes on is kept once more. */
const INTERVAL = 10_000;
/** Milliseconds that the page waits for it: WebKit's storage now and then never answers. */
const PATIENCE = 1000;

/** Keeps the last run of every plan that a session has, in this visit, and beyond it where the browser keeps anything at all. */
export class Keeper {
  private store?: UseStore;
  /** Whether the storage has answered. */
  private readonly opened = inTime(this.ask((store) => keys(store)));
  /** What is to be written, by plan. */
  private readonly waiting = new Map<string, KeptRun>();
  /** The runs that were left at last, by plan. */
  private readonly left = new Map<string, KeptRun>();
  /** The session as it was when it was last kept, or went on with what was. */
  private known?: string;
  /** What this page has written, or gone on with, by plan: of another page's runs it is not the master. */
  private readonly own = new Map<string, string>();
  /** One after another: a disk may be slow. */
  private queue = Promise.resolve();
  private due = 0;

  constructor(private readonly session: Session) {}

  /** Has the session go on with the run of its plan that was left, or kept last, if there is one. */
  async resume(): Promise<void> {
    const { fingerprint } = this.session;
    const run = this.left.get(fingerprint) ?? (await this.last(fingerprint));
    if (run === undefined) return;
    try {
      const kept = keptRunOf(run);
      // Of another plan, if another has begun meanwhile.
      if (!this.session.resume(kept)) return;
      this.known = this.state;
      this.own.set(kept.plan, nameOf(kept));
    } catch (error) {
      // Of an earlier page, or damaged.
      console.warn(error);
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
    if (this.state === this.known || this.hasLeft) return;
    const run = this.session.keep();
    if (run) this.keepRun(run);
  }

  /**
   * Whether a run of the session's plan was left that is longer than the one that goes on, or that began from nothing, and came to
   * a test, where this one began from weights that were loaded: until it no longer is, it stays.
   */
  get hasLeft(): boolean {
    const { fingerprint, step, trained } = this.session;
    const left = this.left.get(fingerprint);
    return (
      left !== undefined && left.step > 0 && (left.step > step || (trained && !left.trained && left.tests.length > 0))
    );
  }

  /** The session is about to begin another plan, or to take other weights: its run is found again. */
  leave(): void {
    const run = this.hasLeft ? undefined : this.session.keep();
    if (!run) return;
    const { plan } = run;
    this.left.delete(plan);
    this.left.set(plan, run);
    for (const oldest of [...this.left.keys()].slice(0, -MOST_AT_HAND)) this.left.delete(oldest);
    if (this.state !== this.known) this.keepRun(run);
  }

  /**
   * The session begins anew: its run of the plan `before` is kept no longer, unless another page has gone on with it; nor one of
   * another plan that it has now, whoever's that was.
   */
  reset(before: string): void {
    this.known = undefined;
    for (const plan of new Set([before, this.session.fingerprint])) {
      this.waiting.delete(plan);
      this.left.delete(plan);
      this.queue = this.queue.then(() => this.drop(plan, plan !== before));
    }
  }

  private get state(): string {
    const { generation, step, tests } = this.session;
    return [generation, step, tests.length].join();
  }

  private keepRun(run: KeptRun): void {
    this.due = performance.now() + INTERVAL;
    this.known = this.state;
    this.waiting.set(run.plan, run);
    this.queue = this.queue.then(() => this.write());
  }

  private async last(plan: string): Promise<unknown> {
    if (!(await this.opened)) return undefined;
    return inTime(this.queue.then(() => this.ask((store) => get<unknown>(plan, store))));
  }

  /** Of those that wait the newest of each plan alone. */
  private async write(): Promise<void> {
    for (const [plan, run] of this.waiting) {
      this.waiting.delete(plan);
      const written = await this.ask((store) => write(run, this.own.get(plan), store));
      if (written) this.own.set(plan, nameOf(run));
      // Next time it is tried again.
      else if (written === undefined) this.known = undefined;
    }
  }

  /** @param always even if this page knows nothing of the plan's run. */
  private async drop(plan: string, always: boolean): Promise<void> {
    const own = this.own.get(plan);
    this.own.delete(plan);
    if (!own && !always) return;
    await this.ask(async (store) => {
      const run = await get<unknown>(plan, store);
      if (run !== undefined && (!own || nameOf(keptRunOf(run)) === own)) await del(plan, store);
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
function nameOf({ step, tests }: Partial<KeptRun>): string {
  return [step, tests?.length].join();
}

/**
 * Returns whether it is written: a longer run is replaced by the page alone whose own it is, and not by weights that were merely
 * loaded, which can be loaded again.
 * @param own the run that the page has written, or gone on with.
 */
async function write(run: KeptRun, own: string | undefined, store: UseStore): Promise<boolean> {
  const { plan, step } = run;
  const there = await get<Partial<KeptRun>>(plan, store);
  if (there?.step && there.step > step && (step === 0 || nameOf(there) !== own)) return false;
  await set(plan, run, store);
  const kept = await keys(store);
  let tooMany: string[] = [];
  const renew = (before: string[] = []) => {
    // Those that were dropped take no one's place.
    const order = [plan, ...before.filter((other) => other !== plan && kept.includes(other))];
    tooMany = order.splice(MOST);
    return order;
  };
  await update(ORDER, renew, store);
  if (tooMany.length > 0) await delMany(tooMany, store);
  return true;
}

/** What a promise resolves to, or undefined if that takes too long. */
function inTime<T>(promise: Promise<T>): Promise<T | undefined> {
  const late = new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), PATIENCE));
  return Promise.race([promise, late]);
}
