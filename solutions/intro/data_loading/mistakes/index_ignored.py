# /// mistake
# fails = ["dataset_gives_each_example"]
# en = "`__getitem__` gives the examples one after the other, whatever index was asked for. A loader asks in its own order, which is how it shuffles: example i has to depend on i alone."
# zh = "`__getitem__` 不管要的是哪个索引，都按先后次序逐个给出样本。加载器会按自己的顺序来取，打乱就是这样实现的：第 i 个样本只能取决于 i。"
# ///
"""Give out data, example by example and batch by batch."""

import torch
from torch.utils.data import DataLoader, Dataset


class ToyDataset(Dataset):
    def __init__(self, X: torch.Tensor, y: torch.Tensor) -> None:
        self.features = X
        self.labels = y
        self.position = -1

    def __getitem__(self, index: int) -> tuple[torch.Tensor, torch.Tensor]:
        self.position = (self.position + 1) % len(self.labels)
        return self.features[self.position], self.labels[self.position]

    def __len__(self) -> int:
        return len(self.labels)


def make_loader(dataset: Dataset, batch_size: int, train: bool) -> DataLoader:
    return DataLoader(dataset, batch_size=batch_size, shuffle=train, drop_last=train)
