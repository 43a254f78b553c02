import type { Choice, Description, Examination, SettingProblem, Settings } from "../training/protocol";
import { change, SETTINGS, type Changes, type Setting } from "../training/settings";
import { newest } from "./newest";

/** What stands for a network of one's own where a preset stands by its name. */
export const OWN = "";

/** The network and its recipe: what runs, and what the visitor is about to change of the recipe. */
export class Setup {
  /** What runs, as the worker told it. */
  running = $state.raw<Description>();
  /** What is changed of the network's own recipe; takes effect with the next reset. */
  changes = $state.raw<Changes>({});
  /** Every setting when all were last right. */
  private known = $state.raw<Settings>({});
  /** Every setting as its control shows it. */
  readonly settings: Settings = $derived({ ...this.known, ...this.changes });
  /** What is wrong with a setting. */
  problem = $state.raw<SettingProblem>();
  /** Whether a reset would change how the network is trained. */
  readonly pending = $derived(
    SETTINGS.some((setting) => this.changes[setting] !== this.running?.choice.changes[setting]),
  );
  /** Epochs of the run, and images of a step. */
  readonly epochs = $derived(Number(this.running?.settings.epochs ?? 0));
  readonly batch = $derived(Number(this.running?.settings.batch ?? 0));
  /** How each preset, by its name, and the last network of one's own ran when they were left. */
  left = $state.raw<Readonly<Partial<Record<string, Choice>>>>({});
  private readonly examine: (choice: Choice) => Promise<Examination | undefined>;

  /** @param ask the worker about a choice. */
  constructor(ask: (choice: Choice) => Promise<Examination>) {
    this.examine = newest(ask);
  }

  /** Another network or recipe runs from now on. */
  take(running?: Description): void {
    const same = running && JSON.stringify(running.choice) === JSON.stringify(this.running?.choice);
    this.running = running;
    if (running) this.left = { ...this.left, [keyOf(running.choice)]: running.choice };
    // The same once more, or with trained weights: what was typed meanwhile stays.
    if (same) return;
    this.known = running?.settings ?? {};
    this.forget();
  }

  /** What was typed counts no longer. */
  forget(): void {
    this.changes = this.running?.choice.changes ?? {};
    this.problem = undefined;
  }

  /** Changes a setting; without a text puts it back to what belongs to the network. */
  change(setting: Setting, text?: string): void {
    this.changes = change(this.changes, setting, text);
    this.look();
  }

  /** Puts all settings back. */
  putBack(): void {
    this.changes = {};
    this.look();
  }

  /** The changes that a reset would take: those that run, while something is wrong with the others. */
  get sound(): Changes {
    return this.problem ? (this.running?.choice.changes ?? {}) : this.changes;
  }

  private look(): void {
    if (!this.running) return;
    const { network } = this.running.choice;
    void this.examine({ network, changes: this.changes }).then((answer) => {
      if (!answer) return;
      this.problem = answer.setting;
      this.known = answer.settings ?? this.known;
    });
  }
}

function keyOf({ network }: Choice): string {
  return typeof network === "string" ? network : OWN;
}
