import torch
import torch.nn as nn
from torch.utils.data import Dataset


class NeuralNetwork(nn.Module):
    def __init__(self, num_inputs, num_outputs):
        super().__init__()
        self.layer1 = nn.Linear(num_inputs, 30)
        self.layer2 = nn.Linear(30, 20)
        self.layer3 = nn.Linear(20, num_outputs)

    def forward(self, x):
        x = torch.relu(self.layer1(x))
        x = torch.relu(self.layer2(x))
        return self.layer3(x)


class ToyDataset(Dataset):
    def __init__(self, X, y):
        self.X = X
        self.y = y

    def __len__(self):
        return len(self.y)

    def __getitem__(self, i):
        return self.X[i], self.y[i]


def train(model, dataloader, num_epochs, lr):
    loss_function = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    losses = []
    model.train()
    for epoch in range(num_epochs)
        for x, y in dataloader:
            optimizer.zero_grad()
            loss = loss_function(model(x), y)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
    return losses


def compute_accuracy(model, dataloader):
    model.eval()
    right = 0
    count = 0
    with torch.no_grad():
        for x, y in dataloader:
            right += (model(x).argmax(dim=1) == y).sum().item()
            count += len(y)
    return right / count


def save_model(model, path):
    torch.save(model.state_dict(), path)


def load_model(path, num_inputs, num_outputs):
    model = NeuralNetwork(num_inputs, num_outputs)
    model.load_state_dict(torch.load(path, weights_only=True))
    return model
