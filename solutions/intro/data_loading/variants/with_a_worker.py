"""Reads in a worker process of its own; row numbers through a permutation made by randperm."""

import torch
from torch.utils.data import DataLoader, Dataset


class ToyDataset(Dataset):
    def __init__(self, X, y):
        self.rows = dict(enumerate(zip(X, y)))

    def __len__(self):
        return len(self.rows)

    def __getitem__(self, index):
        try:
            return self.rows[index]
        except KeyError:
            raise IndexError(f"there are {len(self)} examples, and no number {index}") from None


class Shuffled:
    def __init__(self, dataset):
        self.dataset = dataset

    def __len__(self):
        return len(self.dataset)

    def __iter__(self):
        yield from torch.randperm(len(self.dataset)).tolist()


def make_loader(dataset, batch_size, train):
    sampler = Shuffled(dataset) if train else range(len(dataset))
    return DataLoader(dataset, batch_size, sampler=sampler, num_workers=1, drop_last=train)
