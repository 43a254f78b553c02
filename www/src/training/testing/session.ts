import { Digits } from "../../mnist/digits";
import { PIXELS } from "../../mnist/picture";
import type { Plan } from "../recipe";
import { TrainingSession } from "../session";

/** A small run's. */
export const PLAN: Plan = {
  network: "article",
  recipe: {
    seed: 1,
    learningRate: 0.1,
    momentum: 0.9,
    optimizer: { kind: "momentum" },
    weightDecay: 0,
    averaging: 0,
    schedule: { kind: "constant" },
    batch: 2,
    epochs: 2,
    augmentation: {},
  },
};

/** Room for so many. */
export function digits(count: number) {
  return new Digits({ count, shards: [{ file: "a", images: count, bytes: 1, sha256: "" }] }, false);
}

/** Labels 0, 1, 2 and so on. */
export function filled(count: number) {
  const set = digits(count);
  const content = new Uint8Array(count * (PIXELS + 1));
  content.set(
    Array.from({ length: count }, (_, index) => index),
    count * PIXELS,
  );
  set.fill(0, content);
  return set;
}

/** A session that could train. */
export function ready(train = filled(4), test = filled(4), plan = PLAN) {
  const session = new TrainingSession(() => 0);
  session.startOver(plan);
  session.useDigits({ train, test });
  session.handle("started");
  return session;
}

/** Advances until nothing is left to do. */
export function settle(session: TrainingSession) {
  for (let slices = 0; session.advance(-1); slices++) if (slices > 100) throw new Error("never settles");
}
