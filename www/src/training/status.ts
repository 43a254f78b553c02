import type { Status } from "./protocol";
import type { TrainingSession } from "./session";
import type { Supply } from "./supply";

/** The figures of a session and its digits, while so many workers take the steps. */
export function statusOf(
  session: TrainingSession,
  supply: Supply,
  workers: number,
  hasLeft: boolean,
  weights?: string,
): Status {
  return {
    hasLeft,
    run: session.run,
    generation: session.generation,
    trained: session.trained,
    step: session.step,
    restoredAt: session.restoredAt,
    imagesSeen: session.imagesSeen,
    at: session.at,
    epoch: session.epochsDone,
    epochs: session.epochs,
    loss: session.loss,
    imagesPerSecond: session.imagesPerSecond,
    workers,
    weights,
    evaluated: session.evaluated,
    test: session.tests.at(-1),
    data: supply.status,
    problem: session.problem ?? supply.problem,
  };
}

/** The digest of all weights, which costs more than a step and is therefore kept. */
export class Digest {
  private last?: { of: object; step: number; sha256: string };

  /** In hexadecimal; undefined while the weights change. */
  of({ network, run, step }: TrainingSession): string | undefined {
    if (!network || run.phase === "training" || run.phase === "waiting") return undefined;
    if (this.last?.of !== network || this.last.step !== step) {
      this.last = { of: network, step, sha256: network.weightsSha256() };
    }
    return this.last.sha256;
  }
}
