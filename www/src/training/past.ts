import { Trainer } from "./engine";
import type { History } from "./history";
import type { Recipe } from "./recipe";

/** A run that can be looked back at. */
interface Session {
  /** Tells one run from another. */
  readonly generation: number;
  readonly history: History;
  readonly plan: { recipe: Recipe };
}

/** The network as it was, while the page looks back. The run itself is not touched by it. */
export class Past {
  private seen?: { generation: number; step: number; network: Trainer };

  constructor(private readonly session: Session) {}

  /** Looks at the run as it was after so many steps, if its history has them; without a number, at what it is now. */
  lookAt(step?: number): void {
    this.seen?.network.free();
    this.seen = undefined;
    const { generation, history, plan } = this.session;
    const weights = step === undefined ? undefined : history.weightsAfter(step);
    if (step === undefined || !weights) return;
    this.seen = { generation, step, network: Trainer.load(weights, plan.recipe) };
  }

  /** The moment that is looked at; undefined for the present. */
  get moment(): { step: number; network: Trainer } | undefined {
    // A run that is no more has no past.
    if (this.seen && this.seen.generation !== this.session.generation) this.lookAt();
    return this.seen;
  }
}
