# /// mistake
# fails = ["reports_files_that_do_not_fit"]
# en = "The weights are taken out of the file one by one, by their names. Where a name is missing, a KeyError comes out, which the task doesn't promise, and entries that nobody asks for are passed over in silence. A module can take over a whole state dict at once, and then compares names and shapes itself."
# zh = "权重是按名字一个一个从文件里取出来的。缺少某个名字时，抛出的是题目没有约定的 KeyError；而多出来的条目则被悄悄略过。模块可以一次接收整个 state dict，并且会自己核对名字和形状。"
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
    weights = torch.load(path, weights_only=True)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            parameter.copy_(weights[name])
    return model


if __name__ == "__main__":
    X_train = torch.tensor([[-1.2, 3.1], [-0.9, 2.9], [-0.5, 2.6], [2.3, -1.1], [2.7, -1.5]])
    y_train = torch.tensor([0, 0, 0, 1, 1])
    toy_loader = DataLoader(ToyDataset(X_train, y_train), batch_size=2, shuffle=True)
    network = NeuralNetwork(2, 2)
    for number, batch_loss in enumerate(train(network, toy_loader, num_epochs=3, lr=0.5), start=1):
        print(f"batch {number}: loss {batch_loss:.2f}")
    print(f"training accuracy: {compute_accuracy(network, toy_loader):.2f}")
