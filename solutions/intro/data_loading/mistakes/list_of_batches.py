# /// mistake
# fails = ["gives_tests_in_order", "gives_full_training_batches"]
# en = "`make_loader` goes through a `DataLoader` once and returns the list of its batches. It looks right for one epoch, but all epochs are the same then, and the whole data set lies in memory twice. The loader itself is asked for: it starts anew in each epoch."
# zh = "`make_loader` 把 `DataLoader` 走了一遍，返回的是批次的列表。只看一轮没有问题，但每一轮都一模一样，整个数据集还在内存里多放了一份。要返回的是加载器本身：它每一轮都会重新开始。"
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
    return list(DataLoader(dataset, batch_size=batch_size, shuffle=train, drop_last=train))
