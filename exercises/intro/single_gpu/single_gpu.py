"""Train and measure a classifier on the device that the caller asks for.

The CPU, an NVIDIA GPU, Apple's GPU: the same code for all of them. What computes together has to
lie on one device.
"""

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader


def train_on(
    device: torch.device | str,
    model: nn.Module,
    dataloader: DataLoader,
    num_epochs: int,
    lr: float,
) -> list[float]:
    """Train a classifier on a device by plain stochastic gradient descent, one step a batch.

    The model itself moves to the device and is trained there, in training mode; afterwards it is
    still there. Each batch moves when its turn comes. The loss of a batch is the cross-entropy
    between the model's logits and the labels, averaged over the batch.

    Args:
        device: where to train, such as "cpu", "cuda:1" or torch.device("mps").
        model: any classifier that turns features into logits of shape (batch, classes).
        dataloader: gives batches (features, labels), which lie on the CPU.
        num_epochs: how many times to go through the data.
        lr: the learning rate.

    Returns:
        The loss of each batch before its step, as Python floats, in the order of training.

    Raises:
        RuntimeError, ValueError or AssertionError: this machine has no such device.
    """
    raise NotImplementedError


def compute_accuracy(model: nn.Module, dataloader: DataLoader, device: torch.device | str) -> float:
    """Measure on a device which share of the examples a classifier gets right.

    The model predicts in evaluation mode and records no autograd graph. It stays as it was, and
    where it was.

    Args:
        model: any classifier that turns features into logits, on the device already.
        dataloader: gives batches (features, labels) of any size, which lie on the CPU; at least
            one example in all.
        device: where the model lies.

    Returns:
        Correct predictions divided by examples, over all batches: a float from 0.0 to 1.0.

    Raises:
        RuntimeError, ValueError or AssertionError: this machine has no such device.
    """
    raise NotImplementedError


if __name__ == "__main__":
    best = "cuda" if torch.cuda.is_available() else "cpu"
    X = torch.tensor([[-1.2, 3.1], [-0.9, 2.9], [-0.5, 2.6], [2.3, -1.1], [2.7, -1.5]])
    y = torch.tensor([0, 0, 0, 1, 1])
    toy_loader = DataLoader(torch.utils.data.TensorDataset(X, y), batch_size=2, shuffle=True)
    network = nn.Sequential(nn.Linear(2, 30), nn.ReLU(), nn.Linear(30, 2))
    for number, batch_loss in enumerate(train_on(best, network, toy_loader, 3, 0.5), start=1):
        print(f"batch {number}: loss {batch_loss:.2f}")
    print(f"training accuracy on {best}: {compute_accuracy(network, toy_loader, best):.2f}")
