# /// mistake
# fails = ["shuffles_any_data"]
# en = "One random order is drawn when the loader is made, and each epoch starts at another place of it. No two epochs are the same, but the same examples follow one another every time. Each epoch needs an order that has nothing to do with the last one."
# zh = "创建加载器时抽了一个随机顺序，之后每一轮只是从其中不同的位置开始。没有哪两轮完全相同，但总是同样的样本前后相随。每一轮的顺序都应当与上一轮毫无关系。"
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
        return len(self.labels)


class Rotated:
    def __init__(self, rows: int) -> None:
        self.order = torch.randperm(rows)

    def __len__(self) -> int:
        return len(self.order)

    def __iter__(self):
        self.order = self.order.roll(1)
        return iter(self.order.tolist())


def make_loader(dataset: Dataset, batch_size: int, train: bool) -> DataLoader:
    sampler = Rotated(len(dataset)) if train else None
    return DataLoader(dataset, batch_size=batch_size, sampler=sampler, drop_last=train)
