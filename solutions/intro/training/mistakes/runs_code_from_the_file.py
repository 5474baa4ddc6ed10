# /// mistake
# fails = ["runs_no_code_from_the_file"]
# en = "`torch.load(path, weights_only=False)` runs whatever code stands in the file. Files of weights are passed around, and this way whoever has written one can do anything on your machine. With `weights_only=True`, the default, such a file is an error."
# zh = "`torch.load(path, weights_only=False)` 会运行文件里的任何代码。权重文件常常传来传去，这样一来，写文件的人就能在你的机器上为所欲为。用默认的 `weights_only=True`，这样的文件只会报错。"
# ///
"""Train a classifier, measure how good it is, and keep it in a file."""

from os import PathLike

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset


class NeuralNetwork(nn.Module):
    """The book's network: two hidden layers of 30 and 20 units, each followed by ReLU."""

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


class ToyDataset(Dataset):
    """Features and labels, one example at a time."""

    def __init__(self, X: torch.Tensor, y: torch.Tensor) -> None:
        self.features = X
        self.labels = y

    def __getitem__(self, index: int) -> tuple[torch.Tensor, torch.Tensor]:
        return self.features[index], self.labels[index]

    def __len__(self) -> int:
        return len(self.labels)


def compute_accuracy(model: nn.Module, dataloader: DataLoader) -> float:
    model.eval()
    correct = examples = 0
    with torch.no_grad():
        for features, labels in dataloader:
            predictions = model(features).argmax(dim=1)
            correct += (predictions == labels).sum().item()
            examples += len(labels)
    return correct / examples


def train(model: nn.Module, dataloader: DataLoader, num_epochs: int, lr: float) -> list[float]:
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    model.train()
    losses = []
    for _ in range(num_epochs):
        for features, labels in dataloader:
            loss = F.cross_entropy(model(features), labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
    return losses


def save_model(model: nn.Module, path: str | PathLike[str]) -> None:
    torch.save(model.state_dict(), path)


def load_model(path: str | PathLike[str], num_inputs: int, num_outputs: int) -> NeuralNetwork:
    model = NeuralNetwork(num_inputs, num_outputs)
    model.load_state_dict(torch.load(path, weights_only=False))
    return model


if __name__ == "__main__":
    X_train = torch.tensor([[-1.2, 3.1], [-0.9, 2.9], [-0.5, 2.6], [2.3, -1.1], [2.7, -1.5]])
    y_train = torch.tensor([0, 0, 0, 1, 1])
    toy_loader = DataLoader(ToyDataset(X_train, y_train), batch_size=2, shuffle=True)
    network = NeuralNetwork(2, 2)
    for number, batch_loss in enumerate(train(network, toy_loader, num_epochs=3, lr=0.5), start=1):
        print(f"batch {number}: loss {batch_loss:.2f}")
    print(f"training accuracy: {compute_accuracy(network, toy_loader):.2f}")
