/**
 * Resolves in a task of its own. What waits for it is built apart from what stood before it, so that even a slow
 * phone's page hears and paints between two parts.
 */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

/** A part of the page that is fetched when it is opened: if it does not come it is closed again, to be asked for anew. */
export function opened<Part>(part: Promise<Part>, close: () => void): Promise<Part> {
  part.catch(close);
  return part;
}
