# /// mistake
# fails = ["shuffles_for_training"]
# en = "An epoch starts somewhere in the data set, and from there everything comes in the data set's order. Neighbours stay neighbours, and the batches hold hardly anything new. The order itself has to be random."
# zh = "一轮从数据集中的某个样本开始，之后就按数据集的顺序往下走。相邻的样本还是相邻，批次里几乎没有新的组合。顺序本身应当是随机的。"
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
        self.rows = rows

    def __len__(self) -> int:
        return self.rows

    def __iter__(self):
        start = int(torch.randint(self.rows, ()))
        return iter([*range(start, self.rows), *range(start)])


def make_loader(dataset: Dataset, batch_size: int, train: bool) -> DataLoader:
    sampler = Rotated(len(dataset)) if train else None
    return DataLoader(dataset, batch_size=batch_size, sampler=sampler, drop_last=train)
