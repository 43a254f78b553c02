import type { Snapshot, SnapshotRequest } from "./protocol";

/** Answers whoever asks for news as soon as there is some; of what changed before somebody asks, only the last is told. */
export class News {
  private version = 0;
  private waiting?: { request: SnapshotRequest; answer: (snapshot: Snapshot) => void };

  /** @param told what there is to tell at a request, under the version's number. */
  constructor(private readonly told: (request: SnapshotRequest, version: number) => Snapshot) {}

  /** Something is new. */
  changed(): void {
    this.version++;
    this.tell();
  }

  /** Resolves when there is something newer than what is known. Who asks again takes the place of who asked before. */
  next(request: SnapshotRequest): Promise<Snapshot> {
    return new Promise((answer) => {
      this.waiting = { request, answer };
      this.tell();
    });
  }

  private tell(): void {
    if (!this.waiting || this.waiting.request.after >= this.version) return;
    const { request, answer } = this.waiting;
    const snapshot = this.told(request, this.version);
    this.waiting = undefined;
    answer(snapshot);
  }
}
