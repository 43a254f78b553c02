import { getContext, setContext } from "svelte";
import type { PageStore } from "./page.svelte";

const KEY = Symbol("page");

/** Hands the store down to all views. */
export function providePage(page: PageStore): void {
  setContext(KEY, page);
}

/** The page's store, in any view. */
export function usePage(): PageStore {
  return getContext<PageStore>(KEY);
}
