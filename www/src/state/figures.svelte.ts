import { untrack } from "svelte";
import type { ChartPoint, Snapshot, Status, TestResult } from "../training/protocol";
import { thinned } from "../training/thinned";

/** Milliseconds between two changes while it trains: faster ones cannot be read, and each lays out the page anew. */
const INTERVAL = 200;
/** Points of the charts that are kept, which are narrower than that. */
const MOST_POINTS = 2_000;

/** All that is told in figures and charts. While the network trains it stays a little behind the pictures. */
export class Figures {
  /** The status as last told. */
  status = $state.raw<Status>();
  /** The charts' points, fewer of a long run's, and the test results, all of this generation. */
  points = $state.raw<ChartPoint[]>([]);
  tests = $state.raw<TestResult[]>([]);
  /** Steps after which the network is known as it was. */
  moments = $state.raw<number[]>([]);
  /** Points that came of this generation. */
  received = 0;
  /** Grows whenever the figures change. */
  taken = $state(0);
  private at = -Infinity;

  /** What `read` returns, for who wants it anew when the figures change and not when what it reads does. */
  along<T>(read: () => T): T {
    void this.taken;
    return untrack(read);
  }

  /**
   * Takes a snapshot's figures, if it is time; returns whether it was.
   * @param now milliseconds of any clock.
   */
  receive({ status, points, tests, moments }: Snapshot, now = performance.now()): boolean {
    const fresh = status.generation !== this.status?.generation;
    const trains = status.run.phase === "training" && this.status?.run.phase === "training";
    if (!fresh && trains && now - this.at < INTERVAL) return false;
    this.at = now;
    this.taken++;
    this.status = status;
    this.received = (fresh ? 0 : this.received) + points.length;
    if (fresh || moments.at(-1) !== this.moments.at(-1)) this.moments = moments;
    if (fresh || points.length > 0) this.points = thinned([...(fresh ? [] : this.points), ...points], MOST_POINTS);
    if (fresh || tests.length > 0) this.tests = [...(fresh ? [] : this.tests), ...tests];
    return true;
  }
}
