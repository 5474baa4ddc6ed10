"""Examples as named tuples; the fields of a batch are taken by position, as of any tuple."""

from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch.utils.data import Dataset


class NeuralNetwork(torch.nn.Module):
    def __init__(self, num_inputs, num_outputs):
        super().__init__()

        self.layers = torch.nn.Sequential(
            # first hidden layer
            torch.nn.Linear(num_inputs, 30),
            torch.nn.ReLU(),
            # second hidden layer
            torch.nn.Linear(30, 20),
            torch.nn.ReLU(),
            # output layer
            torch.nn.Linear(20, num_outputs),
        )

    def forward(self, x):
        logits = self.layers(x)
        return logits


class Example(NamedTuple):
    features: torch.Tensor
    label: torch.Tensor


class ToyDataset(Dataset):
    def __init__(self, X, y):
        self.features = X
        self.labels = y

    def __getitem__(self, index):
        return Example(self.features[index], self.labels[index])

    def __len__(self):
        return self.labels.shape[0]


def compute_accuracy(model, dataloader):
    model = model.eval()
    correct = 0.0
    total_examples = 0

    for _, (features, labels) in enumerate(dataloader):
        with torch.no_grad():
            logits = model(features)

        predictions = torch.argmax(logits, dim=1)
        compare = labels == predictions
        correct += torch.sum(compare)
        total_examples += len(compare)

    return (correct / total_examples).item()


def train(model, dataloader, num_epochs, lr):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    losses = []

    for _ in range(num_epochs):
        model.train()
        for _, (features, labels) in enumerate(dataloader):
            logits = model(features)
            loss = F.cross_entropy(logits, labels)

            optimizer.zero_grad()
            loss.backward()
            optimizer.step()

            losses.append(loss.item())

        model.eval()

    return losses


def save_model(model, path):
    torch.save(model.state_dict(), path)


def load_model(path, num_inputs, num_outputs):
    model = NeuralNetwork(num_inputs, num_outputs)
    model.load_state_dict(torch.load(path))
    return model
