"""Train a classifier, measure it, save it and load it again."""

from pathlib import Path

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset


class NeuralNetwork(nn.Module):
    """Two hidden layers of 30 and 20 units, each followed by ReLU; the output is logits."""

    def __init__(self, num_inputs: int, num_outputs: int) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(num_inputs, 30),
            nn.ReLU(),
            nn.Linear(30, 20),
            nn.ReLU(),
            nn.Linear(20, num_outputs),
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.layers(x)


class ToyDataset(Dataset[tuple[torch.Tensor, torch.Tensor]]):
    """Pairs of features and label."""

    def __init__(self, X: torch.Tensor, y: torch.Tensor) -> None:
        self.features = X
        self.labels = y

    def __len__(self) -> int:
        return self.labels.shape[0]

    def __getitem__(self, index: int) -> tuple[torch.Tensor, torch.Tensor]:
        return self.features[index], self.labels[index]


def train(model: nn.Module, dataloader: DataLoader, num_epochs: int, lr: float) -> list[float]:
    """Train in place with plain SGD; return the loss of each batch."""
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    losses: list[float] = []
    model.train()
    for _ in range(num_epochs):
        for features, labels in dataloader:
            loss = F.cross_entropy(model(features), labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
    return losses


@torch.no_grad()
def compute_accuracy(model: nn.Module, dataloader: DataLoader) -> float:
    """The share of examples whose largest logit is that of the right class."""
    model.eval()
    correct = 0
    seen = 0
    for features, labels in dataloader:
        predictions = model(features).argmax(dim=1)
        correct += int((predictions == labels).sum())
        seen += len(labels)
    return correct / seen


def save_model(model: nn.Module, path: str | Path) -> None:
    """Write the state dict to a file."""
    torch.save(model.state_dict(), path)


def load_model(path: str | Path, num_inputs: int, num_outputs: int) -> NeuralNetwork:
    """Make a new network with the weights from a file."""
    model = NeuralNetwork(num_inputs, num_outputs)
    model.load_state_dict(torch.load(path, map_location="cpu", weights_only=True))
    return model
