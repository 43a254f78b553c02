/**
 * The benchmark's page. It shows nothing: `bench(request)` measures, for the WebDriver that drives it. The address says
 * what is measured: nothing, the project's own engine; `?peer=PATH`, the module of a peer.
 */
import * as Comlink from "comlink";
import type { OurBench } from "./ours.worker";
import type { PeerBench } from "./peer.worker";

const peer = new URLSearchParams(location.search).get("peer");
// In one piece each, or the bundler does not see a worker here.
const worker = peer
  ? new Worker(new URL("./peer.worker.ts", import.meta.url), { type: "module" })
  : new Worker(new URL("./ours.worker.ts", import.meta.url), { type: "module" });
const bench = Comlink.wrap<OurBench | PeerBench>(worker);
const ready = bench.prepare(document.baseURI, peer ?? "");

/** What the driver calls. */
const driven = {
  /** Resolves, to a peer's version, when everything is loaded. */
  ready: () => ready,
  call: (method: "measure" | "describe", argument: never) => bench[method](argument) as Promise<unknown>,
  cores: navigator.hardwareConcurrency,
};
Object.assign(globalThis, { driven });
