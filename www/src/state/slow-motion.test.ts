import { beforeEach, describe, expect, it, vi } from "vitest";
import type { BatchStory, LayerDescription, Snapshot } from "../training/protocol";
import { SlowMotion, SPEEDS } from "./slow-motion.svelte";

const LAYERS = [{ name: "conv1" }, { name: "fc1" }] as LayerDescription[];
/** Of two layers: batch; conv1, fc1, probabilities; loss; fc1, conv1; update. */
const LAST = 7;

/** A worker that counts its steps. */
const worker = { steps: 0, phase: "paused" };
const motor = {
  nextBatch: vi.fn(() => Promise.resolve<BatchStory | undefined>(story())),
  step: vi.fn(() => Promise.resolve(worker.steps++ >= 0)),
  train: vi.fn(),
  pause: vi.fn(),
  watch: vi.fn(),
};

function story(): BatchStory {
  const indices = [worker.steps * 10, worker.steps * 10 + 1];
  return {
    generation: 1,
    step: worker.steps,
    size: 2,
    indices,
    images: new Uint8Array(),
    labels: [],
    answers: [],
    losses: [],
    meanLoss: 0,
  };
}

function news(slow: SlowMotion, generation = 1) {
  slow.receive({ status: { run: { phase: worker.phase }, step: worker.steps, generation } } as Snapshot);
}

const settle = () => new Promise((resolve) => setTimeout(resolve));

async function entered() {
  const slow = new SlowMotion(motor);
  slow.suit(LAYERS);
  news(slow);
  slow.enter();
  await settle();
  return slow;
}

beforeEach(() => {
  worker.steps = 0;
  worker.phase = "paused";
  vi.clearAllMocks();
});

