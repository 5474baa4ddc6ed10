# /// mistake
# fails = ["dataset_gives_each_example"]
# en = "The features are standardised, with the mean and the deviation of this data set. A training set and a test set would each get a scale of their own then, and nobody has asked for it: the values stay as they are."
# zh = "特征被标准化了，用的是这个数据集自己的均值和标准差。这样训练集和测试集就各有各的尺度，而且题目并没有这个要求：数值应当保持不变。"
# ///
"""Give out data, example by example and batch by batch."""

import torch
from torch.utils.data import DataLoader, Dataset


class ToyDataset(Dataset):
    def __init__(self, X: torch.Tensor, y: torch.Tensor) -> None:
        self.features = (X - X.mean(dim=0)) / X.std(dim=0)
        self.labels = y

    def __getitem__(self, index: int) -> tuple[torch.Tensor, torch.Tensor]:
        return self.features[index], self.labels[index]

    def __len__(self) -> int:
        return len(self.labels)


def make_loader(dataset: Dataset, batch_size: int, train: bool) -> DataLoader:
    return DataLoader(dataset, batch_size=batch_size, shuffle=train, drop_last=train)
