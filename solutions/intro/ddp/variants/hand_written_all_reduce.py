"""No wrapper: weights broadcast, gradients averaged by collective calls; a barrier at the start."""

import os

import torch
import torch.distributed as dist
import torch.multiprocessing as mp
import torch.nn.functional as F
from torch import nn
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
    dist.barrier()  # nobody goes ahead before all are there
    if (dist.get_rank(), dist.get_world_size()) != (rank, world_size):
        raise RuntimeError("this process is not the rank that it was meant to be")


def average_gradients(model: nn.Module, world_size: int) -> None:
    pending = [
        dist.all_reduce(parameter.grad, op=dist.ReduceOp.SUM, async_op=True)
        for parameter in model.parameters()
    ]
    for work in pending:
        work.wait()
    for parameter in model.parameters():
        parameter.grad.div_(world_size)


def train_ddp(
    rank: int, world_size: int, dataset: Dataset, num_epochs: int, lr: float
) -> dict[str, torch.Tensor]:
    device = f"cuda:{rank}" if dist.get_backend() == dist.Backend.NCCL else "cpu"
    if rank == 0:
        torch.manual_seed(123)
    model = NeuralNetwork(2, 2).to(device)
    for parameter in model.parameters():
        dist.broadcast(parameter.data, src=0)
    sampler = DistributedSampler(dataset, world_size, rank, seed=0)
    loader = DataLoader(dataset, GLOBAL_BATCH_SIZE // world_size, sampler=sampler)
    for epoch in range(num_epochs):
        sampler.set_epoch(epoch)
        for features, labels in loader:
            model.zero_grad()
            F.cross_entropy(model(features.to(device)), labels.to(device)).backward()
            average_gradients(model, world_size)
            with torch.no_grad():
                for parameter in model.parameters():
                    parameter -= lr * parameter.grad
    return model.cpu().state_dict()


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
