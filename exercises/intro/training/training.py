"""Train a classifier, measure how good it is, and keep it in a file.

The network, the data set, the training loop, the accuracy, saving and loading: the whole way from
random weights to a model that another program can use.
"""

from os import PathLike

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset


class NeuralNetwork(nn.Module):
    """The book's network: two hidden layers of 30 and 20 units, each followed by ReLU.

    Three linear layers, each with a bias: `num_inputs` to 30, 30 to 20, 20 to `num_outputs`. The
    last one gives logits, so nothing follows it.
    """

    def __init__(self, num_inputs: int, num_outputs: int) -> None:
        """Create the layers.

        Args:
            num_inputs: the number of features of one example, at least 1.
            num_outputs: the number of classes, at least 1.
        """
        raise NotImplementedError

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Compute the logits, of shape (batch, num_outputs), for x of shape (batch, num_inputs)."""
        raise NotImplementedError


class ToyDataset(Dataset):
    """Features and labels, one example at a time."""

    def __init__(self, X: torch.Tensor, y: torch.Tensor) -> None:
        """Keep the data.

        Args:
            X: the features, floats of shape (examples, features).
            y: the labels, int64 of shape (examples,).
        """
        raise NotImplementedError

    def __getitem__(self, index: int) -> tuple[torch.Tensor, torch.Tensor]:
        """Return one example as (features of shape (features,), label of shape ())."""
        raise NotImplementedError

    def __len__(self) -> int:
        """Return the number of examples."""
        raise NotImplementedError


def compute_accuracy(model: nn.Module, dataloader: DataLoader) -> float:
    """Measure which share of the examples a classifier gets right.

    The model predicts in evaluation mode and records no autograd graph. Its parameters, buffers
    and gradients stay as they were.

    Args:
        model: any classifier that turns features into logits of shape (batch, classes).
        dataloader: gives batches (features, labels) of any size, at least one example in all.

    Returns:
        Correct predictions divided by examples, over all batches: a float from 0.0 to 1.0.
    """
    raise NotImplementedError


def train(model: nn.Module, dataloader: DataLoader, num_epochs: int, lr: float) -> list[float]:
    """Train a classifier in place by plain stochastic gradient descent, one step for each batch.

    The model trains in training mode, whatever its mode was before. The loss of a batch is the
    cross-entropy between the model's logits and the labels, averaged over the batch.

    Args:
        model: any classifier that turns features into logits of shape (batch, classes).
        dataloader: gives batches (features, labels) of any size; it is gone through once an epoch.
        num_epochs: how many times to go through the data.
        lr: the learning rate.

    Returns:
        The loss of each batch before its step, as Python floats, in the order of training.
    """
    raise NotImplementedError


def save_model(model: nn.Module, path: str | PathLike[str]) -> None:
    """Save the model's state dict in a file.

    `torch.load(path, weights_only=True)` gives the state dict back: every entry, bit for bit.

    Args:
        model: any module. It stays as it was.
        path: the file to write, in a folder that exists. A file that is there is replaced.
    """
    raise NotImplementedError


def load_model(path: str | PathLike[str], num_inputs: int, num_outputs: int) -> NeuralNetwork:
    """Make a network with the weights that `save_model` has put into a file.

    Args:
        path: the file to read.
        num_inputs: the number of inputs of the network that was saved.
        num_outputs: the number of outputs of the network that was saved.

    Returns:
        A new NeuralNetwork(num_inputs, num_outputs) with exactly the saved weights.

    Raises:
        FileNotFoundError: there is no such file.
        RuntimeError or ValueError: the file holds the state dict of another architecture, with
            other names, other shapes, missing or additional entries.
        Exception: of whatever kind, where the file holds code. The code is not run.
    """
    raise NotImplementedError


if __name__ == "__main__":
    X_train = torch.tensor([[-1.2, 3.1], [-0.9, 2.9], [-0.5, 2.6], [2.3, -1.1], [2.7, -1.5]])
    y_train = torch.tensor([0, 0, 0, 1, 1])
    toy_loader = DataLoader(ToyDataset(X_train, y_train), batch_size=2, shuffle=True)
    network = NeuralNetwork(2, 2)
    for number, batch_loss in enumerate(train(network, toy_loader, num_epochs=3, lr=0.5), start=1):
        print(f"batch {number}: loss {batch_loss:.2f}")
    print(f"training accuracy: {compute_accuracy(network, toy_loader):.2f}")
