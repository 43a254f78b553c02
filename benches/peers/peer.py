"""What the Python peers share: the digits, the requests, the clock.

A peer is a process that prints its name and version as JSON, then answers requests, a line of JSON each, with a number a
line: how much was done in a second; for "epochs", how many seconds it took.
"""

import json
import pathlib
import sys
import time

import numpy

# Batches that a peer goes through again and again: made before the clock starts.
BATCHES = 50


def digits(directory, name):
    """The images of an IDX pair, [n, 1, 28, 28], 0 to 1, and the labels, [n]."""
    folder = pathlib.Path(directory)
    images = numpy.fromfile(folder / f"{name}-images-idx3-ubyte", numpy.uint8)[16:].reshape(-1, 1, 28, 28)
    labels = numpy.fromfile(folder / f"{name}-labels-idx1-ubyte", numpy.uint8)[8:]
    return images.astype(numpy.float32) / 255, labels.astype(numpy.int64)


def rate(milliseconds, work):
    """How much `work` does in a second, as it says itself, after a tenth of the time to warm up."""
    seconds = milliseconds / 1000
    warm = time.perf_counter() + seconds / 10
    while time.perf_counter() < warm:
        work()
    began = now = time.perf_counter()
    done = 0
    while now < began + seconds:
        done += work()
        now = time.perf_counter()
    return done / (now - began)


def serve(name, peer_of, run_epochs=None):
    """Answers requests until there are no more.

    `peer_of(threads)` makes a fresh network with `tensors(images, labels)`, `step(images, labels)` and `forward(images)`.
    `run_epochs(train, test)` trains as the article does.
    """
    train, test = (digits(sys.argv[1], part) for part in ("train", "t10k"))

    def steps(peer, batch, milliseconds):
        places = [slice(index * batch, (index + 1) * batch) for index in range(BATCHES)]
        batches = [peer.tensors(train[0][place], train[1][place]) for place in places]
        taken = 0

        def step():
            nonlocal taken
            peer.step(*batches[taken % BATCHES])
            taken += 1
            return batch

        return rate(milliseconds, step)

    def forward(peer, milliseconds):
        image, _ = peer.tensors(train[0][:1], train[1][:1])

        def once():
            peer.forward(image)
            return 1

        return rate(milliseconds, once)

    def answer(request):
        measure = request["measure"]
        if measure == "epochs" and run_epochs:
            began = time.perf_counter()
            run_epochs(train, test)
            return time.perf_counter() - began
        peer = peer_of(request.get("workers", 1))
        if measure == "step":
            return steps(peer, request["batch"], request["milliseconds"])
        if measure == "forward":
            return forward(peer, request["milliseconds"])
        raise ValueError(f"{name} does not measure {measure}")

    print(json.dumps(name), flush=True)
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)
