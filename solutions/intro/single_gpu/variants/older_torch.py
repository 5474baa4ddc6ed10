"""Older idioms: parameters and buffers moved by their `.data`, NLLLoss, set_grad_enabled."""

import torch
import torch.nn as nn
import torch.nn.functional as F


def train_on(device, model, dataloader, num_epochs, lr):
    for tensor in list(model.parameters()) + list(model.buffers()):
        tensor.data = tensor.data.to(device)
    criterion = nn.NLLLoss()
    model.train()
    losses = []
    for epoch in range(num_epochs):
        for data, target in dataloader:
            data, target = data.to(device), target.to(device)
            for p in model.parameters():
                if p.grad is not None:
                    p.grad.data.zero_()
            loss = criterion(F.log_softmax(model(data), dim=1), target)
            loss.backward()
            for p in model.parameters():
                if p.grad is not None:
                    p.data.add_(p.grad.data, alpha=-lr)
            losses.append(loss.item())
    return losses


def compute_accuracy(model, dataloader, device):
    model.eval()
    correct, total = 0, 0
    torch.set_grad_enabled(False)
    try:
        for data, target in dataloader:
            _, predicted = torch.max(model(data.to(device)), 1)
            correct += predicted.eq(target.to(device).view_as(predicted)).sum().item()
            total += target.size(0)
    finally:
        torch.set_grad_enabled(True)
    return float(correct) / total
