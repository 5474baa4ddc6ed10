# /// mistake
# fails = ["dataset_gives_each_example"]
# en = "`__getitem__` gives the example after the one that was asked for: the first one never comes, and for the last one there is an error. Indices start at 0, so the index can be used as it is."
# zh = "`__getitem__` 给出的是所要样本的后一个：第一个永远取不到，取最后一个则会出错。索引从 0 开始，直接使用即可。"
# ///
"""Give out data, example by example and batch by batch."""

import torch
from torch.utils.data import DataLoader, Dataset


class ToyDataset(Dataset):
    def __init__(self, X: torch.Tensor, y: torch.Tensor) -> None:
        self.features = X
        self.labels = y

    def __getitem__(self, index: int) -> tuple[torch.Tensor, torch.Tensor]:
        return self.features[index + 1], self.labels[index + 1]

    def __len__(self) -> int:
        return len(self.labels)


def make_loader(dataset: Dataset, batch_size: int, train: bool) -> DataLoader:
    return DataLoader(dataset, batch_size=batch_size, shuffle=train, drop_last=train)
