"""The torch.func way: each batch gets its own weights in a dict, handed over by functional_call."""

import io
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import nn
from torch.func import functional_call
from torch.utils.data import DataLoader, Dataset


class NeuralNetwork(nn.Sequential):
    def __init__(self, num_inputs: int, num_outputs: int) -> None:
        super().__init__(
            nn.Linear(num_inputs, 30),
            nn.ReLU(),
            nn.Linear(30, 20),
            nn.ReLU(),
            nn.Linear(20, num_outputs),
        )


class ToyDataset(Dataset):
    def __init__(self, X: torch.Tensor, y: torch.Tensor) -> None:
        self.X = X.unbind()
        self.y = y.unbind()

    def __getitem__(self, index: int) -> tuple[torch.Tensor, torch.Tensor]:
        return self.X[index], self.y[index]

    def __len__(self) -> int:
        return len(self.X)


def compute_accuracy(model: nn.Module, dataloader: DataLoader) -> float:
    model.eval()
    correct = examples = 0
    with torch.no_grad():
        for features, labels in dataloader:
            logits = model(features)
            highest = logits.amax(dim=1)
            correct += int((logits[torch.arange(len(labels)), labels] == highest).sum())
            examples += len(labels)
    return correct / examples


def train(model: nn.Module, dataloader: DataLoader, num_epochs: int, lr: float) -> list[float]:
    model.train()
    trained = {name: p for name, p in model.named_parameters() if p.requires_grad}
    losses = []
    for _ in range(num_epochs):
        for features, labels in dataloader:
            weights = {name: p.detach().clone().requires_grad_() for name, p in trained.items()}
            logits = functional_call(model, weights, (features,))
            loss = F.cross_entropy(logits, labels)
            gradients = torch.autograd.grad(loss, list(weights.values()))
            with torch.no_grad():
                for parameter, gradient in zip(trained.values(), gradients):
                    parameter.sub_(gradient, alpha=lr)
            losses.append(loss.item())
    return losses


def save_model(model: nn.Module, path: str | Path) -> None:
    buffer = io.BytesIO()
    torch.save(model.state_dict(), buffer)
    Path(path).write_bytes(buffer.getvalue())


def load_model(path: str | Path, num_inputs: int, num_outputs: int) -> NeuralNetwork:
    state = torch.load(io.BytesIO(Path(path).read_bytes()), weights_only=True)
    model = NeuralNetwork(num_inputs, num_outputs)
    model.load_state_dict(state)
    return model
