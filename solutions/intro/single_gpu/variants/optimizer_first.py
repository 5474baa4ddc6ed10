"""The optimiser is made before the model moves (the parameters stay the same objects)."""

from collections.abc import Iterator

import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader

Place = torch.device | str


class Moving:
    """A loader whose batches lie on a device, each moved when its turn comes."""

    def __init__(self, dataloader: DataLoader, device: Place) -> None:
        self.dataloader = dataloader
        self.device = torch.device(device)

    def __iter__(self) -> Iterator[list[Tensor]]:
        for batch in self.dataloader:
            yield [tensor.to(self.device, non_blocking=True) for tensor in batch]


def train_on(
    device: Place, model: nn.Module, dataloader: DataLoader, num_epochs: int, lr: float
) -> list[float]:
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, foreach=True)
    criterion = nn.CrossEntropyLoss().to(device)
    model.to(device=device).train()
    losses: list[Tensor] = []
    for _ in range(num_epochs):
        for features, labels in Moving(dataloader, device):
            optimizer.zero_grad(set_to_none=False)
            loss = criterion(model(features), labels)
            loss.backward()
            optimizer.step()
            losses.append(loss.detach())
    return torch.stack(losses).tolist() if losses else []


def compute_accuracy(model: nn.Module, dataloader: DataLoader, device: Place) -> float:
    training = model.training
    model.eval()
    hits: list[Tensor] = []
    with torch.inference_mode():
        for features, labels in Moving(dataloader, device):
            hits.append(model(features).argmax(dim=-1).eq(labels))
    model.train(training)
    return torch.cat(hits).double().mean().item()
