import * as Comlink from "comlink";
import { answersOf } from "./answers";
import type { Crew } from "./crew";
import type { Trainer } from "./engine";
import type { Keeper } from "./kept";
import { News } from "./news";
import { Past } from "./past";
import type { Look, Moment, Snapshot, SnapshotRequest, UnitAddress, Watched, WeightAddress } from "./protocol";
import type { TrainingSession } from "./session";
import { Digest, statusOf } from "./status";
import type { Supply } from "./supply";
import { buffersIn, View } from "./view";

/** What the page sees of a session: how far it is, and what its network, as it is or was, makes of a picture. */
export class Sight {
  private readonly digest = new Digest();
  private readonly news = new News((request, version) => this.snapshot(request, version));
  private readonly view = new View();
  private readonly past: Past;

  constructor(
    private readonly session: TrainingSession,
    private readonly supply: Supply,
    private readonly crew: Crew,
    private readonly keeper: Keeper,
  ) {
    this.past = new Past(session);
  }

  /** There is something else to be seen. */
  changed(): void {
    this.news.changed();
  }

  /** See {@link TrainingService.next}. */
  next(request: SnapshotRequest): Promise<Snapshot> {
    return this.news.next(request);
  }

  /** See {@link TrainingService.answers}. */
  answers(images: Uint8Array): Float32Array {
    const answers = answersOf(this.network, images);
    return Comlink.transfer(answers, [answers.buffer]);
  }

  /** See {@link TrainingService.watch}. */
  watch(watched: Watched, request: number): void {
    this.view.watch(watched, request);
    this.changed();
  }

  /** See {@link TrainingService.inspect}. */
  inspect(unit?: UnitAddress): void {
    this.view.inspected = unit;
    this.changed();
  }

  /** See {@link TrainingService.follow}. */
  follow(weight?: WeightAddress): void {
    this.view.follow(weight, this.session.network);
    this.changed();
  }

  /** See {@link TrainingService.look}. */
  look(look: Look): void {
    this.view.look = look;
    this.changed();
  }

  /** See {@link TrainingService.lookBack}. */
  lookBack(moment?: Moment): boolean {
    const looks = this.past.lookAt(moment);
    this.changed();
    return looks;
  }

  /** The network that is seen: the one that learns, or what it was. */
  private get network(): Trainer | undefined {
    return this.past.moment?.network ?? this.session.network;
  }

  private snapshot(request: SnapshotRequest, version: number): Snapshot {
    const { session, supply } = this;
    // Whoever asked while there was another network knows nothing of this one.
    const known = request.generation === session.generation ? request : { points: 0, tests: 0, parameters: undefined };
    const snapshot = {
      version,
      status: statusOf(session, supply, this.crew.size, this.keeper.hasLeft, this.digest.of(session)),
      points: session.points.slice(known.points),
      tests: session.tests.slice(known.tests),
      moments: session.history.steps,
      past: this.past.moment?.step,
      ...this.view.of(this.network, session, supply.mnist, known.parameters),
    };
    return Comlink.transfer(snapshot, buffersIn(snapshot));
  }
}
