import { createStore, del, get, set, type UseStore } from "idb-keyval";
import type { Answers } from "./mistakes";
import type { ChartPoint, TestResult } from "./protocol";

/** A run as it is kept from one visit to the next, and while a phone has put the page away. */
export interface KeptRun {
  /** What decides its result: whoever means another run is not served with this one. */
  plan: string;
  step: number;
  epochs: number;
  trained: boolean;
  points: ChartPoint[];
  tests: TestResult[];
  answers?: Answers;
  /** The network as a safetensors file, and what training remembers. */
  weights: Uint8Array;
  memory: Float32Array;
}

/** What can be kept, and gone on with. */
interface Session {
  keep(): KeptRun | undefined;
  resume(run: KeptRun): void;
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
  private writing = false;
  private due = 0;

  constructor(private readonly session: Session) {}

  /** The run that was kept last, if there is one. */
  last(): Promise<KeptRun | undefined> {
    const late = new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), PATIENCE));
    return Promise.race([this.ask((store) => get<KeptRun>(KEY, store)), late]);
  }

  /** Has the session go on with a run, if it is one of the session's plan. */
  resume(run?: KeptRun): void {
    try {
      if (run) this.session.resume(run);
    } catch (error) {
      // Of an earlier page, or damaged.
      console.warn(error);
      this.forget();
    }
  }

  /** True when the run has not been kept for a while. */
  get isDue(): boolean {
    return performance.now() > this.due;
  }

  /** Keeps the session's run as it is now, if there is anything to keep. */
  keep(): void {
    this.due = performance.now() + INTERVAL;
    this.newest = this.session.keep() ?? this.newest;
    if (!this.writing) void this.write();
  }

  /** Keeps none. */
  forget(): void {
    this.newest = undefined;
    void this.ask((store) => del(KEY, store));
  }

  /** One after another, and of those that wait the newest alone: a disk may be slow. */
  private async write(): Promise<void> {
    this.writing = true;
    for (let run; (run = this.newest);) {
      const kept = run;
      this.newest = undefined;
      await this.ask((store) => set(KEY, kept, store));
    }
    this.writing = false;
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
