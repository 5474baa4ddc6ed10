# /// mistake
# fails = ["shuffles_for_training"]
# en = "The training loader goes through the data set backwards. That is another order, but not a random one, and the same in every epoch."
# zh = "训练加载器是从后往前走的。这确实换了顺序，但不是随机的，而且每一轮都一样。"
# ///
"""Give out data, example by example and batch by batch."""

import torch
from torch.utils.data import DataLoader, Dataset


class ToyDataset(Dataset):
    def __init__(self, X: torch.Tensor, y: torch.Tensor) -> None:
        self.features = X
        self.labels = y

    def __getitem__(self, index: int) -> tuple[torch.Tensor, torch.Tensor]:
        return self.features[index], self.labels[index]

    def __len__(self) -> int:
        return len(self.labels)


def make_loader(dataset: Dataset, batch_size: int, train: bool) -> DataLoader:
    order = range(len(dataset))
    sampler = order[::-1] if train else order
    return DataLoader(dataset, batch_size=batch_size, sampler=sampler, drop_last=train)
