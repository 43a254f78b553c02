import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Keeper } from "./kept";
import type { KeptRun } from "./kept-run";

const disk = vi.hoisted(() => ({ runs: new Map<string, unknown>(), writes: 0, full: false }));

vi.mock("idb-keyval", () => ({
  createStore: () => ({}),
  get: (plan: string) => Promise.resolve(disk.runs.get(plan)),
  set: (plan: string, run: unknown) =>
    disk.full ? Promise.reject(new Error("full")) : Promise.resolve(void (disk.runs.set(plan, run), disk.writes++)),
  del: (plan: string) => Promise.resolve(void disk.runs.delete(plan)),
  update: (key: string, change: (before: unknown) => unknown) =>
    Promise.resolve(void disk.runs.set(key, change(disk.runs.get(key)))),
  delMany: (plans: string[]) => Promise.resolve(plans.forEach((plan) => disk.runs.delete(plan))),
  keys: () => Promise.resolve([...disk.runs.keys()]),
}));

/** A session of a plan, at a step; goes on with runs of the plan alone. */
class Session {
  generation = 1;
  step = 0;
  trained = false;
  tests: KeptRun["tests"] = [];
  constructor(public fingerprint = "article") {}

  keep(): KeptRun | undefined {
    const { fingerprint: plan, step, trained, tests } = this;
    if (step === 0 && !trained) return undefined;
    const [weights, memory] = [new Uint8Array(1), new Float32Array(1)];
    return { plan, step, epochs: 5, trained, points: [], tests, weights, memory };
  }

  /** Begins another plan, as a session does. */
  startOver(plan: string): void {
    this.fingerprint = plan;
    this.generation++;
    this.step = 0;
    this.trained = false;
    this.tests = [];
  }

  resume({ plan, step, trained, tests }: KeptRun): boolean {
    if (plan !== this.fingerprint) return false;
    this.step = step;
    this.trained = trained;
    this.tests = tests;
    return true;
  }
}

const confusion = Array.from({ length: 10 }, () => Array<number>(10).fill(1));
const TEST = { at: 1, accuracy: 0.9, loss: 0.1, confusion };
const settled = () => new Promise((resolve) => setTimeout(resolve));
const kept = (plan = "article") => (disk.runs.get(plan) as KeptRun | undefined)?.step;

interface Opened {
  session: Session;
  keeper: Keeper;
}

/** Opens a page with such a session. */
async function open(plan?: string): Promise<Opened> {
  const session = new Session(plan);
  const keeper = new Keeper(session);
  await keeper.resume();
  return { session, keeper };
}

/** Trains up to a step, and keeps the run as it is then. */
async function trainTo({ session, keeper }: Opened, step: number): Promise<void> {
  session.step = step;
  keeper.keep();
  await settled();
}

/** Opens a second page of a run, which the first then trains up to step 6,000. */
async function openBesideOneThatTrainsOn(): Promise<Opened> {
  const first = await open();
  await trainTo(first, 700);
  const second = await open();
  await trainTo(first, 6_000);
  return second;
}

beforeEach(() => {
  disk.runs.clear();
  disk.writes = 0;
});

afterEach(() => void vi.restoreAllMocks());

