/** TensorFlow.js on the article's network, by its WebAssembly backend with SIMD. */
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-core/dist/register_all_gradients";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";

const CLASSES = 10;

let batches = [];
let variables = {};
let optimizer;

export async function prepare() {
  // Inside a worker, its threads do not come up: it waits for ever.
  tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
  setWasmPaths(new URL("./", import.meta.url).href);
  registerFilterGradient();
  await tf.setBackend("wasm");
  await tf.ready();
  if (tf.getBackend() !== "wasm") throw new Error("the wasm backend did not start");
  return `TensorFlow.js ${tf.version_core}, wasm backend`;
}

/**
 * The backend cannot compute a filter's gradient. It is a convolution too: each input channel, over the images, by each
 * channel of the output's gradient. For stride 1 without padding, as here.
 */
function registerFilterGradient() {
  tf.registerKernel({
    kernelName: tf.Conv2DBackpropFilter,
    backendName: "wasm",
    kernelFunc: ({ inputs: { x, dy } }) =>
      tf.tidy(() => {
        const images = tf.transpose(x, [3, 1, 2, 0]);
        const gradient = tf.transpose(dy, [1, 2, 0, 3]);
        return tf.transpose(tf.conv2d(images, gradient, 1, "valid"), [1, 2, 0, 3]);
      }),
  });
}

export function begin(given) {
  for (const tensor of [...batches.flatMap(Object.values), ...Object.values(variables)]) tensor.dispose();
  optimizer?.dispose();
  batches = given.map(({ images, labels }) => ({
    images: tf.tensor4d(images, [labels.length, 28, 28, 1]),
    answers: tf.tidy(() => tf.cast(tf.oneHot(tf.tensor1d(labels, "int32"), CLASSES), "float32")),
  }));
  const weights = (...shape) =>
    tf.variable(tf.randomNormal(shape, 0, Math.sqrt(2 / tf.util.sizeFromShape(shape.slice(0, -1)))));
  const bias = (size) => tf.variable(tf.zeros([size]));
  variables = {
    conv1: weights(5, 5, 1, 6),
    bias1: bias(6),
    conv2: weights(5, 5, 6, 16),
    bias2: bias(16),
    conv3: weights(4, 4, 16, 120),
    bias3: bias(120),
    fc1: weights(120, 64),
    bias4: bias(64),
    fc2: weights(64, CLASSES),
    bias5: bias(CLASSES),
  };
  optimizer = tf.train.momentum(0.001, 0.9);
}

function network(images) {
  const { conv1, bias1, conv2, bias2, conv3, bias3, fc1, bias4, fc2, bias5 } = variables;
  const conv = (input, filter, bias) => tf.add(tf.conv2d(input, filter, 1, "valid"), bias);
  const pool = (input) => tf.maxPool(input, 2, 2, "valid");
  const linear = (input, weight, bias) => tf.add(tf.matMul(input, weight), bias);
  const first = tf.sigmoid(pool(tf.sigmoid(conv(images, conv1, bias1))));
  const second = pool(conv(first, conv2, bias2));
  const third = conv(second, conv3, bias3);
  const line = tf.reshape(third, [third.shape[0], 120]);
  return linear(tf.sigmoid(linear(line, fc1, bias4)), fc2, bias5);
}

export function step(batch) {
  const { images, answers } = batches[batch];
  const loss = optimizer.minimize(() => tf.losses.softmaxCrossEntropy(answers, network(images)), true);
  const [value] = loss.dataSync();
  loss.dispose();
  return value;
}

export function forward() {
  tf.tidy(() => network(tf.slice(batches[0].images, 0, 1)).dataSync());
}
