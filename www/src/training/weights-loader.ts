import { download } from "../mnist/download";
import type { Choice } from "./choice";
import { problemOf } from "./problem";
import type { TrainingSession } from "./session";
import { isSame, LARGEST_WEIGHTS, named, networkIn, readWeights } from "./weights";

/** Has a session go on with weights from outside. What the visitor does while they are on their way comes first. */
export class WeightsLoader {
  private wanted = 0;
  /** What came last was no good: it may be the browser's cache that is damaged. */
  private failed = false;

  /**
   * @param leave called before the session's run is given up.
   * @param startOver begins another choice's network, and goes on with its run if there is one; resolves to whether there is
   *   such a network.
   */
  constructor(
    private readonly session: TrainingSession,
    private readonly leave: () => void,
    private readonly startOver: (choice: Choice) => Promise<boolean>,
  ) {}

  /** What is on its way is wanted no longer. */
  forget(): void {
    this.wanted++;
  }

  /** Takes the weights that are shipped with the page for the session's network, a preset. Resolves to whether it did. */
  async fetch(page: string): Promise<boolean> {
    const { network } = this.session.plan;
    if (typeof network !== "string") return false;
    const wanted = ++this.wanted;
    try {
      const url = new URL(`weights/${network}.safetensors`, page).href;
      const bytes = await download(url, { mostBytes: LARGEST_WEIGHTS, anew: this.failed });
      if (wanted !== this.wanted) return false;
      this.leave();
      this.session.load(bytes);
      this.failed = false;
      return true;
    } catch (error) {
      this.failed = true;
      if (wanted === this.wanted) this.session.problem = { ...problemOf(error, "weights"), code: "weights" };
      return false;
    }
  }

  /** Takes the network that a safetensors file holds, with its weights. Resolves to whether it did. */
  async open(file: Blob): Promise<boolean> {
    const wanted = ++this.wanted;
    try {
      const bytes = await readWeights(file);
      if (wanted !== this.wanted) return false;
      const spec = networkIn(bytes, this.session.plan.network);
      // Another network comes with its own recipe.
      const isOther = !isSame(spec, this.session.network?.network);
      if (isOther && !(await this.startOver({ network: named(spec), changes: {} }))) return false;
      if (wanted !== this.wanted) return false;
      this.leave();
      this.session.load(bytes);
      return true;
    } catch (error) {
      if (wanted === this.wanted) this.session.problem = { ...problemOf(error), code: "file" };
      return false;
    }
  }
}
