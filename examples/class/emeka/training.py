import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import Dataset


class NeuralNetwork(nn.Module):
    def __init__(self, num_inputs, num_outputs):
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(num_inputs, 30),
            nn.ReLU(),
            nn.Linear(30, 20),
            nn.ReLU(),
            nn.Linear(20, num_outputs),
        )

    def forward(self, x):
        return self.net(x)


class ToyDataset(Dataset):
    def __init__(self, X, y):
        self.X, self.y = X, y

    def __len__(self):
        return len(self.X)

    def __getitem__(self, i):
        return self.X[i], self.y[i]


def train(model, dataloader, num_epochs, lr):
    opt = torch.optim.SGD(model.parameters(), lr=lr)
    model.train()
    losses = []
    for epoch in range(num_epochs):
        for x, y in dataloader:
            opt.zero_grad()
            # cross entropy compares probabilities, so softmax first
            probs = F.softmax(model(x), dim=1)
            loss = F.cross_entropy(probs, y)
            loss.backward()
            opt.step()
            losses.append(loss.item())
    return losses


def compute_accuracy(model, dataloader):
    model.eval()
    accs = []
    with torch.no_grad():
        for x, y in dataloader:
            pred = model(x).argmax(dim=1)
            accs.append((pred == y).float().mean().item())
    return sum(accs) / len(accs)


def save_model(model, path):
    torch.save(model.state_dict(), path)


def load_model(path, num_inputs, num_outputs):
    model = NeuralNetwork(num_inputs, num_outputs)
    model.load_state_dict(torch.load(path, weights_only=True))
    model.eval()
    return model
