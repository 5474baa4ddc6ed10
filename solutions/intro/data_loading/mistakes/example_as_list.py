# /// mistake
# fails = ["dataset_gives_each_example"]
# en = "An example is a list. The task asks for the tuple (features, label): two things of different kinds that belong together, and of fixed number."
# zh = "一个样本成了列表。题目要的是元组 (特征, 标签)：两样不同的东西合在一起，个数是固定的。"
# ///
"""Give out data, example by example and batch by batch."""

import torch
from torch.utils.data import DataLoader, Dataset


class ToyDataset(Dataset):
    def __init__(self, X: torch.Tensor, y: torch.Tensor) -> None:
        self.features = X
        self.labels = y

    def __getitem__(self, index: int) -> tuple[torch.Tensor, torch.Tensor]:
        return [self.features[index], self.labels[index]]

    def __len__(self) -> int:
        return len(self.labels)


def make_loader(dataset: Dataset, batch_size: int, train: bool) -> DataLoader:
    return DataLoader(dataset, batch_size=batch_size, shuffle=train, drop_last=train)
