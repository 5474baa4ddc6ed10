# /// mistake
# fails = ["holds_any_data"]
# en = "The features of each example are flattened into one row of numbers. For an image that takes away its height and width. An example is row i of X as it is, whatever its shape."
# zh = "每个样本的特征被压平成了一行数。如果是图像，高和宽就没有了。一个样本就是 X 的第 i 行，原样保留，不管是什么形状。"
# ///
"""Give out data, example by example and batch by batch."""

import torch
from torch.utils.data import DataLoader, Dataset


class ToyDataset(Dataset):
    def __init__(self, X: torch.Tensor, y: torch.Tensor) -> None:
        self.features = X.reshape(len(X), -1)
        self.labels = y

    def __getitem__(self, index: int) -> tuple[torch.Tensor, torch.Tensor]:
        return self.features[index], self.labels[index]

    def __len__(self) -> int:
        return len(self.labels)


def make_loader(dataset: Dataset, batch_size: int, train: bool) -> DataLoader:
    return DataLoader(dataset, batch_size=batch_size, shuffle=train, drop_last=train)
