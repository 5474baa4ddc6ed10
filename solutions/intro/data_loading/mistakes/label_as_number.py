# /// mistake
# fails = ["dataset_gives_each_example"]
# en = "The label comes as a Python number, by `item()` or `int()`. The task asks for two tensors, the label with the shape () and the dtype that it has in y."
# zh = "标签成了 Python 的数（用了 `item()` 或 `int()`）。题目要的是两个张量，标签的形状为 ()，dtype 与它在 y 里的相同。"
# ///
"""Give out data, example by example and batch by batch."""

import torch
from torch.utils.data import DataLoader, Dataset


class ToyDataset(Dataset):
    def __init__(self, X: torch.Tensor, y: torch.Tensor) -> None:
        self.features = X
        self.labels = y

    def __getitem__(self, index: int) -> tuple[torch.Tensor, torch.Tensor]:
        return self.features[index], self.labels[index].item()

    def __len__(self) -> int:
        return len(self.labels)


def make_loader(dataset: Dataset, batch_size: int, train: bool) -> DataLoader:
    return DataLoader(dataset, batch_size=batch_size, shuffle=train, drop_last=train)
