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
/** Keeps whole answers alone, and the page once, whatever stands behind its address. */
const whole: WorkboxPlugin = {
  cacheWillUpdate: ({ response }) => Promise.resolve(response.status === 200 ? response : null),
  cacheKeyWillBeUsed: ({ request }) => Promise.resolve(request.mode === "navigate" ? self.registration.scope : request),
};
const fresh = new NetworkFirst({ cacheName: "lenet", networkTimeoutSeconds: PATIENCE, plugins: [isolate, whole] });

addPlugins([isolate]);
// The page itself is no part of it: a newer one is to be seen at once.
precacheAndRoute(BUNDLE, { directoryIndex: "" });
cleanupOutdatedCaches();
registerRoute(({ sameOrigin, url }) => sameOrigin && url.href.startsWith(self.registration.scope), fresh);
clientsClaim();

self.addEventListener("install", (event) => {
  void self.skipWaiting();
  // The page that belongs to this bundle, not one that the browser still has; without it the bundle is kept all the same.
  event.waitUntil(keep(event, "./", "no-cache").catch(() => undefined));
});
// A page says so that had no service worker when it came: what it had fetched is asked for once more, mostly of the browser's
// own cache. Not while this one is activated, since all that the page fetches would wait for it.
self.addEventListener("message", (event) => event.waitUntil(keepData(event)));

function keep(event: ExtendableEvent, path: string, cache?: RequestCache): Promise<Response> {
  return fresh.handle({ event, request: new Request(new URL(path, self.registration.scope), { cache }) });
}

async function keepData(event: ExtendableEvent): Promise<void> {
  for (const file of WEIGHTS) await keep(event, `weights/${file}`);
  const { train, test } = parseManifest(await (await keep(event, "mnist/manifest.json")).json());
  for (const { file } of [...train.shards, ...test.shards]) await keep(event, `mnist/${file}`);
}
