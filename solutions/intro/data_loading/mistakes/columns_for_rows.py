# /// mistake
# fails = ["dataset_gives_each_example"]
# en = "The index goes to the columns of X, so that one feature of all examples comes back. Examples are the rows: the first dimension."
# zh = "索引用在了 X 的列上，于是返回的是所有样本的某一个特征。样本是行，也就是第一维。"
# ///
"""Give out data, example by example and batch by batch."""

import torch
from torch.utils.data import DataLoader, Dataset


class ToyDataset(Dataset):
    def __init__(self, X: torch.Tensor, y: torch.Tensor) -> None:
        self.features = X
        self.labels = y

    def __getitem__(self, index: int) -> tuple[torch.Tensor, torch.Tensor]:
        return self.features[:, index], self.labels[index]

    def __len__(self) -> int:
        return len(self.labels)


def make_loader(dataset: Dataset, batch_size: int, train: bool) -> DataLoader:
    return DataLoader(dataset, batch_size=batch_size, shuffle=train, drop_last=train)
