"""Older idioms: super with arguments, NLLLoss on log-softmax, .data in the step, zero_ on .grad."""

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import Dataset


class NeuralNetwork(nn.Module):
    def __init__(self, num_inputs, num_outputs):
        super(NeuralNetwork, self).__init__()
        self.fc1 = nn.Linear(num_inputs, 30)
        self.fc2 = nn.Linear(30, 20)
        self.fc3 = nn.Linear(20, num_outputs)

    def forward(self, x):
        x = F.relu(self.fc1(x))
        x = F.relu(self.fc2(x))
        return self.fc3(x)


class ToyDataset(Dataset):
    def __init__(self, X, y):
        super(ToyDataset, self).__init__()
        self.X, self.y = X, y

    def __len__(self):
        return self.X.size(0)

    def __getitem__(self, i):
        return self.X[i], self.y[i]


def compute_accuracy(model, dataloader):
    model.eval()
    correct, total = 0, 0
    torch.set_grad_enabled(False)
    for features, labels in dataloader:
        _, predicted = torch.max(model(features), 1)
        correct += predicted.eq(labels).sum().item()
        total += labels.size(0)
    torch.set_grad_enabled(True)
    return float(correct) / total


def train(model, dataloader, num_epochs, lr):
    model.train()
    criterion = nn.NLLLoss()
    losses = []
    for epoch in range(num_epochs):
        for features, labels in dataloader:
            loss = criterion(F.log_softmax(model(features), dim=1), labels)
            for p in model.parameters():
                if p.grad is not None:
                    p.grad.data.zero_()
            loss.backward()
            for p in model.parameters():
                if p.grad is not None:
                    p.data.add_(p.grad.data, alpha=-lr)
            losses.append(loss.item())
    return losses


def save_model(model, path):
    torch.save(model.state_dict(), path, _use_new_zipfile_serialization=False)


def load_model(path, num_inputs, num_outputs):
    state = torch.load(path, map_location=lambda storage, location: storage, weights_only=True)
    model = NeuralNetwork(num_inputs, num_outputs)
    model.load_state_dict(state)
    return model
