import { Trainer } from "./engine";
import type { History } from "./history";
import type { Moment } from "./protocol";
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

  /**
   * Looks at the run as it was at a moment, or at the last one before it that its history has; without one, at what it is now,
   * and so if the moment is of a run that is no more. Returns whether it does what it was asked.
   */
  lookAt(wanted?: Moment): boolean {
    this.seen?.network.free();
    this.seen = undefined;
    if (!wanted) return true;
    const { generation, history, plan } = this.session;
    if (wanted.generation !== generation) return false;
    const moment = history.before(wanted.step);
    if (!moment) return false;
    try {
      this.seen = { generation, step: moment.step, network: Trainer.load(moment.weights, plan.recipe) };
    } catch {
      // Such as one that was about to diverge: it is not to be seen.
    }
    return this.seen !== undefined;
  }

  /** The moment that is looked at; undefined for the present. */
  get moment(): { step: number; network: Trainer } | undefined {
    // A run that is no more has no past.
    if (this.seen && this.seen.generation !== this.session.generation) this.lookAt();
    return this.seen;
  }
}
