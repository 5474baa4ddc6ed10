"""One-hot targets made on the device, log-softmax and a product in place of cross_entropy."""

import torch
from torch import nn
from torch.nn.functional import one_hot
from torch.utils.data import DataLoader


def train_on(device, model: nn.Module, dataloader: DataLoader, num_epochs: int, lr: float):
    model.to(device)
    model.train()
    optimizer = torch.optim.SGD([p for p in model.parameters() if p.requires_grad], lr)
    losses = []
    for _ in range(num_epochs):
        for features, labels in dataloader:
            log_probabilities = model(features.to(device)).log_softmax(dim=1)
            classes = log_probabilities.shape[1]
            targets = one_hot(labels.to(device), classes).to(log_probabilities)
            loss = -(targets * log_probabilities).sum(dim=1).mean()
            loss.backward()
            optimizer.step()
            for parameter in model.parameters():
                parameter.grad = None
            losses.append(loss.cpu().item())
    return losses


@torch.inference_mode()
def compute_accuracy(model: nn.Module, dataloader: DataLoader, device) -> float:
    model.train(False)
    outcomes = [
        (model(features.to(device)).softmax(dim=1), labels.to(device))
        for features, labels in dataloader
    ]
    probabilities, labels = map(torch.cat, zip(*outcomes))
    chosen = one_hot(probabilities.argmax(dim=1), probabilities.shape[1])
    return (chosen * one_hot(labels, probabilities.shape[1])).sum().item() / len(labels)
