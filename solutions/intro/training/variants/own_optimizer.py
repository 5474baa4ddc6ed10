"""Its own Optimizer class moves all parameters at once; layers by `conv1d`, batches by `next`."""

from collections.abc import Iterator

import torch
from torch import nn
from torch.optim import Optimizer
from torch.utils.data import DataLoader, Dataset


class Pointwise(nn.Module):
    """A linear layer that treats the features as channels of a signal of length 1."""

    def __init__(self, fan_in: int, fan_out: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(nn.init.kaiming_uniform_(torch.empty(fan_out, fan_in)))
        self.bias = nn.Parameter(torch.zeros(fan_out))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.conv1d(x.unsqueeze(2), self.weight.unsqueeze(2), self.bias).squeeze(2)


class NeuralNetwork(nn.Module):
    def __init__(self, num_inputs: int, num_outputs: int) -> None:
        super().__init__()
        self.layers = nn.Sequential(Pointwise(num_inputs, 30), nn.ReLU())
        self.layers.extend([Pointwise(30, 20), nn.ReLU(), Pointwise(20, num_outputs)])

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.layers(x)


class ToyDataset(Dataset):
    def __init__(self, X: torch.Tensor, y: torch.Tensor) -> None:
        self.rows = {number: (x, label) for number, (x, label) in enumerate(zip(X, y))}

    def __getitem__(self, index: int) -> tuple[torch.Tensor, torch.Tensor]:
        return self.rows[index]

    def __len__(self) -> int:
        return len(self.rows)


class Descent(Optimizer):
    def __init__(self, parameters: Iterator[nn.Parameter], lr: float) -> None:
        super().__init__(parameters, {"lr": lr})

    @torch.no_grad()
    def step(self) -> None:
        for group in self.param_groups:
            moving = [p for p in group["params"] if p.grad is not None]
            if moving:
                torch._foreach_add_(moving, [p.grad for p in moving], alpha=-group["lr"])


def compute_accuracy(model: nn.Module, dataloader: DataLoader) -> float:
    model.eval()
    table = torch.zeros(2, dtype=torch.int64)  # how many are wrong, how many are right
    with torch.no_grad():
        for features, labels in dataloader:
            logits = model(features)
            best = logits.gather(1, labels.view(-1, 1)).squeeze(1)
            others = logits.scatter(1, labels.view(-1, 1), -torch.inf).amax(dim=1)
            table += torch.bincount((best > others).long(), minlength=2)
    return (table[1] / table.sum()).item()


def train(model: nn.Module, dataloader: DataLoader, num_epochs: int, lr: float) -> list[float]:
    optimizer = Descent(model.parameters(), lr)
    losses: list[float] = []
    for _ in range(num_epochs):
        batches = iter(dataloader)
        while (batch := next(batches, None)) is not None:
            features, labels = batch
            logits = model.train()(features)
            shifted = logits - logits.amax(dim=1, keepdim=True).detach()
            of_label = torch.take_along_dim(shifted, labels.view(-1, 1), dim=1).squeeze(1)
            loss = (shifted.exp().sum(dim=1).log() - of_label).sum() / len(labels)
            optimizer.zero_grad()
            torch.autograd.backward([loss])
            optimizer.step()
            losses += loss.detach().view(1).tolist()
    return losses


def save_model(model: nn.Module, path: str) -> None:
    with open(path, "wb") as file:
        torch.save({name: value.cpu() for name, value in model.state_dict().items()}, file)


def load_model(path: str, num_inputs: int, num_outputs: int) -> NeuralNetwork:
    weights = torch.load(path, map_location="cpu", weights_only=True)
    with torch.random.fork_rng():  # the first weights are thrown away: draw none from the stream
        model = NeuralNetwork(num_inputs, num_outputs)
    model.load_state_dict(weights)
    return model
