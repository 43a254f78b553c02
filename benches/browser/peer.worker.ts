import * as Comlink from "comlink";
import type { Request } from "../suite/request";
import { fillMnist, openMnist } from "../../www/src/mnist/load";
import { PIXELS } from "../../www/src/mnist/picture";
import { rate } from "./rate";

/** What a peer's module exports: the article's network, trained as the article does. */
interface Peer {
  /** Loads what it needs; resolves to its name and version. */
  prepare(): Promise<string>;
  /** Takes batches of ready pictures [batch, 28, 28], 0 to 1, and labels; with a fresh network. */
  begin(batches: { images: Float32Array; labels: Uint8Array }[]): void;
  /** A whole step over the batch of this number; its loss. */
  step(batch: number): number;
  /** One picture forward, the answer read back. */
  forward(): void;
}

/** Batches that a peer goes through again and again: made before the clock starts. */
const BATCHES = 50;

/** A peer in a worker of its own, on the same digits. */
export class PeerBench {
  private peer?: Peer;
  private digits?: { images: Uint8Array; labels: Uint8Array };

  async prepare(page: string, path: string): Promise<string> {
    const folder = new URL("mnist/", page).href;
    const mnist = await openMnist(folder);
    await fillMnist(folder, mnist, { onProgress: () => undefined });
    this.digits = mnist.train;
    this.peer = (await import(/* @vite-ignore */ new URL(path, page).href)) as Peer;
    return this.peer.prepare();
  }

  /** Only the project's own engine tells its counts. */
  describe(): never {
    throw new Error("a peer has no description");
  }

  measure({ measure, milliseconds, batch = 10 }: Request): number {
    const { peer, digits } = this;
    if (!peer || !digits) throw new Error("not prepared");
    peer.begin(
      Array.from({ length: BATCHES }, (_, index) => ({
        images: Float32Array.from(
          digits.images.subarray(index * batch * PIXELS, (index + 1) * batch * PIXELS),
          (ink) => ink / 255,
        ),
        labels: digits.labels.slice(index * batch, (index + 1) * batch),
      })),
    );
    if (measure === "forward") return rate(milliseconds, () => (peer.forward(), 1));
    if (measure !== "step") throw new Error(`a peer does not measure ${measure}`);
    let next = 0;
    return rate(milliseconds, () => {
      if (!Number.isFinite(peer.step(next++ % BATCHES))) throw new Error("the peer diverged");
      return batch;
    });
  }
}

Comlink.expose(new PeerBench());
