"""Modes are switched and given back by a context manager; zero_grad in the middle; foreach SGD."""

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


class NeuralNetwork(nn.Module):
    def __init__(self, num_inputs: int, num_outputs: int) -> None:
        super().__init__()
        self.net = nn.Sequential()
        self.net.add_module("first", nn.Linear(num_inputs, 30))
        self.net.add_module("relu1", nn.ReLU(inplace=True))
        self.net.add_module("second", nn.Linear(30, 20))
        self.net.add_module("relu2", nn.ReLU(inplace=True))
        self.net.add_module("logits", nn.Linear(20, num_outputs))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.net(x)


class ToyDataset(Dataset):
    def __init__(self, X: torch.Tensor, y: torch.Tensor) -> None:
        self.data = {"X": X, "y": y}

    def __getitem__(self, index: int) -> tuple[torch.Tensor, ...]:
        return tuple(tensor[index] for tensor in self.data.values())

    def __len__(self) -> int:
        return self.data["X"].shape[0]


@contextmanager
def mode(model: nn.Module, *, training: bool) -> Iterator[None]:
    """Set the mode of every module, and give each one its own mode back in the end."""
    before = {module: module.training for module in model.modules()}
    model.train(training)
    try:
        yield
    finally:
        for module, was_training in before.items():
            module.training = was_training


def compute_accuracy(model: nn.Module, dataloader: DataLoader) -> float:
    correct = torch.zeros((), dtype=torch.int64)
    examples = 0
    with mode(model, training=False), torch.no_grad():
        for features, labels in dataloader:
            probabilities = model(features).softmax(dim=1)
            correct += torch.count_nonzero(probabilities.argmax(dim=1) == labels)
            examples += labels.numel()
    return correct.item() / examples


def train(model: nn.Module, dataloader: DataLoader, num_epochs: int, lr: float) -> list[float]:
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, foreach=True)
    loss_fn = nn.CrossEntropyLoss()
    losses: list[torch.Tensor] = []
    with mode(model, training=True):
        for _ in range(num_epochs):
            for features, labels in dataloader:
                logits = model(features)
                optimizer.zero_grad(set_to_none=False)
                loss = loss_fn(logits, labels)
                loss.backward()
                optimizer.step()
                losses.append(loss.detach())
    return torch.stack(losses).tolist() if losses else []


def save_model(model: nn.Module, path: str) -> None:
    torch.save(dict(model.state_dict()), path)


def load_model(path: str, num_inputs: int, num_outputs: int) -> NeuralNetwork:
    with open(path, "rb") as file:
        state = torch.load(file, weights_only=True)
    with torch.device("meta"):
        model = NeuralNetwork(num_inputs, num_outputs)
    model.to_empty(device="cpu").load_state_dict(state)
    return model
