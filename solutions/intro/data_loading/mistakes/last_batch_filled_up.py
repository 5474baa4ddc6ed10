# /// mistake
# fails = ["gives_tests_in_order"]
# en = "The last test batch is filled up with examples from the beginning, so that these come twice and count twice in the accuracy. In testing each example comes exactly once, and the last batch may be smaller."
# zh = "测试的最后一个批次用开头的样本补满了，于是这些样本出现两次，在准确率里也算了两次。测试时每个样本恰好出现一次，最后一个批次可以小一些。"
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


def make_loader(dataset: Dataset, batch_size: int, train: bool) -> DataLoader:
    if train:
        return DataLoader(dataset, batch_size=batch_size, shuffle=True, drop_last=True)
    rows = list(range(len(dataset)))
    missing = -len(rows) % batch_size
    return DataLoader(dataset, batch_size=batch_size, sampler=rows + rows[:missing])
