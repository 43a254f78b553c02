import type { Attachment } from "svelte/attachments";

/**
 * Moves the keyboard's focus to a part of the page, by its `data-testid`: what it was on goes, and it would fall back to the
 * page's beginning.
 */
export function focusOn(testid: string, options?: FocusOptions): void {
  document.querySelector<HTMLElement>(`[data-testid="${testid}"]`)?.focus(options);
}

/** Hands the focus on, as `focusOn` does, when the button that has it can be pressed no longer; nothing moves by it. */
export function handsOn(testid: string): Attachment<HTMLButtonElement> {
  return (button) => {
    const observer = new MutationObserver(() => {
      if (button.disabled && document.activeElement === button) focusOn(testid, { preventScroll: true });
    });
    observer.observe(button, { attributeFilter: ["disabled"] });
    return () => observer.disconnect();
  };
}
