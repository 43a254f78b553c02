// A network of one's own, trained in Node for an epoch, tested, saved, loaded again, and asked for one digit. It uses the package
// that `./build.sh build` leaves in pkg/, and MNIST's four files:
//
//   node examples/node/train.mjs [FOLDER OF MNIST] [FILE FOR THE WEIGHTS]
import { readFileSync, writeFileSync } from "node:fs";
import init, { describe, digitFromImage, epochOrder, Trainer } from "../../pkg/lenet.js";

const [folder = "data/mnist", file = "weights.safetensors"] = process.argv.slice(2);
const PIXELS = 28 * 28;

await init({ module_or_path: readFileSync(new URL("../../pkg/lenet_bg.wasm", import.meta.url)) });

/** The bytes of an IDX file: they follow four bytes, of which the last is the number of axes, and each axis's length. */
function idx(name) {
  const bytes = readFileSync(`${folder}/${name}`);
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength).subarray(4 + 4 * bytes[3]);
}

const network = {
  name: "small",
  input: { channels: 1, height: 28, width: 28 },
  layers: [
    { kind: "conv", name: "conv1", filters: 8, kernel: 5, stride: 2, padding: 2 },
    { kind: "activation", function: "relu" },
    { kind: "conv", name: "conv2", filters: 16, kernel: 3, stride: 1 },
    { kind: "activation", function: "relu" },
    { kind: "pool", method: "max", size: 2, stride: 2 },
    { kind: "flatten" },
    { kind: "linear", name: "fc", units: 10 },
  ],
};
for (const { name, formula = "", outputShape, parameters } of describe(network)) {
  console.log(`${name}: ${formula} -> ${outputShape.join(" x ")}, ${parameters} parameters`);
}

const recipe = { optimizer: { kind: "adam" }, batch: 32, epochs: 1, schedule: { kind: "one_cycle" }, learningRate: 0.005 };
const trainer = new Trainer({ network, ...recipe });
const [images, labels] = [idx("train-images-idx3-ubyte"), idx("train-labels-idx1-ubyte")];
const order = epochOrder(1, 0, labels.length, labels.length);
for (let start = 0; start + recipe.batch <= order.length; start += recipe.batch) {
  const places = order.subarray(start, start + recipe.batch);
  const batch = new Uint8Array(places.length * PIXELS);
  places.forEach((place, index) => batch.set(images.subarray(place * PIXELS, (place + 1) * PIXELS), index * PIXELS));
  const { step, loss } = trainer.step(batch, Uint8Array.from(places, (place) => labels[place]));
  if (step % 500 === 0) console.log(`step ${step}: loss ${loss.toFixed(3)}`);
}

const [testImages, testLabels] = [idx("t10k-images-idx3-ubyte"), idx("t10k-labels-idx1-ubyte")];
const { accuracy } = trainer.evaluate(testImages, testLabels);
console.log(`test accuracy: ${(100 * accuracy).toFixed(2)} %, weights ${trainer.weightsSha256()}`);
writeFileSync(file, trainer.save());

// The file names its network. A picture may have any size; it is cropped and centred as MNIST's were.
const loaded = Trainer.load(readFileSync(file));
const digit = digitFromImage(testImages.slice(0, PIXELS), 28, 28);
console.log("the first test digit:", digit && loaded.predict(digit).digit);
