/**
 * Resolves in a task of its own. What waits for it is built apart from what stood before it, so that even a slow
 * phone's page hears and paints between two parts.
 */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
