"""torch.func: the weights travel as a dict on the device, the model gets them back."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.func import functional_call
from torch.utils.data import DataLoader


def train_on(
    device: torch.device | str,
    model: nn.Module,
    dataloader: DataLoader,
    num_epochs: int,
    lr: float,
) -> list[float]:
    model.to(device).train()
    trained = {name: p for name, p in model.named_parameters() if p.requires_grad}
    losses: list[float] = []
    for _ in range(num_epochs):
        for features, labels in dataloader:
            weights = {n: p.detach().clone().requires_grad_() for n, p in trained.items()}
            place = next(iter(weights.values()))
            logits = functional_call(model, weights, (features.to(place.device),))
            loss = F.cross_entropy(logits, labels.to(place.device))
            gradients = torch.autograd.grad(loss, list(weights.values()))
            with torch.no_grad():
                torch._foreach_add_(list(trained.values()), list(gradients), alpha=-lr)
            losses += [loss.item()]
    return losses


@torch.no_grad()
def compute_accuracy(model: nn.Module, dataloader: DataLoader, device: torch.device | str) -> float:
    model.eval()
    correct = examples = 0
    for features, labels in dataloader:
        logits: Tensor = model(features.to(device))
        own = logits.gather(1, labels.to(device)[:, None])
        correct += int(((logits > own).sum(dim=1) == 0).sum())
        examples += labels.numel()
    return correct / examples
