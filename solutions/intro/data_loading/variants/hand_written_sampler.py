"""A batch sampler by hand: random.sample over the row numbers, cut into slices."""

import random

from torch.utils.data import DataLoader, Dataset


class ToyDataset(Dataset):
    def __init__(self, X, y):
        super().__init__()
        self.X, self.y = X, y

    def __len__(self):
        return self.X.size(0)

    def __getitem__(self, index):
        return tuple(tensor.select(0, index) for tensor in (self.X, self.y))


class Batches:
    """The numbers of the rows of each batch, anew in each epoch."""

    def __init__(self, rows, batch_size, train):
        self.rows, self.batch_size, self.train = rows, batch_size, train

    def __len__(self):
        full, rest = divmod(self.rows, self.batch_size)
        return full + (rest > 0 and not self.train)

    def __iter__(self):
        order = list(range(self.rows))
        if self.train:
            order = random.sample(order, self.rows)
        for number in range(len(self)):
            yield order[number * self.batch_size : (number + 1) * self.batch_size]


def make_loader(dataset, batch_size, train):
    return DataLoader(dataset, batch_sampler=Batches(len(dataset), batch_size, train))
