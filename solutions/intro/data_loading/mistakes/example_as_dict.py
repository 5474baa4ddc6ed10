# /// mistake
# fails = ["dataset_gives_each_example"]
# en = "An example is a dict with two entries. The task asks for the tuple (features, label), so that a loop can write `for features, labels in loader`."
# zh = "一个样本成了有两个条目的字典。题目要的是元组 (特征, 标签)，这样循环里才能写 `for features, labels in loader`。"
# ///
"""Give out data, example by example and batch by batch."""

import torch
from torch.utils.data import DataLoader, Dataset


class ToyDataset(Dataset):
    def __init__(self, X: torch.Tensor, y: torch.Tensor) -> None:
        self.features = X
        self.labels = y

    def __getitem__(self, index: int) -> tuple[torch.Tensor, torch.Tensor]:
        return {"features": self.features[index], "label": self.labels[index]}

    def __len__(self) -> int:
        return len(self.labels)


def make_loader(dataset: Dataset, batch_size: int, train: bool) -> DataLoader:
    return DataLoader(dataset, batch_size=batch_size, shuffle=train, drop_last=train)
