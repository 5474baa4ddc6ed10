# /// mistake
# fails = ["dataset_has_the_length"]
# en = "The length of the data set is its number of columns, the features of one example. It should be the number of examples: a loader relies on it, and would leave examples out or ask for some that don't exist."
# zh = "数据集的长度用成了列数，也就是一个样本的特征数。它应该是样本数：数据加载器以它为准，否则要么漏掉样本，要么去取不存在的样本。"
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
        return self.features.shape[-1]


def make_loader(dataset: Dataset, batch_size: int, train: bool) -> DataLoader:
    return DataLoader(dataset, batch_size=batch_size, shuffle=train, drop_last=train)
