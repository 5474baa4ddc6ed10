# /// mistake
# fails = ["gives_tests_in_order", "gives_full_training_batches"]
# en = "`make_loader` returns an iterator, which is used up after one epoch: the second one has no batches at all. The loader itself is asked for: each `for` loop over it starts anew."
# zh = "`make_loader` 返回的是迭代器，走完一轮就用尽了：第二轮一个批次也没有。要返回的是加载器本身：每次对它做 `for` 循环都会重新开始。"
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
    return iter(DataLoader(dataset, batch_size=batch_size, shuffle=train, drop_last=train))
