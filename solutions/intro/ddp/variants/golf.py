"""Short and without type hints: one-hot targets, p.grad = None, the prefix stripped by torch."""

import os

import torch
import torch.distributed as dist
import torch.multiprocessing as mp
from torch import nn
from torch.nn.functional import cross_entropy, one_hot
from torch.nn.modules.utils import consume_prefix_in_state_dict_if_present
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


def ddp_setup(rank, world_size):
    os.environ.update({"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": "12345"} | dict(os.environ))
    gpus = dist.is_nccl_available() and torch.cuda.device_count() >= world_size
    gpus and torch.cuda.set_device(rank)
    dist.init_process_group(["gloo", "nccl"][gpus], rank=rank, world_size=world_size)


def train_ddp(rank, world_size, dataset, num_epochs, lr):
    device = {"gloo": "cpu"}.get(dist.get_backend(), rank)
    torch.manual_seed(123)
    net = nn.parallel.DistributedDataParallel(NeuralNetwork(2, 2).to(device))
    sampler = DistributedSampler(dataset, world_size, rank)
    loader = DataLoader(dataset, GLOBAL_BATCH_SIZE // world_size, sampler=sampler)

    def batches():
        for epoch in range(num_epochs):
            sampler.set_epoch(epoch)
            yield from loader

    for x, y in batches():
        cross_entropy(net(x.to(device)), one_hot(y.to(device), 2).float()).backward()
        for p in net.parameters():
            p.data.sub_(p.grad, alpha=lr)
            p.grad = None
    consume_prefix_in_state_dict_if_present(state := net.cpu().state_dict(), "module.")
    return dict(state)


def main(rank, world_size, num_epochs):
    ddp_setup(rank, world_size)
    try:
        train, test = toy_data()
        state = train_ddp(rank, world_size, train, num_epochs, LEARNING_RATE)
    finally:
        dist.destroy_process_group()
    if not rank:
        (net := NeuralNetwork(2, 2)).load_state_dict(state)
        print(f"test accuracy: {compute_accuracy(net, DataLoader(test)):.3f}")


if __name__ == "__main__":
    if "RANK" in os.environ and "WORLD_SIZE" in os.environ:  # torchrun started this process
        main(int(os.environ["RANK"]), int(os.environ["WORLD_SIZE"]), NUM_EPOCHS)
    else:  # `python ddp.py`: start the ranks here, one for each GPU, and two without GPUs
        processes = max(2, torch.cuda.device_count())
        mp.spawn(main, args=(processes, NUM_EPOCHS), nprocs=processes)
