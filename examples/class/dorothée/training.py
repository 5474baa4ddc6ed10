import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset


class NeuralNetwork(nn.Module):
    def __init__(self, num_inputs, num_outputs):
        super().__init__()
        self.hidden1 = nn.Linear(num_inputs, 30)
        self.hidden2 = nn.Linear(30, 20)
        self.output = nn.Linear(20, num_outputs)
        self.relu = nn.ReLU()

    def forward(self, x):
        x = self.relu(self.hidden1(x))
        x = self.relu(self.hidden2(x))
        return self.output(x)


class ToyDataset(Dataset):
    def __init__(self, X, y):
        self.X = X
        self.y = y

    def __len__(self):
        return len(self.y)

    def __getitem__(self, i):
        return self.X[i], self.y[i]


def train(model, dataloader, num_epochs, lr):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    losses = []
    model.train()
    for epoch in range(num_epochs):
        for features, labels in dataloader:
            logits = model(features)
            loss = F.cross_entropy(logits, labels)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
    return losses


def compute_accuracy(model, dataloader):
    model.eval()
    correct = 0
    total = 0
    with torch.no_grad():
        for features, labels in dataloader:
            predictions = model(features).argmax(dim=1)
            correct += (predictions == labels).sum().item()
            total += len(labels)
    return correct / total


def save_model(model, path):
    torch.save(model.state_dict(), path)


def load_model(path, num_inputs, num_outputs):
    model = NeuralNetwork(num_inputs, num_outputs)
    model.load_state_dict(torch.load(path, weights_only=True))
    return model


if __name__ == "__main__":
    # the loss goes down, so it works
    X = torch.tensor([[-1.2, 3.1], [-0.9, 2.9], [-0.5, 2.6], [2.3, -1.1], [2.7, -1.5]])
    y = torch.tensor([0, 0, 0, 1, 1])
    loader = DataLoader(ToyDataset(X, y), batch_size=2, shuffle=True)
    net = NeuralNetwork(2, 2)
    print(train(net, loader, num_epochs=3, lr=0.1))
    print(compute_accuracy(net, loader))
