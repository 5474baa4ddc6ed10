# /// mistake
# fails = ["trains_on_the_cpu_with_gloo"]
# en = "The device is chosen by whether there is any GPU, and not by the group's backend. With one GPU for two ranks the group uses gloo, and a rank then trains on a GPU that it has to share, or that is not there. `dist.get_backend()` tells what `ddp_setup` has picked."
# zh = "代码只看有没有 GPU 来选择设备，没有看进程组的后端。两个进程只有一块 GPU 时，进程组使用 gloo，这时进程会在与别人共用的 GPU 上训练，甚至去用并不存在的 GPU。`dist.get_backend()` 会告诉你 `ddp_setup` 选了哪种后端。"
# ///
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


class NeuralNetwork(nn.Module):  # given
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


def toy_data() -> tuple[Dataset, Dataset]:  # given
    """Return (training data, test data): points of two overlapping clouds, labelled 0 and 1."""
    generator = torch.Generator().manual_seed(121)
    labels = torch.randint(0, 2, (110,), generator=generator)
    centres = torch.tensor([[-0.9, 2.9], [2.5, -1.3]])
    features = centres[labels] + 2.0 * torch.randn(110, 2, generator=generator)
    return TensorDataset(features[:60], labels[:60]), TensorDataset(features[60:], labels[60:])


def compute_accuracy(model: nn.Module, dataloader: DataLoader) -> float:  # given
    """Return the share, 0.0 to 1.0, of the rows that the model, on the CPU, gets right."""
    model.eval()
    correct = rows = 0
    with torch.inference_mode():
        for features, labels in dataloader:
            correct += (model(features).argmax(dim=1) == labels).sum().item()
            rows += len(labels)
    return correct / rows


def ddp_setup(rank: int, world_size: int) -> None:
    """Make this process the given rank of a new process group."""
    os.environ.setdefault("MASTER_ADDR", "localhost")
    os.environ.setdefault("MASTER_PORT", "12345")
    if dist.is_nccl_available() and torch.cuda.device_count() >= world_size:
        torch.cuda.set_device(rank)
        backend = "nccl"
    else:
        backend = "gloo"
    dist.init_process_group(backend, rank=rank, world_size=world_size)


def train_ddp(
    rank: int, world_size: int, dataset: Dataset, num_epochs: int, lr: float
) -> dict[str, torch.Tensor]:
    """Train the book's network together with the other ranks; return its final weights."""
    device = torch.device("cuda", rank) if torch.cuda.is_available() else torch.device("cpu")
    torch.manual_seed(123)
    model = DistributedDataParallel(NeuralNetwork(2, 2).to(device))
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    sampler = DistributedSampler(dataset, num_replicas=world_size, rank=rank, shuffle=True)
    loader = DataLoader(dataset, batch_size=GLOBAL_BATCH_SIZE // world_size, sampler=sampler)
    for epoch in range(num_epochs):
        sampler.set_epoch(epoch)
        for features, labels in loader:
            logits = model(features.to(device))
            loss = F.cross_entropy(logits, labels.to(device))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return {name: tensor.cpu() for name, tensor in model.module.state_dict().items()}


def main(rank: int, world_size: int, num_epochs: int) -> None:
    """Run one rank from beginning to end: set up, train on the toy data, report, clean up."""
    ddp_setup(rank, world_size)
    try:
        train_data, test_data = toy_data()
        weights = train_ddp(rank, world_size, train_data, num_epochs, LEARNING_RATE)
        if rank == 0:
            model = NeuralNetwork(2, 2)
            model.load_state_dict(weights)
            accuracy = compute_accuracy(model, DataLoader(test_data, batch_size=GLOBAL_BATCH_SIZE))
            print(f"test accuracy: {accuracy:.3f}")
    finally:
        dist.destroy_process_group()


if __name__ == "__main__":
    if "RANK" in os.environ and "WORLD_SIZE" in os.environ:  # torchrun started this process
        main(int(os.environ["RANK"]), int(os.environ["WORLD_SIZE"]), NUM_EPOCHS)
    else:  # `python ddp.py`: start the ranks here, one for each GPU, and two without GPUs
        processes = max(2, torch.cuda.device_count())
        mp.spawn(main, args=(processes, NUM_EPOCHS), nprocs=processes)
