let asked = false;

/**
 * Has the browser keep the page with its digits, so that it opens without a network, and from its next visit on with all
 * cores, whatever the host's headers are. Whoever only looks is spared what that fetches. Call once the digits are there:
 * they would come twice.
 */
export function keepOffline(): void {
  // On localhost the files are at hand, and another project may be the next to stand at this port.
  if (!import.meta.env.PROD || location.hostname === "localhost" || !("serviceWorker" in navigator)) return;
  // Once a visit, unless that fails: whoever pauses and goes on has it kept already.
  if (asked) return;
  asked = true;
  // Some browsers keep nothing in private windows: the page then is as it would be without.
  const { serviceWorker } = navigator;
  serviceWorker
    .register("./service-worker.js")
    .then(() => serviceWorker.ready)
    .then(({ active }) => active?.postMessage("keep"))
    .catch((error: unknown) => {
      console.warn(error);
      asked = false;
    });
}
