"""Train one network on several processes at once (book: section A.9.3).

Every process, called a rank, holds the same network and its own part of the data. After each
backward pass the ranks average their gradients, so that all of them take the same step.
"""

import os

import torch
import torch.distributed as dist
import torch.multiprocessing as mp
import torch.nn.functional as F
from torch import nn
from torch.nn.parallel import DistributedDataParallel
from torch.utils.data import DataLoader, Dataset, DistributedSampler, TensorDataset

GLOBAL_BATCH_SIZE = 8  # rows that all ranks together use for one optimiser step
LEARNING_RATE = 0.1
NUM_EPOCHS = 3


class NeuralNetwork(nn.Module):
    """The book's network: two hidden layers of 30 and 20 units with ReLU; it returns logits."""

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


def toy_data() -> tuple[Dataset, Dataset]:
    """Return (training data, test data): points of two overlapping clouds, labelled 0 and 1.

    A row is (features, label): float32 of shape (2,), and int64 of shape (). There are 60 rows to
    train on and 50 to test with, the same ones on every rank and in every run.
    """
    generator = torch.Generator().manual_seed(121)
    labels = torch.randint(0, 2, (110,), generator=generator)
    centres = torch.tensor([[-0.9, 2.9], [2.5, -1.3]])
    features = centres[labels] + 2.0 * torch.randn(110, 2, generator=generator)
    return TensorDataset(features[:60], labels[:60]), TensorDataset(features[60:], labels[60:])


def compute_accuracy(model: nn.Module, dataloader: DataLoader) -> float:
    """Return the share, 0.0 to 1.0, of the rows that the model, on the CPU, gets right."""
    model.eval()
    correct = rows = 0
    with torch.inference_mode():
        for features, labels in dataloader:
            correct += (model(features).argmax(dim=1) == labels).sum().item()
            rows += len(labels)
    return correct / rows


def ddp_setup(rank: int, world_size: int) -> None:
    """Make this process the given rank of a new process group.

    The ranks find each other at the address `MASTER_ADDR` and the port `MASTER_PORT` of the
    environment. A variable that is already there stays as it is (torchrun sets both); one that is
    absent gets a default: `localhost` and `12345`.

    The backend is named explicitly: `"nccl"` if this torch has NCCL and the machine has a GPU for
    every rank, else `"gloo"`, which works on CPUs. With NCCL, GPU number `rank` becomes this
    process's current GPU.

    Args:
        rank: the number of this process, 0 to world_size - 1.
        world_size: how many processes the group has, all on this machine.
    """
    raise NotImplementedError


def train_ddp(
    rank: int, world_size: int, dataset: Dataset, num_epochs: int, lr: float
) -> dict[str, torch.Tensor]:
    """Train the book's network together with the other ranks; return its final weights.

    The process group exists already, and still exists afterwards: this function neither makes nor
    destroys it.

    Start: the weights that `NeuralNetwork(2, 2)` has right after `torch.manual_seed(123)`.
    Data: in every epoch the rows in the order of a shuffling `DistributedSampler` with its default
    seed, for this epoch (counted from 0); this rank reads its own part and nothing else.
    Step: `GLOBAL_BATCH_SIZE // world_size` rows on each rank (a smaller batch may come last, no
    row is left out), mean cross-entropy over them, gradients averaged over the ranks, plain SGD.
    Device: GPU number `rank` if the group's backend is NCCL, else the CPU.

    Args:
        rank: the number of this process.
        world_size: how many processes train together.
        dataset: rows (features of shape (2,) float32, label of shape () int64).
        num_epochs: how often the data is gone through; 0 returns the weights of the start.
        lr: the learning rate, used as it is.

    Returns:
        The state dict of the plain `NeuralNetwork` (`"layers.0.weight"` and so on), on the CPU, on
        every rank, and the same on every rank.
    """
    raise NotImplementedError


def main(rank: int, world_size: int, num_epochs: int) -> None:
    """Run one rank from beginning to end: set up, train on the toy data, report, clean up.

    The training data of `toy_data()` is trained on with `LEARNING_RATE`. Rank 0, and no other,
    prints one line with the accuracy on all of the test data, like `test accuracy: 0.875`. The
    process group is destroyed in the end, also when the training raises an error; the error is
    passed on.

    Args:
        rank: the number of this process.
        world_size: how many processes train together.
        num_epochs: how often the training data is gone through.
    """
    raise NotImplementedError


if __name__ == "__main__":
    if "RANK" in os.environ and "WORLD_SIZE" in os.environ:  # torchrun started this process
        main(int(os.environ["RANK"]), int(os.environ["WORLD_SIZE"]), NUM_EPOCHS)
    else:  # `python ddp.py`: start the ranks here, one for each GPU, and two without GPUs
        processes = max(2, torch.cuda.device_count())
        mp.spawn(main, args=(processes, NUM_EPOCHS), nprocs=processes)
