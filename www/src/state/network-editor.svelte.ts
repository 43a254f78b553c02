import type { Choice, Examination, LayerDescription, NetworkProblem, NetworkSpec } from "../training/protocol";
import { draftOf, fitted, freeName, freshRow, specOf, type Draft, type Fault, type Kind, type Row } from "./draft";
import { newest } from "./newest";
import type { Setup } from "./setup.svelte";

/** A network's table while it is edited; what it would make is asked with every change. The page's network stays. */
export class NetworkEditor {
  open = $state(false);
  draft = $state<Draft>({ height: "", width: "", rows: [] });
  private examination = $state.raw<Examination>();
  private base?: NetworkSpec;
  private built = false;
  private ids = 0;
  /** By the rows' ids. */
  private names = $state.raw<readonly string[]>([]);
  private readonly examine: (choice: Choice) => Promise<Examination | undefined>;

  /** What was typed, as a network. */
  private readonly typed = $derived.by(() => {
    const draft = $state.snapshot(this.draft);
    return this.base && specOf(draft, this.base);
  });
  readonly fault: Fault | undefined = $derived(this.typed && "fault" in this.typed ? this.typed.fault : undefined);
  /** The layers that fit. */
  readonly layers: readonly LayerDescription[] = $derived(
    (this.examination?.layers ?? []).slice(0, this.fault ? Math.max(0, this.fault.row) : undefined),
  );
  readonly problem: NetworkProblem | undefined = $derived(this.fault ? undefined : this.examination?.network);
  /** What is wrong with a setting beside this network. */
  readonly setting = $derived(this.fault ? undefined : this.examination?.setting);
  /** The row at fault: its index, -1 for the input, undefined for none in particular. */
  readonly place: number | undefined = $derived.by(() => {
    if (this.fault) return this.fault.row;
    if (!this.problem) return undefined;
    const { layer, code } = this.problem;
    if (layer === "input") return -1;
    const known = this.layers.findIndex(({ name }) => name === layer);
    if (known >= 0 && code !== "same-name") return known;
    const next = this.layers.length;
    return next < this.draft.rows.length ? next : undefined;
  });
  readonly sound = $derived(
    this.examination !== undefined &&
      !this.fault &&
      !this.examination.network &&
      !this.examination.setting &&
      !this.examination.detail,
  );
  /** Whether something was edited. */
  readonly edited = $derived(
    this.typed !== undefined && "spec" in this.typed
      ? JSON.stringify(this.typed.spec.layers) !== JSON.stringify(this.base && specLayers(this.base)) ||
          JSON.stringify(this.typed.spec.input) !== JSON.stringify(this.base?.input)
      : this.fault !== undefined,
  );

  /** @param ask the worker about a choice. */
  constructor(
    private readonly setup: Setup,
    ask: (choice: Choice) => Promise<Examination>,
  ) {
    this.examine = newest(ask);
  }

  /** Opens with what was being edited, or with the network that runs. */
  show(): void {
    if (this.built || !this.edited) this.load();
    this.open = true;
  }

  /** What was edited runs now. */
  done(): void {
    this.built = true;
  }

  /** The network that runs, unedited. */
  load(): void {
    this.base = this.setup.running?.spec;
    if (!this.base) return;
    this.built = false;
    this.draft = draftOf(this.base);
    this.ids = this.draft.rows.length;
    this.names = [];
    this.look();
  }

  /** The network that was typed; only while it is sound. */
  get network(): NetworkSpec | undefined {
    return this.sound && this.typed && "spec" in this.typed ? this.typed.spec : undefined;
  }

  /** Something was typed. */
  look(): void {
    const { typed } = this;
    if (!typed || !("spec" in typed)) return;
    const ids = this.draft.rows.map(({ id }) => id);
    void this.examine({ network: typed.spec, changes: this.setup.sound }).then((answer) => {
      if (!answer) return;
      const names = [...this.names];
      ids.forEach((id, index) => (names[id] = answer.layers[index]?.name ?? names[id] ?? ""));
      this.names = names;
      this.examination = answer;
    });
  }

  /** A row's name: its own or, where it has none, the one that the engine gave it when it last fitted. */
  nameOf({ id, name }: Row): string {
    return name ?? this.names[id] ?? "";
  }

  /** A new layer after a row, or before all with -1. Returns its id. */
  add(after: number): number {
    const row = freshRow(this.ids++, "activation");
    this.draft.rows.splice(after + 1, 0, row);
    this.look();
    return row.id;
  }

  remove(index: number): void {
    this.draft.rows.splice(index, 1);
    this.look();
  }

  /** Moves a row up (-1) or down (1). */
  move(index: number, by: -1 | 1): void {
    const { rows } = this.draft;
    const [row] = rows.splice(index, 1);
    if (row) rows.splice(index + by, 0, row);
    this.look();
  }

  /** A row becomes a layer of another kind. */
  turnInto(row: Row, kind: Kind): void {
    row.kind = kind;
    row.name = freeName(
      kind,
      this.draft.rows.filter((other) => other.id !== row.id),
    );
    this.look();
  }

  /** Maps that a row reads; undefined while that is not known. */
  mapsBefore(index: number): number | undefined {
    if (index === 0) return this.base?.input.channels;
    const before = this.layers[index - 1]?.outputShape;
    return before && before.length === 3 ? before[0] : undefined;
  }

  /** A convolution's table as it counts: all 1 where there is none. */
  table(row: Row, maps: number): number[][] {
    const filters = Number(row.numbers.filters);
    return (
      fitted(row.connections ?? [], filters, maps) ??
      Array.from({ length: filters }, () => new Array<number>(maps).fill(1))
    );
  }

  /** Connects a filter with a map, or no longer. */
  toggle(row: Row, maps: number, filter: number, map: number): void {
    const table = this.table(row, maps);
    const cells = table[filter];
    if (!cells) return;
    cells[map] = cells[map] === 1 ? 0 : 1;
    row.connections = table;
    this.look();
  }
}

/** A network's layers as they come back from the editor untouched. */
function specLayers(spec: NetworkSpec) {
  const same = specOf(draftOf(spec), spec);
  return "spec" in same ? same.spec.layers : undefined;
}
