import os

import torch
import torch.distributed as dist
import torch.multiprocessing as mp
import torch.nn.functional as F
from torch import nn
from torch.nn.parallel import DistributedDataParallel as DDP
from torch.utils.data import DataLoader, Dataset, DistributedSampler, TensorDataset

GLOBAL_BATCH_SIZE = 8
LEARNING_RATE = 0.1
NUM_EPOCHS = 3


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


def ddp_setup(rank, world_size):
    os.environ.setdefault('MASTER_ADDR', 'localhost')
    os.environ.setdefault('MASTER_PORT', '12345')
    if dist.is_nccl_available() and torch.cuda.device_count() >= world_size:
        torch.cuda.set_device(rank)
        dist.init_process_group('nccl', rank=rank, world_size=world_size)
    else:
        dist.init_process_group('gloo', rank=rank, world_size=world_size)


def train_ddp(rank, world_size, dataset, num_epochs, lr):
    device = f'cuda:{rank}' if dist.get_backend() == 'nccl' else 'cpu'

    torch.manual_seed(123)
    model = NeuralNetwork(2, 2).to(device)
    model = DDP(model)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)

    # the sampler gives every rank its part and shuffles, so shuffle=False in the loader
    sampler = DistributedSampler(dataset, num_replicas=world_size, rank=rank, shuffle=True)
    loader = DataLoader(
        dataset,
        batch_size=GLOBAL_BATCH_SIZE // world_size,
        shuffle=False,
        sampler=sampler,
    )

    for epoch in range(num_epochs):
        model.train()
        for features, labels in loader:
            features, labels = features.to(device), labels.to(device)
            loss = F.cross_entropy(model(features), labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()

    return {k: v.cpu() for k, v in model.module.state_dict().items()}


def main(rank, world_size, num_epochs):
    ddp_setup(rank, world_size)
    try:
        train_set, test_set = toy_data()
        weights = train_ddp(rank, world_size, train_set, num_epochs, LEARNING_RATE)
        if rank == 0:
            net = NeuralNetwork(2, 2)
            net.load_state_dict(weights)
            acc = compute_accuracy(net, DataLoader(test_set, batch_size=8))
            print(f'test accuracy: {acc:.3f}')
    finally:
        dist.destroy_process_group()


if __name__ == "__main__":
    if "RANK" in os.environ and "WORLD_SIZE" in os.environ:  # torchrun started this process
        main(int(os.environ["RANK"]), int(os.environ["WORLD_SIZE"]), NUM_EPOCHS)
    else:  # `python ddp.py`: start the ranks here, one for each GPU, and two without GPUs
        processes = max(2, torch.cuda.device_count())
        mp.spawn(main, args=(processes, NUM_EPOCHS), nprocs=processes)
