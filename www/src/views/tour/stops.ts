import type { Facts } from "../../i18n/tour";
import type { tour } from "../../i18n/tour.en";
import type { PageStore } from "../../state/page.svelte";
import { goesByDistances } from "../../state/shapes";
import type { LayerDescription, UnitAddress } from "../../training/protocol";
import { formulaText } from "../figures";

/** A stop of the tour. */
export interface Stop {
  id: keyof (typeof tour)["stops"];
  /** The test id of what it is about: brought into sight, and framed. */
  target: (page: PageStore) => string;
  /** The test id of what should be seen above it, on a phone. */
  from?: (page: PageStore) => string;
  /** Moves the page's network to where the stop wants it. */
  enter: (page: PageStore) => void;
  /** What the stop's own button does, if it has one; and whether it can, if not always. */
  act?: (page: PageStore) => void;
  canAct?: (page: PageStore) => boolean;
  /** It is on the left of the page, where the card must not cover it. */
  onTheLeft?: boolean;
}

/** The tour's ten stops, in the article's order. */
export const STOPS: readonly Stop[] = [
  {
    id: "convolution",
    target: (page) => layerId(conv(page, 0)),
    from: () => "map-input-0",
    enter: (page) => pin(page, conv(page, 0), (layer) => mostMoved(page, layer, 0)),
    act: (page) => page.slide.start(conv(page, 0)?.name ?? "", 0),
  },
  {
    id: "stride",
    target: (page) => layerId(conv(page, 0)),
    from: () => "map-input-0",
    enter: (page) =>
      pin(page, conv(page, 0), ({ outputShape: [, height = 1, width = 1] }) => ({
        map: 0,
        row: height - 1,
        column: width - 1,
      })),
  },
  {
    id: "pooling",
    target: (page) => layerId(pool(page)),
    enter: (page) => pin(page, pool(page), (layer) => mostMoved(page, layer, 2)),
  },
  {
    id: "kernels",
    target: (page) => `kernels-${conv(page, 1)?.name ?? ""}`,
    enter: (page) => {
      pin(page, conv(page, 1), (layer) => mostMoved(page, layer, 3));
      const layer = conv(page, 1);
      if (!layer) return;
      const [filters = 1, inputs = 1, rows = 1, columns = 1] = layer.weightShape ?? [];
      const [filter, size] = [Math.min(3, filters - 1), rows * columns];
      // One that is connected.
      const input = Math.max(0, layer.connectionTable?.[filter]?.indexOf(1) ?? 0);
      const index = (filter * inputs + input) * size + (size >> 1);
      page.inspection.followWeight({ tensor: `${layer.name}.weight`, index });
    },
    onTheLeft: true,
  },
  {
    id: "flatten",
    target: (page) => layerId(single(page)),
    enter: (page) => pin(page, single(page), () => ({ map: 17, row: 0, column: 0 })),
  },
  {
    id: "connected",
    target: (page) => layerId(linear(page)),
    enter: (page) => pin(page, linear(page), () => ({ map: 7, row: 0, column: 0 })),
  },
  {
    id: "loss",
    target: () => "slow",
    from: () => "layer-probabilities",
    enter: (page) => slowTo(page, "loss"),
  },
  {
    id: "step",
    target: () => "slow",
    from: (page) => `layer-${page.layers.at(-1)?.name ?? ""}`,
    enter: (page) => slowTo(page, "backward"),
    act: (page) => {
      page.slowMotion.setSpeed(1);
      if (!page.slowMotion.playing) page.slowMotion.toggle();
    },
  },
  {
    id: "epoch",
    target: () => "training",
    enter: (page) => page.slowMotion.leave(),
    act: (page) => {
      if (!page.running) page.toggle();
    },
    canAct: (page) => page.phase !== "done",
    onTheLeft: true,
  },
  {
    id: "draw",
    target: () => "draw",
    enter: (page) => page.slowMotion.leave(),
    act: (page) => page.useTrainedWeights(),
    canAct: (page) => page.preset !== undefined,
    onTheLeft: true,
  },
];

