# /// mistake
# fails = ["dataset_gives_each_example"]
# en = "`__getitem__` gives the example before the one that was asked for, so index 0 gives the last one. Indices start at 0 here, as everywhere in Python."
# zh = "`__getitem__` 给出的是所要样本的前一个，于是索引 0 得到的是最后一个。和 Python 的其他地方一样，这里的索引从 0 开始。"
# ///
"""Give out data, example by example and batch by batch."""

import torch
from torch.utils.data import DataLoader, Dataset


class ToyDataset(Dataset):
    def __init__(self, X: torch.Tensor, y: torch.Tensor) -> None:
        self.features = X
        self.labels = y

    def __getitem__(self, index: int) -> tuple[torch.Tensor, torch.Tensor]:
        return self.features[index - 1], self.labels[index - 1]

    def __len__(self) -> int:
        return len(self.labels)


def make_loader(dataset: Dataset, batch_size: int, train: bool) -> DataLoader:
    return DataLoader(dataset, batch_size=batch_size, shuffle=train, drop_last=train)
