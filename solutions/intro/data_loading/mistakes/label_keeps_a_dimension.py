# /// mistake
# fails = ["dataset_gives_each_example"]
# en = "The label has the shape (1,), where () was asked for. In a batch the labels then have the shape (batch, 1), which does not go with the loss functions. An index takes a dimension away, a slice keeps it, and `view(-1, 1)` or `unsqueeze` adds one."
# zh = "标签的形状成了 (1,)，应为 ()。组成批次后，标签的形状是 (batch, 1)，与损失函数对不上。用整数索引会去掉一维，用切片会保留它，而 `view(-1, 1)` 或 `unsqueeze` 会多加一维。"
# ///
"""Give out data, example by example and batch by batch."""

import torch
from torch.utils.data import DataLoader, Dataset


class ToyDataset(Dataset):
    def __init__(self, X: torch.Tensor, y: torch.Tensor) -> None:
        self.features = X
        self.labels = y

    def __getitem__(self, index: int) -> tuple[torch.Tensor, torch.Tensor]:
        return self.features[index], self.labels[index : index + 1]

    def __len__(self) -> int:
        return len(self.labels)


def make_loader(dataset: Dataset, batch_size: int, train: bool) -> DataLoader:
    return DataLoader(dataset, batch_size=batch_size, shuffle=train, drop_last=train)
