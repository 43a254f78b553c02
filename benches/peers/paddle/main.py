"""Paddle on the article's network, as the article's program has it. Usage: python main.py DIRECTORY_OF_MNIST"""

import pathlib
import sys

import numpy
import paddle
from paddle import nn
from paddle.nn import functional

sys.path.append(str(pathlib.Path(__file__).parents[1]))
from peer import serve  # noqa: E402

BATCH = 10
EPOCHS = 5


class Peer:
    def __init__(self, _threads=1):
        paddle.seed(1)
        self.network = nn.Sequential(
            nn.Conv2D(1, 6, 5),
            nn.Sigmoid(),
            nn.MaxPool2D(2, 2),
            nn.Sigmoid(),
            nn.Conv2D(6, 16, 5),
            nn.MaxPool2D(2, 2),
            nn.Conv2D(16, 120, 4),
            nn.Flatten(),
            nn.Linear(120, 64),
            nn.Sigmoid(),
            nn.Linear(64, 10),
        )
        self.optimizer = paddle.optimizer.Momentum(0.001, 0.9, parameters=self.network.parameters())

    def tensors(self, images, labels):
        return paddle.to_tensor(images), paddle.to_tensor(labels.reshape(-1, 1))

    def step(self, images, labels):
        loss = functional.cross_entropy(self.network(images), labels)
        loss.backward()
        self.optimizer.step()
        self.optimizer.clear_grad()
        return float(loss)

    def forward(self, images):
        with paddle.no_grad():
            return self.network(images).numpy()


def run_epochs(train, test):
    """The article's recipe: every epoch in an order of its own, then the test images."""
    peer = Peer()
    random = numpy.random.default_rng(1)
    for _ in range(EPOCHS):
        for places in random.permutation(len(train[1])).reshape(-1, BATCH):
            peer.step(*peer.tensors(train[0][places], train[1][places]))
        right = 0
        for first in range(0, len(test[1]), BATCH):
            images, labels = test[0][first : first + BATCH], test[1][first : first + BATCH]
            right += int((peer.forward(peer.tensors(images, labels)[0]).argmax(1) == labels).sum())
        print(f"Paddle: {right / len(test[1]):.2%} of the test images", file=sys.stderr)


paddle.set_device("cpu")
serve(f"Paddle {paddle.__version__}", Peer, run_epochs)
