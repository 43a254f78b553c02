import { clientsClaim } from "workbox-core";
import type { WorkboxPlugin } from "workbox-core/types.js";
import { addPlugins, cleanupOutdatedCaches, precacheAndRoute, type PrecacheEntry } from "workbox-precaching";
import { registerRoute } from "workbox-routing";
import { NetworkFirst } from "workbox-strategies";
import { parseManifest } from "../mnist/manifest";

declare const self: ServiceWorkerGlobalScope;
/** The bundle's files, which have their content's hash in their names; the build fills them in. */
declare const BUNDLE: PrecacheEntry[];
/** The files of trained weights, by their names; likewise. */
declare const WEIGHTS: string[];

/** Seconds after which what was kept answers for a network that does not. */
const PATIENCE = 5;

/** Isolates the page and its workers whatever the host sends: workers can share memory only where all are isolated. */
const isolate: WorkboxPlugin = {
  handlerWillRespond: ({ response }) => {
    // What is no real answer, such as a redirection that the browser is to follow, has no status.
    if (response.status === 0 || response.headers.has("Cross-Origin-Embedder-Policy")) return Promise.resolve(response);
    const { body, status, statusText } = response;
    const headers = new Headers(response.headers);
    headers.set("Cross-Origin-Opener-Policy", "same-origin");
    headers.set("Cross-Origin-Embedder-Policy", "require-corp");
    return Promise.resolve(new Response(body, { status, statusText, headers }));
  },
};
const fresh = new NetworkFirst({ cacheName: "lenet", networkTimeoutSeconds: PATIENCE, plugins: [isolate] });

addPlugins([isolate]);
// The page itself is no part of it: a newer one is to be seen at once.
precacheAndRoute(BUNDLE, { directoryIndex: "" });
cleanupOutdatedCaches();
registerRoute(({ sameOrigin, url }) => sameOrigin && url.href.startsWith(self.registration.scope), fresh);
clientsClaim();

self.addEventListener("install", () => void self.skipWaiting());
// What the page had fetched before it had a service worker is asked for once more, mostly of the browser's own cache.
self.addEventListener("activate", (event) => event.waitUntil(keepData(event)));

async function keepData(event: ExtendableEvent): Promise<void> {
  const keep = (path: string) => fresh.handle({ event, request: new Request(new URL(path, self.registration.scope)) });
  await keep("./");
  for (const file of WEIGHTS) await keep(`weights/${file}`);
  const { train, test } = parseManifest(await (await keep("mnist/manifest.json")).json());
  for (const { file } of [...train.shards, ...test.shards]) await keep(`mnist/${file}`);
}