/** The network's numbers, for the stops' sentences. */
export function factsOf(page: PageStore): Facts {
  const [first, second, last, pooling, line] = [conv(page, 0), conv(page, 1), single(page), pool(page), linear(page)];
  const parameters = page.layers.reduce((sum, layer) => sum + layer.parameters, 0);
  const count = (value: number) => page.preferences.count(value);
  const [digits, batch] = [page.status?.data.count || 60_000, page.setup.batch || 1];
  return {
    side: first?.inputShape[1] ?? 0,
    conv: first?.name ?? "",
    kernel: first?.kernel ?? 0,
    maps: first?.outputShape[0] ?? 0,
    formula: formulaText(first?.formula ?? ""),
    convSide: first?.outputShape[1] ?? 0,
    padding: first?.padding ?? 0,
    stride: first?.stride ?? 1,
    pool: pooling?.name ?? "",
    method: pooling?.method ?? "max",
    window: pooling?.kernel ?? 0,
    poolFormula: formulaText(pooling?.formula ?? ""),
    poolSide: pooling?.outputShape[1] ?? 0,
    halves: pooling !== undefined && pooling.inputShape[1] === 2 * (pooling.outputShape[1] ?? 0),
    conv2: second?.name ?? "",
    tabled: second?.connectionTable !== undefined,
    from2: second?.inputShape[0] ?? 0,
    maps2: second?.outputShape[0] ?? 0,
    kernel2: second?.kernel ?? 0,
    last: last?.name ?? "",
    line: last?.outputShape[0] ?? 0,
    lastKernel: last?.kernel ?? 0,
    linear: line?.name ?? "",
    units: line?.outputShape[0] ?? 0,
    parameters: count(parameters),
    byDistances: goesByDistances(page.layers),
    batch,
    digits: count(digits),
    steps: count(Math.floor(digits / batch)),
    sigmoid: page.layers.some((layer) => layer.function === "sigmoid"),
    preset: page.preset !== undefined,
  };
}

function layerId(layer?: LayerDescription): string {
  return `cells-${layer?.name ?? ""}`;
}

function conv(page: PageStore, index: number): LayerDescription | undefined {
  return page.layers.filter(({ kind }) => kind === "conv")[index];
}

function pool(page: PageStore): LayerDescription | undefined {
  return page.layers.find(({ kind }) => kind === "pool");
}

function linear(page: PageStore): LayerDescription | undefined {
  return page.layers.find(({ kind }) => kind === "linear");
}

/** The convolution that leaves single cells; without one, the line before the fully connected layers. */
function single(page: PageStore): LayerDescription | undefined {
  const cells = page.layers.find(({ kind, outputShape }) => kind === "conv" && outputShape[1] === 1);
  return cells ?? page.layers.find(({ kind }) => kind === "flatten");
}

function pin(
  page: PageStore,
  layer: LayerDescription | undefined,
  place: (layer: LayerDescription) => Omit<UnitAddress, "layer">,
): void {
  page.slowMotion.leave();
  if (!layer) return;
  const { map, row, column } = place(layer);
  page.inspection.pin({ layer: layer.name, map: Math.min(map, (layer.outputShape[0] ?? 1) - 1), row, column });
}

/** The cell of a map that the digit moved most, seen from the map's first: that one is of blank paper. */
function mostMoved(page: PageStore, { name, outputShape }: LayerDescription, map: number): Omit<UnitAddress, "layer"> {
  const [count = 1, height = 1, width = 1] = outputShape;
  const start = Math.min(map, count - 1) * height * width;
  const values = page.shown.activations.get(name)?.tensor.values.subarray(start, start + height * width) ?? [];
  const blank = values[0] ?? 0;
  let cell = 0;
  values.forEach((value, index) => {
    if (Math.abs(value - blank) > Math.abs((values[cell] ?? blank) - blank)) cell = index;
  });
  return { map, row: Math.floor(cell / width), column: cell % width };
}

/** Tells the next step from the first stage of a kind on. */
function slowTo(page: PageStore, kind: "loss" | "backward"): void {
  page.inspection.clear();
  page.slowMotion.enter();
  page.slowMotion.goTo(kind);
}
