"""Trains the preset networks in PyTorch on real MNIST digits and dumps what the engine is compared with.

README.md beside this file says what each dumped tensor is, and how the starting weights are made.
"""

import argparse
import json
from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.torch import save_file
from torch.nn import functional

from torch_layers import codes, distance_loss

BATCH = 10
STEPS = 200
# Numbers of a large tensor that are dumped after the last step.
KEPT = 4096


def read_idx(path):
    """An IDX file of bytes as a tensor of the shape that its header names."""
    content = path.read_bytes()
    if content[:3] != b"\0\0\x08":
        raise SystemExit(f"{path} is not an uncompressed IDX file of bytes")
    shape = [int.from_bytes(content[4 + 4 * axis : 8 + 4 * axis], "big") for axis in range(content[3])]
    return torch.frombuffer(bytearray(content[4 + 4 * content[3] :]), dtype=torch.uint8).reshape(shape)


def as_input(images, network):
    """Pixels 0 to 255 [n, 28, 28] in the middle of the network's picture, from background to ink."""
    size = network["input"]
    background, ink = size.get("background", 0.0), size.get("ink", 1.0)
    margin = [(size["width"] - 28) // 2] * 2 + [(size["height"] - 28) // 2] * 2
    return background + (ink - background) * functional.pad(images[:, None].double() / 255, margin)


def forward(network, weights, value):
    """Every layer's output by its number, in order."""
    outputs = []
    for layer in network["layers"]:
        name = layer.get("name")
        weight, bias = weights.get(f"{name}.weight"), weights.get(f"{name}.bias")
        match layer["kind"]:
            case "conv":
                if "connections" in layer:
                    weight = weight * torch.tensor(layer["connections"])[:, :, None, None]
                value = functional.conv2d(value, weight, bias, layer.get("stride", 1), layer.get("padding", 0))
            case "pool" if layer["method"] == "trainable":
                sums = functional.avg_pool2d(value, layer["size"], layer["stride"], divisor_override=1)
                value = sums * weight[:, None, None] + bias[:, None, None]
            case "pool":
                pooling = functional.max_pool2d if layer["method"] == "max" else functional.avg_pool2d
                value = pooling(value, layer["size"], layer["stride"])
            case "activation" if layer["function"] == "scaled_tanh":
                value = 1.7159 * torch.tanh(2 / 3 * value)
            case "activation":
                value = getattr(torch, layer["function"])(value)
            case "flatten":
                value = value.flatten(1)
            case "linear":
                value = value @ weight + bias
            case "rbf":
                value = ((value[:, None] - codes()) ** 2).sum(2)
        outputs.append(value)
    return outputs


def loss_of(network, outputs, labels):
    rbf = network["layers"][-1]["kind"] == "rbf"
    return (distance_loss if rbf else functional.cross_entropy)(outputs, labels)


def optimizer_of(recipe, weights):
    """PyTorch's optimizer and schedule for a recipe, in the words of the engine's."""
    rate, decay = recipe["learningRate"], recipe.get("weightDecay", 0)
    if recipe.get("optimizer", {}).get("kind") == "adam":
        optimizer = torch.optim.AdamW(weights, lr=rate, weight_decay=decay)
    else:
        optimizer = torch.optim.SGD(weights, lr=rate, momentum=recipe["momentum"])
    schedules = torch.optim.lr_scheduler
    match recipe.get("schedule", {}).get("kind"):
        case "one_cycle":
            return optimizer, schedules.OneCycleLR(optimizer, rate, total_steps=STEPS, cycle_momentum=False)
        case "cosine":
            return optimizer, schedules.CosineAnnealingLR(optimizer, T_max=STEPS)
    return optimizer, schedules.ConstantLR(optimizer, factor=1)


RECIPES = {
    "lenet5": {"learningRate": 0.02, "momentum": 0.9},
    "lenet5-1998": {"learningRate": 0.001, "momentum": 0.9, "schedule": {"kind": "cosine"}},
    "modern": {
        "learningRate": 0.003,
        "optimizer": {"kind": "adam"},
        "weightDecay": 0.01,
        "schedule": {"kind": "one_cycle"},
        "averaging": 0.5,
    },
}


def run(start, recipe, images, labels):
    """Two hundred steps from the network and weights of a file, in double precision; what is dumped of them."""
    with safe_open(start, "pt") as file:
        network = json.loads(file.metadata()["network"])
        weights = {name: file.get_tensor(name).double().requires_grad_() for name in file.keys()}
    optimizer, schedule = optimizer_of(recipe, list(weights.values()))
    averages = {name: weight.detach().clone() for name, weight in weights.items()}
    dump, losses = {}, []
    for step in range(STEPS):
        batch = slice(step * BATCH, (step + 1) * BATCH)
        outputs = forward(network, weights, as_input(images[batch], network))
        loss = loss_of(network, outputs[-1], labels[batch])
        optimizer.zero_grad()
        loss.backward()
        if step == 0:
            # Of the first image: all outputs; of the batch: all gradients.
            dump |= {f"output{number}": output[0].flatten() for number, output in enumerate(outputs)}
            dump |= {f"{name}.gradient": weight.grad.clone() for name, weight in weights.items()}
        losses.append(loss.item())
        optimizer.step()
        schedule.step()
        # Without averaging they are the weights themselves.
        reach = recipe.get("averaging", 0)
        for name, weight in weights.items():
            averages[name] += (weight.detach() - averages[name]) / (1 + reach * step)
    # A large tensor would only repeat itself: every so many numbers of it.
    for name, average in averages.items():
        dump[name] = average.flatten()[:: -(-average.numel() // KEPT)]
    dump["losses"] = torch.tensor(losses)
    return {name: tensor.detach().float().contiguous() for name, tensor in dump.items()}


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--data", type=Path, required=True, help="folder of MNIST's four uncompressed IDX files")
    arguments.add_argument("--start", type=Path, required=True, help="folder of <preset>.safetensors to start from")
    arguments.add_argument("--out", type=Path, required=True, help="folder for the dumps")
    options = arguments.parse_args()

    torch.set_num_threads(1)
    order = torch.tensor([int(line) for line in (Path(__file__).parent / "order.txt").read_text().split()])
    order = order[: STEPS * BATCH]
    images = read_idx(options.data / "train-images-idx3-ubyte")[order]
    labels = read_idx(options.data / "train-labels-idx1-ubyte")[order].long()
    options.out.mkdir(parents=True, exist_ok=True)
    for name, recipe in RECIPES.items():
        dump = run(options.start / f"{name}.safetensors", recipe, images, labels)
        save_file(dump, options.out / f"preset-{name}.safetensors", {"recipe": json.dumps(recipe)})
        losses = dump["losses"]
        print(f"{name}: loss {losses[:10].mean():.4f} at first, {losses[-10:].mean():.4f} at last")


if __name__ == "__main__":
    main()
