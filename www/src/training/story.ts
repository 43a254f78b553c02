import { PIXELS } from "../mnist/picture";
import type { Trainer } from "./engine";
import type { BatchStory } from "./protocol";
import type { Batch } from "./team";

/** Pictures of a batch that are told of. */
const MOST_TOLD = 64;

/**
 * What a network makes of a batch, whose images are there. The batch's gradient is in the network afterwards; the weights
 * stay as they are.
 */
export function storyOf(trainer: Trainer, batch: Batch): Omit<BatchStory, "generation" | "step"> {
  const { images } = batch;
  const labels = [...batch.labels.subarray(0, MOST_TOLD)];
  // What the answers cost, by the network's own measure. The step's own loss may be of changed pictures, and of weights that
  // are not yet averaged.
  const { loss, answers } = trainer.evaluate(images, batch.labels);
  const lossOf = (label: number, index: number) =>
    trainer.evaluate(images.subarray(index * PIXELS, (index + 1) * PIXELS), Uint8Array.of(label)).loss;
  const losses = labels.map(lossOf);
  trainer.begin(images, batch.labels, 0, 1);
  return {
    size: batch.labels.length,
    indices: [...batch.indices.subarray(0, MOST_TOLD)],
    images: images.slice(0, MOST_TOLD * PIXELS),
    labels,
    answers: [...answers.subarray(0, MOST_TOLD)],
    losses,
    meanLoss: loss,
  };
}
