"""In the manner of the book: `model = model.to(device)`, `enumerate`, `train` in each epoch."""

import torch
import torch.nn.functional as F


def train_on(device, model, dataloader, num_epochs, lr):
    model = model.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []

    for epoch in range(num_epochs):
        model.train()
        for batch_idx, (features, labels) in enumerate(dataloader):
            features, labels = features.to(device), labels.to(device)
            logits = model(features)
            loss = F.cross_entropy(logits, labels)

            optimizer.zero_grad()
            loss.backward()
            optimizer.step()

            history.append(loss.item())

    return history


def compute_accuracy(model, dataloader, device):
    model = model.eval()
    correct = 0.0
    total = 0

    for features, labels in dataloader:
        features, labels = features.to(device), labels.to(device)
        with torch.no_grad():
            logits = model(features)
        predictions = torch.argmax(logits, dim=1)
        correct += torch.sum(labels == predictions)
        total += len(labels)

    return (correct / total).item()
