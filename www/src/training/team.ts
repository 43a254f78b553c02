import * as Comlink from "comlink";
import type { DigitBytes, Digits } from "../mnist/digits";
import type { Mnist } from "../mnist/load";
import { canShareMemory } from "../mnist/memory";
import { AllReduce } from "./all-reduce";
import { loadedEngine, type StepReport, type Trainer } from "./engine";
import type { Slices } from "./evaluation";
import { Grants, Stalled, type Places } from "./grants";
import { TEAM_SIZES, type Recipe } from "./recipe";
import type { Replica } from "./replica.worker";
import { announce, dismiss, DONE, share, type Shared } from "./shared";

/** The team's size that suits this machine: a worker for every core; one alone where memory cannot be shared. */
export function suitableTeamSize(cores = navigator.hardwareConcurrency, shares = canShareMemory): number {
  return shares ? Math.max(...TEAM_SIZES.filter((size) => size <= Math.max(1, cores))) : 1;
}

interface Member {
  worker: Worker;
  replica: Comlink.Remote<Replica>;
}

/** The replicas of a training worker, which leads them: all take every step, each with its share of the batch. */
export class Team {
  private lead?: { trainer: Trainer; test: Digits; shared: Shared; grants: Grants; reduce: AllReduce; turn: number };

  private constructor(private readonly members: Member[]) {}

  /** Starts the replicas; resolves when all are there. */
  static async assemble(size: number): Promise<Team> {
    const members = Array.from({ length: size - 1 }, () => {
      // In one piece, or the bundler does not see a worker here.
      const worker = new Worker(new URL("./replica.worker.ts", import.meta.url), { type: "module", name: "replica" });
      return { worker, replica: Comlink.wrap<Replica>(worker) };
    });
    const team = new Team(members);
    try {
      const engine = loadedEngine();
      await Promise.all(
        members.map(({ worker, replica }) => Promise.race([replica.prepare(engine), failureOf(worker)])),
      );
    } catch (error) {
      team.disband();
      throw error;
    }
    return team;
  }

  /** How many workers there are, this one included. */
  get size(): number {
    return this.members.length + 1;
  }

  /**
   * One step of `trainer` over a batch.
   * @throws Stalled when a replica is lost, or memory to share is refused: the weights are then as before, and the team is to
   *   be disbanded.
   */
  step(trainer: Trainer, recipe: Recipe, digits: Mnist, batch: Batch): StepReport {
    if (this.lead?.trainer !== trainer) this.lead = this.take(trainer, recipe, digits);
    const { grants, reduce } = this.lead;
    const turn = this.lead.turn++;
    grants.extend(turn, batch);
    return reduce.step(turn, trainer, digits.train, batch);
  }

  /**
   * Has all replicas go through the test images with the network as it is. Returns what they fill in; undefined when they
   * cannot, since images are missing, the network is not led, or they may be at another step.
   */
  test(trainer: Trainer): Slices | undefined {
    const { lead } = this;
    if (lead?.trainer !== trainer || lead.test.available < lead.test.count) return undefined;
    if (!lead.grants.test(lead.turn)) return undefined;
    announce(lead.shared.control, DONE, ++lead.turn);
    return lead.shared.slices;
  }

  /** Ends all replicas. */
  disband(): void {
    if (this.lead) dismiss(this.lead.shared);
    this.lead = undefined;
    for (const { worker, replica } of this.members) {
      replica[Comlink.releaseProxy]();
      worker.terminate();
    }
  }

  /** Leaves the network that was led, and has all replicas join this one, as it is now. */
  private take(trainer: Trainer, recipe: Recipe, { train, test }: Mnist) {
    if (this.lead) dismiss(this.lead.shared);
    const workers = this.size;
    const shares = Array.from({ length: workers }, (_, worker) => trainer.share(recipe.batch, worker, workers));
    const shared = shareOrStall(() => share(shares, recipe.batch, test.count));
    const memory = trainer.memory();
    const weights = trainer.save();
    this.members.forEach(({ replica }, index) => {
      const digits = { train: bytesOf(train), test: bytesOf(test) };
      const progress = { weights, memory, steps: trainer.steps };
      const assignment = { shared, worker: index + 1, digits, recipe, ...progress };
      // A replica that fails does no more steps, which is noticed.
      replica.join(assignment).catch((error: unknown) => console.warn(error));
    });
    return { trainer, test, shared, grants: new Grants(shared), reduce: new AllReduce(shared, 0), turn: 0 };
  }
}

function shareOrStall(allocate: () => Shared): Shared {
  try {
    return allocate();
  } catch (error) {
    throw new Stalled("there is no memory to share", { cause: error });
  }
}

/** A batch: its places in the training set, where all of its digits are, and room for what is to be learned from. */
export interface Batch extends Places, DigitBytes {}

/** Whether an error says that a replica was lost. */
export function isStalled(error: unknown): boolean {
  return error instanceof Stalled;
}

function bytesOf({ images, labels }: Digits): DigitBytes {
  return { images, labels };
}

function failureOf(worker: Worker): Promise<never> {
  return new Promise((_, reject) => {
    worker.onerror = (event) => reject(new Error(event.message || "a replica did not load"));
  });
}
