# /// mistake
# fails = ["dataset_has_the_length"]
# en = "The length is the number 5, as for the book's training data, whatever the data set was made from. It should be found out from the data."
# zh = "长度写成了 5，也就是书中训练数据的样本数，不管数据集是由什么组成的。它应当从数据中得出。"
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
        return 5


def make_loader(dataset: Dataset, batch_size: int, train: bool) -> DataLoader:
    return DataLoader(dataset, batch_size=batch_size, shuffle=train, drop_last=train)
