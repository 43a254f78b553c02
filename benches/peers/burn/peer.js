/** burn on the article's network, as the benchmark's page asks for it; the module that is built from this crate lies beside. */
let module;
let training;

export async function prepare() {
  module = await import(/* @vite-ignore */ new URL("./burn_peer.js", import.meta.url).href);
  await module.default();
  return `burn ${module.version()}, flex backend`;
}

export function begin(batches) {
  training?.free();
  training = new module.Training();
  for (const { images, labels } of batches) training.add(images, labels);
}

export function step(batch) {
  return training.step(batch);
}

export function forward() {
  training.forward();
}
