"""PyTorch on the article's network. Usage: python main.py DIRECTORY_OF_MNIST"""

import pathlib
import sys

import torch
from torch import nn

sys.path.append(str(pathlib.Path(__file__).parents[1]))
from peer import serve  # noqa: E402


class Peer:
    def __init__(self, threads):
        torch.set_num_threads(threads)
        torch.manual_seed(1)
        self.network = nn.Sequential(
            nn.Conv2d(1, 6, 5),
            nn.Sigmoid(),
            nn.MaxPool2d(2),
            nn.Sigmoid(),
            nn.Conv2d(6, 16, 5),
            nn.MaxPool2d(2),
            nn.Conv2d(16, 120, 4),
            nn.Flatten(),
            nn.Linear(120, 64),
            nn.Sigmoid(),
            nn.Linear(64, 10),
        )
        self.loss = nn.CrossEntropyLoss()
        self.optimizer = torch.optim.SGD(self.network.parameters(), lr=0.001, momentum=0.9)

    def tensors(self, images, labels):
        return torch.from_numpy(images), torch.from_numpy(labels)

    def step(self, images, labels):
        self.optimizer.zero_grad()
        loss = self.loss(self.network(images), labels)
        loss.backward()
        self.optimizer.step()
        return loss.item()

    def forward(self, images):
        with torch.no_grad():
            return self.network(images).numpy()


serve(f"PyTorch {torch.__version__}", Peer)
