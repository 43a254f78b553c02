import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Keeper } from "./kept";
import type { KeptRun } from "./kept-run";

const disk = vi.hoisted(() => ({ run: undefined as unknown, writes: 0, full: false }));

vi.mock("idb-keyval", () => ({
  createStore: () => ({}),
  get: () => Promise.resolve(disk.run),
  set: (_: string, run: unknown) =>
    disk.full ? Promise.reject(new Error("full")) : Promise.resolve(void ((disk.run = run), disk.writes++)),
  del: () => Promise.resolve(void (disk.run = undefined)),
}));

/** A session of a plan, at a step; goes on with runs of the plan alone. */
class Session {
  generation = 1;
  step = 0;
  tests = [];
  constructor(private readonly plan = "article") {}

  keep(): KeptRun | undefined {
    const { plan, step, tests } = this;
    if (step === 0) return undefined;
    const [weights, memory] = [new Uint8Array(1), new Float32Array(1)];
    return { plan, step, epochs: 5, trained: false, points: [], tests, weights, memory };
  }

  resume({ plan, step }: KeptRun): boolean {
    if (plan !== this.plan) return false;
    this.step = step;
    return true;
  }
}

const settled = () => new Promise((resolve) => setTimeout(resolve));
const kept = () => (disk.run as KeptRun | undefined)?.step;

/** Opens a page with such a session. */
async function open(plan?: string): Promise<{ session: Session; keeper: Keeper }> {
  const session = new Session(plan);
  const keeper = new Keeper(session);
  keeper.resume(await keeper.last());
  return { session, keeper };
}

/** Opens a second page of a run, which the first then trains up to step 6,000. */
async function openBesideOneThatTrainsOn(): ReturnType<typeof open> {
  const first = await open();
  first.session.step = 700;
  first.keeper.keep();
  await settled();
  const second = await open();
  first.session.step = 6_000;
  first.keeper.keep();
  await settled();
  return second;
}

beforeEach(() => {
  disk.run = undefined;
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
    one.session.step = 700;
    one.keeper.keep();
    await settled();
    (await open("modern")).keeper.reset();
    await settled();
    expect(kept()).toBe(700);
    one.keeper.reset();
    await settled();
    expect(kept()).toBeUndefined();
  });

  it("stays when it is another page's, and further", async () => {
    const idle = await openBesideOneThatTrainsOn();
    idle.keeper.reset();
    await settled();
    expect(kept()).toBe(6_000);
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
    disk.run = { plan: "article", step: 1e15 };
    const { session } = await open();
    await settled();
    expect([session.step, disk.run]).toEqual([0, undefined]);
  });

  it("is not dropped by a page that trained another plan as far", async () => {
    const first = await open("article");
    first.session.step = 700;
    first.keeper.keep();
    await settled();
    const second = await open("modern");
    second.session.step = 700;
    second.keeper.keep();
    await settled();
    first.keeper.reset();
    await settled();
    expect((disk.run as KeptRun | undefined)?.plan).toBe("modern");
  });
});
