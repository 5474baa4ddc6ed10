# /// mistake
# fails = ["dataset_has_the_length"]
# en = "The length of the data set is the number of all its single values, `numel()`. It should be the number of examples: a loader relies on it, and would ask for examples that don't exist."
# zh = "数据集的长度用成了所有数值的个数（`numel()`）。它应该是样本数：数据加载器以它为准，会去取不存在的样本。"
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
        return self.features.numel()


def make_loader(dataset: Dataset, batch_size: int, train: bool) -> DataLoader:
    return DataLoader(dataset, batch_size=batch_size, shuffle=train, drop_last=train)
