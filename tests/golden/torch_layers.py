"""Computes small cases of single layers in PyTorch, forward and backward, and dumps them for the engine's tests.

README.md beside this file says what each dumped tensor is.
"""

import argparse
import json
import re
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch.nn import functional

SEED = 1
CODES = Path(__file__).parent / "../../src/spec/codes.rs"


def codes():
    """The ten digits' bitmaps [10, 84], 1 for ink and -1 for paper, from the engine's drawing of them."""
    bands = re.findall(r'^    "([#. ]+)",$', CODES.read_text(), re.MULTILINE)
    bitmaps = [[line.split(" ")[digit % 5] for line in bands[12 * (digit // 5) :][:12]] for digit in range(10)]
    return torch.tensor([[1.0 if cell == "#" else -1.0 for cell in "".join(rows)] for rows in bitmaps])


def conv(images, height, width, channels, filters, kernel, stride=1, padding=0):
    return (
        {"kind": "conv", "filters": filters, "kernel": kernel, "stride": stride, "padding": padding},
        {
            "input": torch.randn(images, channels, height, width),
            "weight": torch.randn(filters, channels, kernel, kernel) / (channels * kernel**2) ** 0.5,
            "bias": torch.randn(filters),
        },
    )


def connected(images, height, width, table, kernel):
    case, given = conv(images, height, width, len(table[0]), len(table), kernel)
    given["weight"] *= torch.tensor(table)[:, :, None, None]
    return case | {"connections": table}, given


def pool(method, size, stride, values):
    return {"kind": "pool", "method": method, "size": size, "stride": stride}, {"input": values}


def trainable_pool(size, stride, values):
    case, given = pool("trainable", size, stride, values)
    channels = values.shape[1]
    return case, given | {"weight": torch.randn(channels), "bias": torch.randn(channels)}


def linear(images, inputs, units):
    return (
        {"kind": "linear", "units": units},
        {
            "input": torch.randn(images, inputs),
            "weight": torch.randn(inputs, units) / inputs**0.5,
            "bias": torch.randn(units),
        },
    )


def activation(function):
    values = 3 * torch.randn(2, 3, 5, 4)
    values.view(-1)[:5] = torch.tensor([-100.0, -30.0, 0.0, 30.0, 100.0])
    return {"kind": "activation", "function": function}, {"input": values}


def rbf(images):
    return {"kind": "rbf"}, {"input": torch.randn(images, 84)}


def loss(kind, values, labels):
    return {"kind": kind}, {"input": values, "labels": torch.tensor(labels, dtype=torch.uint8)}


def cases():
    """Each case's hyper-parameters and given tensors, by name."""
    large_logits = torch.randn(4, 10)
    large_logits[0, 3] = large_logits[1, 3] = large_logits[2, 8] = 80
    large_logits[2, 0] = large_logits[3, 7] = -80
    return {
        "conv_stride_padding": conv(2, 11, 9, channels=3, filters=5, kernel=3, stride=2, padding=1),
        "conv_wide_padding": conv(2, 10, 8, channels=2, filters=3, kernel=4, stride=3, padding=2),
        "conv_one_channel": conv(2, 12, 10, channels=1, filters=6, kernel=5),
        "conv_six_to_sixteen": conv(1, 12, 12, channels=6, filters=16, kernel=5),
        "conv_whole_input": conv(3, 4, 4, channels=5, filters=7, kernel=4),
        "max_pool": pool("max", 2, 2, torch.randn(2, 3, 7, 5)),
        "max_pool_overlapping": pool("max", 3, 2, torch.randn(2, 3, 9, 9)),
        "max_pool_ties": pool("max", 2, 2, torch.randint(0, 2, (2, 3, 6, 8)).float()),
        "average_pool": pool("average", 2, 2, torch.randn(2, 3, 6, 6)),
        "average_pool_overlapping": pool("average", 3, 2, torch.randn(2, 3, 9, 7)),
        "linear": linear(3, 13, 7),
        "sigmoid": activation("sigmoid"),
        "tanh": activation("tanh"),
        "relu": activation("relu"),
        "loss": loss("softmax_cross_entropy", torch.randn(5, 10), [3, 0, 9, 9, 5]),
        "loss_large_logits": loss("softmax_cross_entropy", large_logits, [3, 5, 0, 7]),
        "conv_connected": connected(2, 9, 8, [[1, 1, 0], [0, 1, 1], [1, 0, 0], [1, 1, 1]], kernel=5),
        "trainable_pool": trainable_pool(2, 2, torch.randn(2, 3, 6, 6)),
        "trainable_pool_overlapping": trainable_pool(3, 2, torch.randn(2, 3, 9, 7)),
        "scaled_tanh": activation("scaled_tanh"),
        "rbf": rbf(3),
        "distance_loss": loss("distances", 200 * torch.rand(5, 10), [3, 0, 9, 9, 5]),
        "distance_loss_near": loss("distances", torch.rand(4, 10), [1, 2, 3, 4]),
    }


def forward(case, given):
    match case["kind"]:
        case "conv":
            weight = given["weight"]
            if "connections" in case:
                weight = weight * torch.tensor(case["connections"])[:, :, None, None]
            return functional.conv2d(given["input"], weight, given["bias"], case["stride"], case["padding"])
        case "pool" if case["method"] == "trainable":
            sums = functional.avg_pool2d(given["input"], case["size"], case["stride"], divisor_override=1)
            return sums * given["weight"][:, None, None] + given["bias"][:, None, None]
        case "pool":
            pooling = functional.max_pool2d if case["method"] == "max" else functional.avg_pool2d
            return pooling(given["input"], case["size"], case["stride"])
        case "linear":
            return given["input"] @ given["weight"] + given["bias"]
        case "rbf":
            return ((given["input"][:, None] - codes()) ** 2).sum(2)
        case "activation" if case["function"] == "scaled_tanh":
            return 1.7159 * torch.tanh(2 / 3 * given["input"])
        case "activation":
            return getattr(torch, case["function"])(given["input"])
        case "softmax_cross_entropy":
            return functional.cross_entropy(given["input"], given["labels"].long()).reshape(1)
        case "distances":
            return distance_loss(given["input"], given["labels"].long()).reshape(1)


def distance_loss(distances, labels):
    """LeCun et al. (1998), equation 9, with j = 0.1: y of the label + ln(e^-j + sum of e^-y), the mean over the batch."""
    own = distances.gather(1, labels[:, None])[:, 0]
    others = torch.cat([torch.full_like(distances[:, :1], -0.1), -distances], 1)
    return (own + others.logsumexp(1)).mean()


def evaluate(case, given):
    """The case's tensors by role. In double precision, so that a dumped result's only error is its rounding."""
    inputs = {role: tensor.double().requires_grad_() for role, tensor in given.items() if tensor.is_floating_point()}
    output = forward(case, given | inputs)
    results = {"output": output.detach().float()}
    if "labels" in given:
        output.backward()
    else:
        results["output_gradient"] = torch.randn(output.shape)
        output.backward(results["output_gradient"].double())
    return given | results | {f"{role}_gradient": tensor.grad.float() for role, tensor in inputs.items()}


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--out", type=Path, required=True, help="folder for layers.safetensors")
    options = arguments.parse_args()

    torch.set_num_threads(1)
    torch.manual_seed(SEED)
    chosen = cases()
    tensors = {
        f"{name}.{role}": tensor.contiguous()
        for name, (case, given) in chosen.items()
        for role, tensor in evaluate(case, given).items()
    }
    metadata = {"cases": json.dumps({name: case for name, (case, _) in chosen.items()})}
    options.out.mkdir(parents=True, exist_ok=True)
    save_file(tensors, options.out / "layers.safetensors", metadata)


if __name__ == "__main__":
    main()