describe("what is kept of a run", () => {
  it("is what the next visit goes on with, written once", async () => {
    const { session, keeper } = await open();
    session.step = 700;
    keeper.keep();
    keeper.keep();
    await settled();
    expect([kept(), disk.writes]).toEqual([700, 1]);
    expect((await open()).session.step).toBe(700);
  });

  it("is not written over by a page that only went on with it, and did nothing", async () => {
    const idle = await openBesideOneThatTrainsOn();
    idle.keeper.keep();
    await settled();
    expect(kept()).toBe(6_000);
  });

  it("goes with its own page's reset, not with another's", async () => {
    const one = await open();
    await trainTo(one, 700);
    (await open("modern")).keeper.reset("modern");
    await settled();
    expect(kept()).toBe(700);
    one.keeper.reset("article");
    await settled();
    expect(kept()).toBeUndefined();
  });

  it("stays when it is another page's, and further", async () => {
    const idle = await openBesideOneThatTrainsOn();
    idle.keeper.reset("article");
    await settled();
    expect(kept()).toBe(6_000);
  });

  it("is not replaced by a shorter one of a page that knows nothing of it", async () => {
    const short = await open();
    const long = await open();
    await trainTo(long, 30_000);
    await trainTo(short, 1);
    expect(kept()).toBe(30_000);
    await trainTo(short, 30_001);
    expect(kept()).toBe(30_001);
  });

  it("is replaced by a shorter one of its own page", async () => {
    const { session, keeper } = await open();
    await trainTo({ session, keeper }, 700);
    // Trained weights were taken, and trained on.
    session.startOver("article");
    await trainTo({ session, keeper }, 20);
    expect(kept()).toBe(20);
  });

  it("is tried again when it could not be written", async () => {
    vi.spyOn(console, "warn").mockImplementation(() => undefined);
    const { session, keeper } = await open();
    session.step = 700;
    disk.full = true;
    keeper.keep();
    await settled();
    expect(kept()).toBeUndefined();
    disk.full = false;
    keeper.keep();
    await settled();
    expect(kept()).toBe(700);
  });

  it("is dropped when it is damaged", async () => {
    vi.spyOn(console, "warn").mockImplementation(() => undefined);
    disk.runs.set("article", { plan: "article", step: 1e15 });
    const { session } = await open();
    await settled();
    expect([session.step, disk.runs.size]).toEqual([0, 0]);
  });

  it("stays while the page goes to another plan and back, with what was done at last", async () => {
    const { session, keeper } = await open();
    session.step = 700;
    keeper.leave();
    session.startOver("modern");
    session.step = 300;
    keeper.leave();
    session.startOver("article");
    // At once, and whatever another page writes meanwhile.
    disk.runs.clear();
    await keeper.resume();
    expect(session.step).toBe(700);
    await settled();
    expect(kept("modern")).toBe(300);
  });

  it("goes with a reset to another recipe, and so does what an earlier visit had of that one", async () => {
    const earlier = await open("slower");
    await trainTo(earlier, 200);
    const { session, keeper } = await open();
    await trainTo({ session, keeper }, 700);
    session.startOver("slower");
    keeper.reset("article");
    await settled();
    expect([kept("article"), kept("slower")]).toEqual([undefined, undefined]);
  });

  it("is not dropped by a page that trained another plan as far", async () => {
    const first = await open("article");
    await trainTo(first, 700);
    const second = await open("modern");
    await trainTo(second, 700);
    first.keeper.reset("article");
    await settled();
    expect([kept("article"), kept("modern")]).toEqual([undefined, 700]);
  });

  it("is not replaced by weights that were merely loaded", async () => {
    const { session, keeper } = await open();
    await trainTo({ session, keeper }, 700);
    session.startOver("article");
    session.trained = true;
    keeper.keep();
    await settled();
    expect(kept()).toBe(700);
    keeper.reset("article");
    await settled();
    expect(kept()).toBeUndefined();
  });

  it("can be gone back to from trained weights", async () => {
    const { session, keeper } = await open();
    session.step = 700;
    session.tests = [TEST];
    expect(keeper.hasLeft).toBe(false);
    for (let loaded = 0; loaded < 2; loaded++) {
      keeper.leave();
      session.startOver("article");
      session.trained = true;
      expect(keeper.hasLeft).toBe(true);
    }
    // And from what they were trained on to, however far: that is not kept in its place.
    for (const step of [20, 900]) {
      await trainTo({ session, keeper }, step);
      expect([keeper.hasLeft, kept()]).toEqual([true, 700]);
    }
    await keeper.resume();
    expect([session.step, keeper.hasLeft]).toEqual([700, false]);
    // A reset is meant.
    keeper.leave();
    session.startOver("article");
    keeper.reset("article");
    expect(keeper.hasLeft).toBe(false);
  });

  it("gives way to what trained weights were trained on to, if it came to no test", async () => {
    const { session, keeper } = await open();
    session.step = 1;
    keeper.leave();
    session.startOver("article");
    session.trained = true;
    expect(keeper.hasLeft).toBe(true);
    await trainTo({ session, keeper }, 700);
    expect([keeper.hasLeft, kept()]).toEqual([false, 700]);
  });

  it("is not what trained weights are that were left", async () => {
    const { session, keeper } = await open();
    session.trained = true;
    keeper.leave();
    session.startOver("modern");
    session.startOver("article");
    await keeper.resume();
    expect(keeper.hasLeft).toBe(false);
  });

  it("goes, of more plans than have room, where it was kept longest ago", async () => {
    const { session, keeper } = await open();
    for (const plan of "abcdefghi") {
      session.startOver(plan);
      await trainTo({ session, keeper }, 1);
    }
    expect([...disk.runs.keys()].filter((key) => key !== "order").join("")).toBe("bcdefghi");
    session.startOver("h");
    await keeper.resume();
    expect(session.step).toBe(1);
  });

  it("has its room when others were dropped", async () => {
    const { session, keeper } = await open();
    await trainTo({ session, keeper }, 700);
    let before = "modern";
    for (const plan of "abcdefghij") {
      session.startOver(plan);
      keeper.reset(before);
      await trainTo({ session, keeper }, 1);
      before = plan;
    }
    expect([...disk.runs.keys()].filter((key) => key !== "order")).toEqual(["article", "j"]);
  });
});
