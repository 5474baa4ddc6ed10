"""In the manner of the book's listing: functions imported by name, device_ids, pinned memory."""

import os

import torch
import torch.multiprocessing as mp
import torch.nn.functional as F
from torch import nn
from torch.distributed import (
    destroy_process_group,
    get_backend,
    init_process_group,
    is_nccl_available,
)
from torch.nn.parallel import DistributedDataParallel as DDP
from torch.utils.data import DataLoader, Dataset, TensorDataset
from torch.utils.data.distributed import DistributedSampler

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


def ddp_setup(rank, world_size):
    if "MASTER_ADDR" not in os.environ:
        os.environ["MASTER_ADDR"] = "localhost"
    if "MASTER_PORT" not in os.environ:
        os.environ["MASTER_PORT"] = "12345"
    if is_nccl_available() and torch.cuda.device_count() >= world_size:
        init_process_group(backend="nccl", rank=rank, world_size=world_size)
        torch.cuda.set_device(rank)
    else:
        init_process_group(backend="gloo", rank=rank, world_size=world_size)


def train_ddp(rank, world_size, dataset, num_epochs, lr):
    train_loader = DataLoader(
        dataset=dataset,
        batch_size=GLOBAL_BATCH_SIZE // world_size,
        shuffle=False,
        pin_memory=torch.cuda.is_available(),
        drop_last=False,
        sampler=DistributedSampler(dataset),
    )
    torch.manual_seed(123)
    model = NeuralNetwork(num_inputs=2, num_outputs=2)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    if get_backend() == "nccl":
        device, device_ids = rank, [rank]
    else:
        device, device_ids = "cpu", None
    model.to(device)
    model = DDP(model, device_ids=device_ids)
    for epoch in range(num_epochs):
        train_loader.sampler.set_epoch(epoch)
        model.train()
        for features, labels in train_loader:
            features, labels = features.to(device), labels.to(device)
            logits = model(features)
            loss = F.cross_entropy(logits, labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return {key: value.to("cpu") for key, value in model.module.state_dict().items()}


def main(rank, world_size, num_epochs):
    ddp_setup(rank, world_size)
    try:
        train_set, test_set = toy_data()
        state_dict = train_ddp(rank, world_size, train_set, num_epochs, LEARNING_RATE)
        if rank == 0:
            model = NeuralNetwork(num_inputs=2, num_outputs=2)
            model.load_state_dict(state_dict)
            test_loader = DataLoader(test_set, batch_size=2, shuffle=False)
            print(f"test accuracy: {compute_accuracy(model, test_loader):.3f}")
    finally:
        destroy_process_group()


if __name__ == "__main__":
    if "RANK" in os.environ and "WORLD_SIZE" in os.environ:  # torchrun started this process
        main(int(os.environ["RANK"]), int(os.environ["WORLD_SIZE"]), NUM_EPOCHS)
    else:  # `python ddp.py`: start the ranks here, one for each GPU, and two without GPUs
        processes = max(2, torch.cuda.device_count())
        mp.spawn(main, args=(processes, NUM_EPOCHS), nprocs=processes)
