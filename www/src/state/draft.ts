import type { Layer, NetworkSpec } from "../training/protocol";

/** A layer's kind. */
export type Kind = Layer["kind"];

/** Numbers of a layer, by the names that JSON has for them. */
export type NumberField = "filters" | "kernel" | "stride" | "padding" | "size" | "units";

/** The numbers that each kind of layer has. */
export const NUMBERS: Record<Kind, readonly NumberField[]> = {
  conv: ["filters", "kernel", "stride", "padding"],
  pool: ["size", "stride"],
  activation: [],
  flatten: [],
  linear: ["units"],
  rbf: [],
};

/** A layer while it is edited: numbers as they were typed, and those of other kinds, in case it becomes one of them. */
export interface Row {
  id: number;
  kind: Kind;
  /** Convolutions, fully connected layers and distances have a name; others may. */
  name?: string;
  numbers: Record<NumberField, string>;
  method: Extract<Layer, { kind: "pool" }>["method"];
  function: Extract<Layer, { kind: "activation" }>["function"];
  /** Which input maps each filter reads; all, if left out. May be larger or smaller than the layer. */
  connections?: number[][];
}

/** A network while it is edited. */
export interface Draft {
  height: string;
  width: string;
  rows: Row[];
}

/** What was typed where a whole number is needed. */
export interface Fault {
  /** The row's index; -1 for the input. */
  row: number;
  field: NumberField | "height" | "width";
  text: string;
}

const FRESH: Omit<Row, "id" | "kind"> = {
  numbers: { filters: "6", kernel: "3", stride: "1", padding: "0", size: "2", units: "84" },
  method: "max",
  function: "relu",
};
const FRESH_POOL_STRIDE = "2";
const PREFIX: Partial<Record<Kind, string>> = { conv: "conv", linear: "fc", rbf: "output" };
// The engine's numbers have 32 bits; it says what there may be.
const MOST = 2 ** 32 - 1;

/** A network as rows to be edited. */
export function draftOf({ input, layers }: NetworkSpec): Draft {
  const rows = layers.map((layer, id): Row => {
    const { kind, name } = layer;
    const row = freshRow(id, kind);
    row.name = name;
    for (const field of NUMBERS[kind]) {
      const value = (layer as unknown as Partial<Record<NumberField, number>>)[field];
      if (value !== undefined) row.numbers[field] = String(value);
    }
    if (layer.kind === "pool") row.method = layer.method;
    if (layer.kind === "activation") row.function = layer.function;
    if (layer.kind === "conv") row.connections = layer.connections?.map((cells) => [...cells]);
    return row;
  });
  return { height: String(input.height), width: String(input.width), rows };
}

/** A row that begins with usual numbers. */
export function freshRow(id: number, kind: Kind): Row {
  const row = { ...FRESH, id, kind, numbers: { ...FRESH.numbers } };
  if (kind === "pool") row.numbers.stride = FRESH_POOL_STRIDE;
  return row;
}

/** A name for a layer of this kind that no other row has; none where none is needed. */
export function freeName(kind: Kind, rows: readonly Row[]): string | undefined {
  const prefix = PREFIX[kind];
  if (!prefix) return undefined;
  for (let number = 1; ; number++) {
    const name = `${prefix}${number}`;
    if (!rows.some((row) => row.name === name)) return name;
  }
}

/**
 * The network that was typed; what else it has is the old one's.
 * Connection tables have a row for each filter and a column for each map: where there was none, all are connected.
 */
export function specOf(draft: Draft, old: NetworkSpec): { spec: NetworkSpec } | { fault: Fault } {
  const whole = (row: number, field: Fault["field"], text: string): number => {
    if (!/^\s*\d+\s*$/.test(text)) throw new NoWhole({ row, field, text });
    return Math.min(Number(text), MOST);
  };
  try {
    const height = whole(-1, "height", draft.height);
    const width = whole(-1, "width", draft.width);
    let maps = old.input.channels;
    const layers = draft.rows.map((row, index): Layer => {
      const number = (field: NumberField) => whole(index, field, row.numbers[field]);
      const name = row.name ?? "";
      const named = row.name === undefined ? {} : { name };
      switch (row.kind) {
        case "conv": {
          const sizes = {
            filters: number("filters"),
            kernel: number("kernel"),
            stride: number("stride"),
            padding: number("padding"),
          };
          const connections = row.connections && fitted(row.connections, sizes.filters, maps);
          maps = sizes.filters;
          return { kind: "conv", name, ...sizes, ...(connections && { connections }) };
        }
        case "pool":
          return { kind: "pool", ...named, method: row.method, size: number("size"), stride: number("stride") };
        case "activation":
          return { kind: "activation", ...named, function: row.function };
        case "flatten":
          return { kind: "flatten", ...named };
        case "linear":
          return { kind: "linear", name, units: number("units") };
        case "rbf":
          return { kind: "rbf", name };
      }
    });
    return { spec: { ...old, input: { ...old.input, height, width }, layers } };
  } catch (error) {
    if (error instanceof NoWhole) return { fault: error.fault };
    throw error;
  }
}

class NoWhole extends Error {
  constructor(readonly fault: Fault) {
    super(fault.text);
  }
}

/** A table with more cells is not shown. */
export const MOST_CELLS = 2048;

/** A table with a row for each filter and a column for each map; undefined where every filter reads every map. */
export function fitted(table: number[][], filters: number, maps: number): number[][] | undefined {
  if (filters * maps > MOST_CELLS) {
    return table.length === filters && table.every((cells) => cells.length === maps) ? table : undefined;
  }
  const fit = Array.from({ length: filters }, (_, filter) =>
    Array.from({ length: maps }, (_, map) => table[filter]?.[map] ?? 1),
  );
  return fit.every((cells) => cells.every((cell) => cell === 1)) ? undefined : fit;
}
