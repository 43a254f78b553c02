import { focusOn } from "./focus";

/**
 * Leads to what tells why the watched picture is answered as it is. That is fetched on the way there, and so are other parts,
 * which may be higher than the room that was kept for them.
 */
export async function showWhy(): Promise<void> {
  for (let look = 0; look < 3; look++) {
    document.querySelector('[data-testid="place-cover"]:empty, [data-testid="cover"]')?.scrollIntoView();
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  focusOn("cover", { preventScroll: true });
}
