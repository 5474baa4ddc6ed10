"""As short as it gets: nested functions folded into comprehensions, a closure for the step."""

import torch
from torch import nn
from torch.utils.data import Dataset


class NeuralNetwork(nn.Module):
    def __init__(self, i, o):
        super().__init__()
        self.a, self.b, self.c = nn.Linear(i, 30), nn.Linear(30, 20), nn.Linear(20, o)

    def forward(self, x):
        return self.c(self.b(self.a(x).relu()).relu())


class ToyDataset(Dataset):
    def __init__(self, X, y):
        self.d = X, y

    def __getitem__(self, i):
        return self.d[0][i], self.d[1][i]

    def __len__(self):
        return len(self.d[1])


@torch.no_grad()
def compute_accuracy(model, dataloader):
    model.eval()
    hits = torch.cat([model(x).argmax(-1) == y for x, y in dataloader]).tolist()
    return sum(hits) / len(hits)


def train(model, dataloader, num_epochs, lr):
    model.train()
    o = torch.optim.SGD(model.parameters(), lr)

    def step(x, y):
        o.zero_grad()
        loss = nn.functional.cross_entropy(model(x), y)
        loss.backward()
        return loss

    return [o.step(lambda: step(x, y)).item() for _ in range(num_epochs) for x, y in dataloader]


save_model = lambda model, path: torch.save(model.state_dict(), path)


def load_model(path, i, o):
    (m := NeuralNetwork(i, o)).load_state_dict(torch.load(path))
    return m
