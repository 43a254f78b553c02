import { PIXELS } from "../mnist/picture";
import type { Trainer } from "./engine";

/** Ten probabilities for each of n pictures [n, 28, 28], one after another; without a network none. */
export function answersOf(network: Trainer | undefined, images: Uint8Array): Float32Array<ArrayBuffer> {
  const answers: number[] = [];
  for (let start = 0; network && start < images.length; start += PIXELS) {
    answers.push(...network.predict(images.subarray(start, start + PIXELS)).probabilities);
  }
  return Float32Array.from(answers);
}
