"""How well the shipped weights read digits that are not MNIST's.

scikit-learn's `load_digits` holds 1,797 digits by other writers, 8x8 pixels of 17 greys. Each is scaled up to 280x280, the
drawing pad's size, and goes through `lenet classify`, which takes the pad's way.

    cargo build --release --example lenet
    python3 -m venv venv && venv/bin/pip install -r benches/writers/requirements.txt
    venv/bin/python benches/writers/main.py
"""

import argparse
import json
import subprocess
import tempfile
from pathlib import Path

import numpy
from PIL import Image
from sklearn.datasets import load_digits

ROOT = Path(__file__).resolve().parents[2]
SIDE = 280
GREYS = 16
# Files of one call: a command line has an end.
CALL = 300


def draw(folder):
    """Writes every digit as a picture, ink light on dark; returns the files and the labels."""
    digits = load_digits()
    files = []
    for index, image in enumerate(digits.images):
        file = folder / f"{index:04}.png"
        pixels = (image / GREYS * 255).astype(numpy.uint8)
        Image.fromarray(pixels).resize((SIDE, SIDE), Image.Resampling.BICUBIC).save(file)
        files.append(file)
    return files, digits.target


def answers(lenet, weights, files):
    """What the network of a file of weights says of each picture."""
    for start in range(0, len(files), CALL):
        call = [lenet, "classify", "--weights", weights, *files[start : start + CALL]]
        lines = subprocess.run(call, check=True, stdout=subprocess.PIPE, text=True).stdout
        yield from (json.loads(line)["digit"] for line in lines.splitlines())


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--lenet", type=Path, default=ROOT / "target/release/examples/lenet", help="the program")
    arguments.add_argument("weights", type=Path, nargs="*", help="files of weights; those that ship with the page, if none")
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        files, labels = draw(Path(folder))
        for weights in options.weights or sorted((ROOT / "www/public/weights").glob("*.safetensors")):
            right = sum(answer == label for answer, label in zip(answers(options.lenet, weights, files), labels, strict=True))
            print(f"{weights.stem}: {right} of {len(files)}, {100 * right / len(files):.1f} %")


if __name__ == "__main__":
    main()