describe("slow motion", () => {
  it("finds a stage among those of the network that is there by then", async () => {
    const slow = await entered();
    news(slow, 2);
    slow.suit([...LAYERS, { name: "fc2" }] as LayerDescription[]);
    slow.goTo("loss");
    await settle();
    expect([slow.stages.length, slow.stage]).toEqual([LAST + 3, { kind: "loss" }]);
  });

  it("stays where it is when the step cannot be taken, and ends with the run", async () => {
    const slow = await entered();
    while (slow.place < LAST - 1) await slow.next();
    slow.toggle();
    motor.step.mockResolvedValueOnce(false);
    await slow.next();
    expect([slow.place, slow.playing]).toEqual([LAST - 1, false]);
    slow.setSpeed(SPEEDS.length - 1);
    slow.toggle();
    worker.phase = "training";
    news(slow);
    worker.phase = "failed";
    news(slow);
    expect(slow.playing).toBe(false);
    const asked = motor.nextBatch.mock.calls.length;
    worker.phase = "paused";
    news(slow, 2);
    await settle();
    expect([slow.place, motor.nextBatch.mock.calls.length]).toEqual([0, asked + 1]);
  });

  it("plays at full speed as long as the training runs, whoever ends that", async () => {
    const slow = await entered();
    slow.setSpeed(SPEEDS.length - 1);
    slow.toggle();
    news(slow);
    expect(slow.playing).toBe(true);
    for (const phase of ["training", "evaluating"]) {
      worker.phase = phase;
      news(slow);
      expect(slow.playing).toBe(true);
    }
    worker.phase = "done";
    news(slow);
    expect(slow.playing).toBe(false);
  });

  it("tells a step in stages, and takes it at the last", async () => {
    const slow = await entered();
    expect(motor.pause).toHaveBeenCalledOnce();
    expect(motor.watch).toHaveBeenLastCalledWith(0);
    const told = [slow.stage];
    for (let stage = 0; stage < LAST; stage++) {
      expect(motor.step).not.toHaveBeenCalled();
      await slow.next();
      told.push(slow.stage);
    }
    expect(told.map((stage) => (stage && "layer" in stage ? `${stage.kind} ${stage.layer}` : stage?.kind))).toEqual([
      "batch",
      "forward conv1",
      "forward fc1",
      "forward probabilities",
      "loss",
      "backward fc1",
      "backward conv1",
      "update",
    ]);
    expect(motor.step).toHaveBeenCalledOnce();
    news(slow);
    expect(slow.stage?.kind).toBe("update");
    // A step that was taken stays taken; the next one follows.
    slow.previous();
    expect(slow.stage?.kind).toBe("update");
    await slow.next();
    expect([slow.stage?.kind, slow.batch?.step]).toEqual(["batch", 1]);
    expect(motor.watch).toHaveBeenLastCalledWith(10);
  });

  it("can be asked again when an answer of the worker's failed", async () => {
    const slow = await entered();
    while (slow.place < LAST - 1) await slow.next();
    motor.step.mockRejectedValueOnce(new Error("trap"));
    await expect(slow.next()).rejects.toThrow("trap");
    await slow.next();
    expect(slow.place).toBe(LAST);
  });

  it("keeps one pace when it is paused and played on while a step is taken", async () => {
    vi.useFakeTimers();
    const slow = new SlowMotion(motor);
    slow.suit(LAYERS);
    slow.enter();
    await vi.advanceTimersByTimeAsync(0);
    while (slow.place < LAST - 1) await slow.next();
    let taken: (taken: boolean) => void = () => undefined;
    motor.step.mockReturnValueOnce(new Promise((resolve) => (taken = resolve)));
    slow.toggle();
    await vi.advanceTimersByTimeAsync(1_000);
    slow.toggle();
    slow.toggle();
    taken(true);
    await vi.advanceTimersByTimeAsync(3_500);
    vi.useRealTimers();
    // The update, then the next step's batch and two stages.
    expect([slow.place, motor.nextBatch.mock.calls.length]).toEqual([2, 2]);
    slow.leave();
  });

  it("forgets where it was sent when it is left", async () => {
    const slow = new SlowMotion(motor);
    slow.suit(LAYERS);
    slow.enter();
    slow.goTo("loss");
    slow.leave();
    slow.enter();
    await settle();
    expect(slow.stage?.kind).toBe("batch");
  });

  it("goes back within a step", async () => {
    const slow = await entered();
    slow.previous();
    expect(slow.place).toBe(0);
    await slow.next();
    await slow.next();
    slow.previous();
    expect(slow.place).toBe(1);
    expect([slow.waits("conv1"), slow.waits("fc1"), slow.isAt("conv1")]).toEqual([false, true, true]);
  });

  it("goes to a kind of stage, in the next step if it is behind", async () => {
    const slow = await entered();
    slow.goTo("loss");
    expect(slow.place).toBe(4);
    while (slow.place < LAST) await slow.next();
    slow.goTo("loss");
    await settle();
    expect([slow.place, slow.batch?.step]).toEqual([4, 1]);
  });

  it("begins anew when the network has gone on, or is another one", async () => {
    const slow = await entered();
    await slow.next();
    worker.steps = 5;
    worker.phase = "training";
    news(slow);
    expect([slow.tells, slow.waits("fc1")]).toEqual([false, false]);
    worker.phase = "paused";
    news(slow);
    await settle();
    expect([slow.place, slow.batch?.step, slow.tells]).toEqual([0, 5, true]);
    news(slow, 2);
    await settle();
    expect(motor.nextBatch).toHaveBeenCalledTimes(3);
  });

  it("trains at full speed, and slows down again", async () => {
    const slow = await entered();
    slow.setSpeed(SPEEDS.length - 1);
    slow.toggle();
    expect(motor.train).toHaveBeenCalledOnce();
    motor.pause.mockClear();
    slow.setSpeed(SPEEDS.length - 2);
    expect(motor.pause).toHaveBeenCalledOnce();
    expect(slow.playing).toBe(true);
    slow.toggle();
    expect(slow.playing).toBe(false);
  });

  it("plays by itself", async () => {
    const slow = await entered();
    slow.setSpeed(SPEEDS.length - 2);
    slow.toggle();
    await vi.waitFor(() => expect(worker.steps).toBe(2), 5_000);
    slow.leave();
    expect([slow.active, slow.batch]).toEqual([false, undefined]);
    expect(motor.watch).toHaveBeenLastCalledWith();
  });

  it("waits for a batch that is not there yet", async () => {
    motor.nextBatch.mockResolvedValueOnce(undefined);
    const slow = await entered();
    await slow.next();
    expect([slow.batch, slow.place]).toEqual([undefined, 0]);
    news(slow);
    await settle();
    expect(slow.batch?.step).toBe(0);
  });
});
