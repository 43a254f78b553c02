/**
 * Whether workers can share memory: the page must be cross-origin isolated, and the browser has to keep its word. WebKit for
 * GTK calls a page isolated and yet has no `SharedArrayBuffer`.
 */
export const canShareMemory =
  globalThis.crossOriginIsolated === true && typeof globalThis.SharedArrayBuffer === "function";
