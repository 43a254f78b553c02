import { clientsClaim } from "workbox-core";
import type { WorkboxPlugin } from "workbox-core/types.js";
import {
  addPlugins,
  cleanupOutdatedCaches,
  matchPrecache,
  precacheAndRoute,
  type PrecacheEntry,
} from "workbox-precaching";
import { registerRoute } from "workbox-routing";
import { NetworkFirst, NetworkOnly } from "workbox-strategies";
import { parseManifest } from "../mnist/manifest";

declare const self: ServiceWorkerGlobalScope;
/** The page, the bundle's files, which have their content's hash in their names, and trained weights; the build fills them in. */
declare const BUNDLE: PrecacheEntry[];

/** The page itself, as the bundle has it. */
const PAGE = "./";
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
/** Keeps whole answers alone. */
const whole: WorkboxPlugin = {
  cacheWillUpdate: ({ response }) => Promise.resolve(response.status === 200 ? response : null),
};
/** What was kept answers for a host that cannot, as well as for none. */
const able: WorkboxPlugin = {
  fetchDidSucceed: ({ response }) => {
    if (response.status >= 500) throw new Error(`${response.url}: ${response.status}`);
    return Promise.resolve(response);
  },
};
/** Keeps nothing of its own: without a network the page is the one that came with the bundle. */
const bundled: WorkboxPlugin = {
  cacheWillUpdate: () => Promise.resolve(null),
  cachedResponseWillBeUsed: () => matchPrecache(PAGE),
};
const options = { cacheName: "lenet", networkTimeoutSeconds: PATIENCE };
const page = new NetworkFirst({ ...options, plugins: [isolate, able, bundled] });
const fresh = new NetworkFirst({ ...options, plugins: [isolate, able, whole] });

const { scope } = self.registration;
const isPage = ({ origin, pathname }: URL) => [scope, `${scope}index.html`].includes(origin + pathname);
const isNavigation = (request: Request) => request.mode === "navigate";
addPlugins([isolate]);
// Before the bundle, of which it is a part as well: a newer one is to be seen at once.
registerRoute(({ request, url }) => isNavigation(request) && isPage(url), page);
precacheAndRoute(BUNDLE, { directoryIndex: "" });
cleanupOutdatedCaches();
// Of a newer bundle, which is kept when its own service worker comes.
registerRoute(({ url }) => url.href.startsWith(`${scope}assets/`), new NetworkOnly({ plugins: [isolate] }));
// What else is opened in a window is another's.
registerRoute(({ request, url }) => !isNavigation(request) && url.href.startsWith(scope), fresh);
clientsClaim();

self.addEventListener("install", () => void self.skipWaiting());
// A page that trains says so: what it had fetched is asked for once more, mostly of the browser's own cache, unless it is kept
// already. Not while this one is activated, since all that the page fetches would wait for it.
self.addEventListener("message", (event) => event.waitUntil(keepData(event)));

function keep(event: ExtendableEvent, path: string): Promise<Response> {
  return fresh.handle({ event, request: new Request(new URL(path, scope)) });
}

async function keepData(event: ExtendableEvent): Promise<void> {
  const { train, test } = parseManifest(await (await keep(event, "mnist/manifest.json")).json());
  for (const { file } of [...train.shards, ...test.shards]) {
    const path = `mnist/${file}`;
    if (!(await caches.match(new URL(path, scope).href))) await keep(event, path);
  }
}
