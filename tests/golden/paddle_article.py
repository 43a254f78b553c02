"""Trains the article's LeNet in PaddlePaddle on real MNIST digits and dumps what the engine is compared with.

README.md beside this file says what each dumped tensor is.
"""

import argparse
import os
from pathlib import Path

# Threads would share sums out differently from machine to machine. Read once, when Paddle is imported.
os.environ["OMP_NUM_THREADS"] = os.environ["MKL_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"

import numpy as np
import paddle
from paddle import nn
from safetensors.numpy import save_file

# Few close calls in max pooling, where roundings decide: README.md tells how it was picked and why.
SEED = 8
BATCH = 10
STEPS = 2000
TEST_IMAGES = 100


def read_idx(path):
    """An IDX file of bytes as an array of the shape that its header names."""
    content = path.read_bytes()
    if content[:3] != b"\0\0\x08":
        raise SystemExit(f"{path} is not an uncompressed IDX file of bytes")
    dimensions = content[3]
    shape = np.frombuffer(content, ">u4", dimensions, offset=4)
    return np.frombuffer(content, np.uint8, offset=4 + 4 * dimensions).reshape(shape)


def article_network():
    """The network of the article's program, with Paddle's default initialisation."""
    return nn.Sequential(
        ("conv1", nn.Conv2D(1, 6, 5)),
        ("sigmoid1", nn.Sigmoid()),
        ("pool1", nn.MaxPool2D(2, 2)),
        ("sigmoid2", nn.Sigmoid()),
        ("conv2", nn.Conv2D(6, 16, 5)),
        ("pool2", nn.MaxPool2D(2, 2)),
        ("conv3", nn.Conv2D(16, 120, 4)),
        ("flatten", nn.Flatten()),
        ("fc1", nn.Linear(120, 64)),
        ("sigmoid3", nn.Sigmoid()),
        ("fc2", nn.Linear(64, 10)),
    )


def as_input(images):
    """Pixels 0 to 255 [n, 28, 28] as the network's input 0 to 1 [n, 1, 28, 28]."""
    return paddle.to_tensor(images[:, None].astype(np.float32) / np.float32(255))


def forward(network, images):
    """Every sublayer's output by name, in order; the last are the logits."""
    outputs, value = {}, as_input(images)
    for name, sublayer in network.named_children():
        value = outputs[name] = sublayer(value)
    return outputs


def parameters(network):
    return {name: value.numpy().copy() for name, value in network.state_dict().items()}


def gradients(network):
    return {f"{name}.gradient": value.grad.numpy().copy() for name, value in network.named_parameters()}


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--data", type=Path, required=True, help="folder of MNIST's four uncompressed IDX files")
    arguments.add_argument("--out", type=Path, required=True, help="folder for the dumps")
    options = arguments.parse_args()

    images = read_idx(options.data / "train-images-idx3-ubyte")
    labels = read_idx(options.data / "train-labels-idx1-ubyte")
    test_images = read_idx(options.data / "t10k-images-idx3-ubyte")[:TEST_IMAGES]

    order = np.random.default_rng(SEED).permutation(len(images))[: STEPS * BATCH]
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "order.txt").write_text("".join(f"{index}\n" for index in order))

    def dump(name, tensors):
        save_file(tensors, options.out / f"article-{name}.safetensors")

    paddle.set_device("cpu")
    paddle.seed(SEED)
    network = article_network()
    optimizer = paddle.optimizer.Momentum(learning_rate=0.001, momentum=0.9, parameters=network.parameters())
    dump("init", parameters(network))

    losses = []
    for step, batch in enumerate(order.reshape(STEPS, BATCH), start=1):
        outputs = forward(network, images[batch])
        loss = nn.functional.cross_entropy(outputs["fc2"], paddle.to_tensor(labels[batch].astype(np.int64)))
        loss.backward()
        losses.append(loss.item())
        optimizer.step()
        if step == 1:
            first_batch = {
                "images": images[batch].reshape(BATCH, -1),
                "labels": labels[batch],
                "loss": loss.numpy().reshape(1),
            }
            activations = {name: value.numpy() for name, value in outputs.items()}
            dump("step1", first_batch | activations | gradients(network) | parameters(network))
        elif step == 200:
            dump("step200", parameters(network))
        optimizer.clear_grad()

    logits = forward(network, test_images)["fc2"].numpy()
    dump("step2000", parameters(network) | {"losses": np.array(losses, np.float32), "logits": logits})
    print(
        f"loss: mean of the first 100 steps {np.mean(losses[:100]):.4f}, of the last 100 {np.mean(losses[-100:]):.4f}"
    )


if __name__ == "__main__":
    main()
