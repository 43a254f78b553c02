import { untrack } from "svelte";
import { limitOf } from "../paint/paint";
import type { Activation, ParameterTensor, Snapshot, UnitAddress } from "../training/protocol";
import type { Figures } from "./figures.svelte";
import { largest, measure, type Measured } from "./measured";
import type { SlowMotion } from "./slow-motion.svelte";

/** The last snapshot's numbers as maps and kernels show them: values, or the loss's gradients. */
export class Shown {
  /** Whether gradients are asked for in place of values. */
  gradientsWanted = $state(false);
  readonly activations = $derived.by(() => measure(this.snapshot()?.activations ?? []));
  /** Which weights the snapshot holds. */
  private readonly weightsAt = $derived.by(() =>
    this.figures.along(() => {
      const { status, parameters, past } = this.snapshot() ?? {};
      return `${status?.generation} ${past ?? status?.step} ${parameters?.length}`;
    }),
  );
  /** Weights and biases, whatever is shown. */
  readonly parameters = $derived.by(() => {
    // Kernels are many: they are measured and painted when a step has changed them, and with the figures, not with every picture.
    void this.weightsAt;
    return measure(untrack(this.snapshot)?.parameters ?? []);
  });
  private readonly gradients = $derived.by(() => measure(this.snapshot()?.gradients ?? []));
  // Not derived from the snapshot: much hangs on these two, and would be looked through with every picture.
  private hasGradients = $state(false);
  private watchedRequest = $state(0);
  /** What the maps show: slow motion's stage decides, if there is one. */
  readonly areGradients = $derived.by(
    () =>
      this.hasGradients && (this.slowMotion.tells ? this.slowMotion.stage?.kind === "backward" : this.gradientsWanted),
  );
  private readonly parameterGradients = $derived.by(() => {
    // At once when they come to be shown.
    void this.areGradients;
    return measure(this.figures.along(this.snapshot)?.parameterGradients ?? []);
  });
  /** Ten probabilities for the watched digit, with the other figures, or at once if it is another; none while nothing is watched. */
  readonly probabilities = $derived.by(() => {
    void this.watchedRequest;
    return this.figures.along(() => this.activations.get("probabilities")?.tensor.values);
  });
  /** The digit with the highest probability. */
  readonly answer = $derived.by(() => {
    const { probabilities } = this;
    return untrack(this.snapshot)?.watchedKind === "none" ? undefined : largest(probabilities);
  });
  /** The value that gets the full colour, where all layers share one scale. */
  readonly networkLimit = $derived.by(() =>
    Math.max(
      0,
      ...[...(this.areGradients ? this.gradients : this.activations).values()].map(({ extent }) => limitOf(extent)),
    ),
  );

  /** @param snapshot the last one. */
  constructor(
    private readonly snapshot: () => Snapshot | undefined,
    private readonly figures: Figures,
    private readonly slowMotion: SlowMotion,
  ) {}

  /** Takes note of what the last snapshot holds. */
  receive({ gradients, watchedRequest }: Snapshot): void {
    this.watchedRequest = watchedRequest;
    this.hasGradients = gradients !== undefined && gradients.length > 0;
  }

  /** Whether a layer shows gradients: in slow motion only once the backward pass has come to it. */
  isGradient(layer: string): boolean {
    return this.areGradients && !this.slowMotion.waits(layer);
  }

  /** A layer's numbers as its maps show them. */
  layer(name: string): Measured<Activation> | undefined {
    return (this.isGradient(name) ? this.gradients : this.activations).get(name);
  }

  /** A unit's number as its map shows it; of a layer without maps, `map` is the unit. */
  unit({ layer, map, row, column }: UnitAddress): number | undefined {
    const { shape, values } = this.layer(layer)?.tensor ?? {};
    const [, height = 1, width = 1] = shape ?? [];
    return values?.[(map * height + row) * width + column];
  }

  /** A tensor's numbers as the kernels show them. */
  parameter(layer: string, tensor: string): Measured<ParameterTensor> | undefined {
    return (this.isGradient(layer) ? this.parameterGradients : this.parameters).get(tensor);
  }
}
