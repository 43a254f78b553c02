import type { Attachment } from "svelte/attachments";

/**
 * Moves the keyboard's focus to a part of the page, by its `data-testid`: what it was on goes, and it would fall back to the
 * page's beginning.
 */
export function focusOn(testid: string, options?: FocusOptions): void {
  document.querySelector<HTMLElement>(`[data-testid="${testid}"]`)?.focus(options);
}

/** Hands the focus on, as `focusOn` does, when the control that has it can be used no longer; nothing moves by it. */
export function handsOn(testid: string): Attachment<HTMLButtonElement | HTMLInputElement> {
  return (control) => {
    const observer = new MutationObserver(() => {
      if (control.disabled && document.activeElement === control) focusOn(testid, { preventScroll: true });
    });
    observer.observe(control, { attributeFilter: ["disabled"] });
    return () => observer.disconnect();
  };
}
