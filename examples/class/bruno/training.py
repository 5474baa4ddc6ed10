# -*- coding: utf-8 -*-
# Exercise: training
# Bruno

import torch
import torch.nn as nn
import torch.nn.functional as F
import torch.utils.data as data


class NeuralNetwork(nn.Module):

    def __init__(self, num_inputs, num_outputs):
        super(NeuralNetwork, self).__init__()
        self.fc1 = nn.Linear(num_inputs, 30)
        self.fc2 = nn.Linear(30, 20)
        self.fc3 = nn.Linear(20, num_outputs)

    def forward(self, x):
        x = F.relu(self.fc1(x))
        x = F.relu(self.fc2(x))
        x = self.fc3(x)
        return x


class ToyDataset(data.Dataset):

    def __init__(self, X, y):
        self.X = X
        self.y = y

    def __getitem__(self, i):
        return self.X[i], self.y[i]

    def __len__(self):
        return self.X.size(0)


def train(model, dataloader, num_epochs, lr):
    criterion = nn.CrossEntropyLoss()
    losses = []
    model.train()

    for epoch in range(num_epochs):
        for i, batch in enumerate(dataloader):
            inputs, targets = batch

            # clear old gradients
            for param in model.parameters():
                if param.grad is not None:
                    param.grad.data.zero_()

            outputs = model(inputs)
            loss = criterion(outputs, targets)
            loss.backward()
            losses.append(float(loss.data.numpy()))

            # SGD by hand: w = w - lr * grad
            for param in model.parameters():
                if param.requires_grad and param.grad is not None:
                    param.data.sub_(lr * param.grad.data)

    return losses


def compute_accuracy(model, dataloader):
    was_training = model.training
    model.eval()
    correct = 0
    total = 0
    with torch.no_grad():
        for inputs, targets in dataloader:
            outputs = model(inputs)
            _, predicted = torch.max(outputs.data, 1)
            for k in range(targets.size(0)):
                if predicted[k].item() == targets[k].item():
                    correct += 1
                total += 1
    model.train(was_training)
    return float(correct) / float(total)


def save_model(model, path):
    f = open(str(path), "wb")
    torch.save(model.state_dict(), f)
    f.close()


def load_model(path, num_inputs, num_outputs):
    model = NeuralNetwork(num_inputs, num_outputs)
    f = open(str(path), "rb")
    state = torch.load(f, weights_only=True)
    f.close()
    model.load_state_dict(state)
    return model
