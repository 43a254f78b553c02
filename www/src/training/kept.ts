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
/** Milliseconds that the page waits for it: WebKit's storage now and then never answers. */
const PATIENCE = 1000;

/** Keeps one session's run, the last one, where the browser keeps anything at all. */
export class Keeper {
  private store?: UseStore;

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

  /** Keeps the session's run as it is now, if it has begun. */
  keep(): void {
    const run = this.session.keep();
    if (run) void this.ask((store) => set(KEY, run, store));
  }

  /** Keeps none. */
  forget(): void {
    void this.ask((store) => del(KEY, store));
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
