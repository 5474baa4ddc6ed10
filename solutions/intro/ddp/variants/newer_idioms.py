"""Newer idioms: distributed.checkpoint's state dict, a communication hook, a tcp:// address."""

import os
from contextlib import ExitStack

import torch
import torch.distributed as dist
import torch.multiprocessing as mp
import torch.nn.functional as F
from torch import nn
from torch.distributed.algorithms.ddp_comm_hooks.default_hooks import allreduce_hook
from torch.distributed.checkpoint.state_dict import StateDictOptions, get_model_state_dict
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
    address = os.environ.setdefault("MASTER_ADDR", "localhost")
    port = os.environ.setdefault("MASTER_PORT", "12345")
    enough = dist.is_nccl_available() and torch.cuda.device_count() >= world_size
    backend = "nccl" if enough else "gloo"
    if backend == "nccl":
        torch.cuda.set_device(f"cuda:{rank}")
    dist.init_process_group(
        backend, init_method=f"tcp://{address}:{port}", rank=rank, world_size=world_size
    )


def train_ddp(
    rank: int, world_size: int, dataset: Dataset, num_epochs: int, lr: float
) -> dict[str, torch.Tensor]:
    device = f"cuda:{rank}" if dist.get_backend() == "nccl" else "cpu"
    torch.manual_seed(123)
    with torch.device("cpu"):
        model = NeuralNetwork(2, 2)
    model = DistributedDataParallel(model.to(device), gradient_as_bucket_view=True)
    model.register_comm_hook(state=None, hook=allreduce_hook)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, foreach=True)
    sampler = DistributedSampler(dataset)
    loader = DataLoader(
        dataset, batch_size=GLOBAL_BATCH_SIZE // dist.get_world_size(), sampler=sampler
    )
    for epoch in range(num_epochs):
        sampler.set_epoch(epoch)
        for features, labels in loader:
            loss = F.cross_entropy(model(features.to(device)), labels.to(device), reduction="sum")
            (loss / len(labels)).backward()
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
    return get_model_state_dict(
        model, options=StateDictOptions(full_state_dict=True, cpu_offload=device != "cpu")
    )


def main(rank: int, world_size: int, num_epochs: int) -> None:
    with ExitStack() as stack:
        ddp_setup(rank, world_size)
        stack.callback(dist.destroy_process_group)
        train_data, test_data = toy_data()
        weights = train_ddp(rank, world_size, train_data, num_epochs, LEARNING_RATE)
    if rank == 0:
        model = NeuralNetwork(2, 2)
        model.load_state_dict(weights)
        print(f"test accuracy: {compute_accuracy(model, DataLoader(test_data, batch_size=7)):.3f}")


if __name__ == "__main__":
    if dist.is_torchelastic_launched():
        main(int(os.environ["RANK"]), int(os.environ["WORLD_SIZE"]), NUM_EPOCHS)
    else:
        ranks = max(2, torch.cuda.device_count())
        mp.start_processes(main, args=(ranks, NUM_EPOCHS), nprocs=ranks, start_method="spawn")
