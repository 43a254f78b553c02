import type { LinkProblem } from "../i18n/link-problem";
import type { Choice, Description, Problem } from "../training/protocol";
import { languageIn, LinkError, readLink, writeLink, type Link } from "./link";
import type { Preferences } from "./preferences.svelte";
import type { Setup } from "./setup.svelte";
import type { Watching } from "./watching.svelte";

/** What went wrong; of a link, what it was. */
export type ToldProblem = Problem & { link?: LinkProblem };

/** What of the page the address tells, and what it asks for when a link is followed. */
export interface Surroundings {
  readonly preferences: Preferences;
  readonly setup: Setup;
  readonly watching: Watching;
  /** Goes to a network and its recipe. Resolves to whether it could be. */
  use(choice: Choice): Promise<boolean>;
  /** What runs then. */
  describe(): Promise<Description | undefined>;
  /** Whether something went wrong, so that even what runs is to be tried anew. */
  failed(): boolean;
}

/** What the page's address says: the link that it was opened by, others pasted over it, and the one that leads back here. */
export class Address {
  /** What was wrong with the last link, until it is put away or something else is shown. */
  problem = $state.raw<ToldProblem>();
  /** Links that are being followed: until then the address is theirs. */
  private following = $state(0);
  /** The fragment that leads back here; undefined while another's is followed. */
  readonly link = $derived.by(() => {
    const { setup, watching, preferences } = this.surroundings;
    const choice = setup.running?.choice;
    if (!choice || this.following > 0) return undefined;
    return writeLink({ choice, digit: watching.testIndex, language: preferences.language });
  });

  constructor(private readonly surroundings: Surroundings) {}

  /** What a link says, undefined if it is a bad one; its language is spoken from now on. */
  read(fragment: string): Link | undefined {
    const { preferences } = this.surroundings;
    const language = languageIn(fragment);
    if (language && language !== preferences.language) void preferences.speak(language);
    try {
      return readLink(fragment);
    } catch (error) {
      const link = error instanceof LinkError ? error.problem : undefined;
      this.problem = { code: "link", detail: String(error), link };
      return undefined;
    }
  }

  /** A link was pasted over the page's. Resolves when it has been followed, or refused: then all stays as it was. */
  async open(fragment: string): Promise<void> {
    const { setup, watching, use, describe, failed } = this.surroundings;
    const link = this.read(fragment);
    if (!link) return;
    // The same network goes on as it is.
    const same = JSON.stringify(link.choice) === JSON.stringify(setup.running?.choice);
    if (same && this.following === 0 && !failed()) {
      this.problem = undefined;
      watching.watchTest(link.digit);
      return;
    }
    this.following++;
    try {
      if (!(await use(link.choice))) return;
      // At once, so that there is no link of one network and another's digit.
      setup.take(await describe());
      setup.forget();
      watching.watchTest(link.digit);
    } finally {
      this.following--;
    }
  }
}
