import * as Comlink from "comlink";
import type { Choice, Snapshot, SnapshotRequest, TrainingService } from "./protocol";

/** The training worker as the page sees it: every call is answered by a promise. */
export type TrainingClient = Comlink.Remote<TrainingService>;

/** Milliseconds after which a page that was hidden has not been left. */
const HIDDEN = 250;

/**
 * Starts the training worker. It keeps its run when the page is hidden.
 * @param onCrash the worker could not be loaded or threw where it must not.
 */
export function startTraining(choice: Choice, onCrash: (message: string) => void): TrainingClient {
  const worker = new Worker(new URL("./training.worker.ts", import.meta.url), { type: "module", name: "training" });
  worker.onerror = (event) => onCrash(event.message || "the training worker did not load");
  const client = Comlink.wrap<TrainingService>(worker);
  void client.start(new URL(".", document.baseURI).href, choice);
  // A phone may put away for good what it hides. Not at once: of a page that is left, WebKit never ends what it writes.
  document.addEventListener("visibilitychange", () => {
    setTimeout(() => document.hidden && void client.keep(), HIDDEN);
  });
  return client;
}

/**
 * Asks for what is new, hands it over, and asks again at a later frame: a slow page gets fewer snapshots, never a queue
 * of them. In a hidden tab, where there are no frames, it asks about once a second.
 * @param interval milliseconds that are to lie between two snapshots.
 */
export async function follow(
  client: TrainingClient,
  request: () => SnapshotRequest,
  receive: (snapshot: Snapshot) => void,
  interval: () => number,
): Promise<never> {
  for (;;) {
    const asked = performance.now();
    receive(await client.next(request()));
    do await nextFrame();
    while (performance.now() - asked < interval());
  }
}

function nextFrame(): Promise<void> {
  return new Promise((resolve) => {
    const frame = requestAnimationFrame(() => {
      clearTimeout(late);
      resolve();
    });
    // A frame that is waited for when the tab is hidden comes when it is seen again.
    const late = setTimeout(() => {
      cancelAnimationFrame(frame);
      resolve();
    }, 1000);
  });
}
