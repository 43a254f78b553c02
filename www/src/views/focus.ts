/**
 * Moves the keyboard's focus to a part of the page, by its `data-testid`: what it was on goes, and it would fall back to the
 * page's beginning.
 */
export function focusOn(testid: string): void {
  document.querySelector<HTMLElement>(`[data-testid="${testid}"]`)?.focus();
}
