"""Computes small cases of single layers in PyTorch, forward and backward, and dumps them for the engine's tests.

README.md beside this file says what each dumped tensor is.
"""

import argparse
import json
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch.nn import functional

SEED = 1


def conv(images, height, width, channels, filters, kernel, stride=1, padding=0):
    return (
        {"kind": "conv", "filters": filters, "kernel": kernel, "stride": stride, "padding": padding},
        {
            "input": torch.randn(images, channels, height, width),
            "weight": torch.randn(filters, channels, kernel, kernel) / (channels * kernel**2) ** 0.5,
            "bias": torch.randn(filters),
        },
    )


def pool(method, size, stride, values):
    return {"kind": "pool", "method": method, "size": size, "stride": stride}, {"input": values}


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


def loss(logits, labels):
    return {"kind": "softmax_cross_entropy"}, {"input": logits, "labels": torch.tensor(labels, dtype=torch.uint8)}


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
        "loss": loss(torch.randn(5, 10), [3, 0, 9, 9, 5]),
        "loss_large_logits": loss(large_logits, [3, 5, 0, 7]),
    }


def forward(case, given):
    match case["kind"]:
        case "conv":
            return functional.conv2d(given["input"], given["weight"], given["bias"], case["stride"], case["padding"])
        case "pool":
            pooling = functional.max_pool2d if case["method"] == "max" else functional.avg_pool2d
            return pooling(given["input"], case["size"], case["stride"])
        case "linear":
            return given["input"] @ given["weight"] + given["bias"]
        case "activation":
            return getattr(torch, case["function"])(given["input"])
        case "softmax_cross_entropy":
            return functional.cross_entropy(given["input"], given["labels"].long()).reshape(1)


def evaluate(case, given):
    """The case's tensors by role. In double precision, so that a dumped result's only error is its rounding."""
    inputs = {role: tensor.double().requires_grad_() for role, tensor in given.items() if tensor.is_floating_point()}
    output = forward(case, given | inputs)
    results = {"output": output.detach().float()}
    if case["kind"] == "softmax_cross_entropy":
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
