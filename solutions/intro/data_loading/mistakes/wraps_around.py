# /// mistake
# fails = ["ends_where_the_data_end"]
# en = "The index is taken modulo the length, so that there is an example for every number. Nobody is told then that an index was wrong, and a `for` loop over the data set never ends. Beyond the last example there should be an IndexError."
# zh = "索引对长度取了余，于是任何数都有对应的样本。这样索引错了也没人知道，对数据集的 `for` 循环也永远不会结束。超出最后一个样本时应当抛出 IndexError。"
# ///
"""Give out data, example by example and batch by batch."""

import torch
from torch.utils.data import DataLoader, Dataset


class ToyDataset(Dataset):
    def __init__(self, X: torch.Tensor, y: torch.Tensor) -> None:
        self.features = X
        self.labels = y

    def __getitem__(self, index: int) -> tuple[torch.Tensor, torch.Tensor]:
        index = index % len(self.labels)
        return self.features[index], self.labels[index]

    def __len__(self) -> int:
        return len(self.labels)


def make_loader(dataset: Dataset, batch_size: int, train: bool) -> DataLoader:
    return DataLoader(dataset, batch_size=batch_size, shuffle=train, drop_last=train)
