# /// mistake
# fails = ["gives_tests_in_order", "gives_full_training_batches"]
# en = "`make_loader` takes the tensors out of the data set by their names, such as `dataset.X`. Other data sets don't have these, and may hold no tensors at all. All that can be counted on is `len(dataset)` and `dataset[i]`, and a `DataLoader` needs no more."
# zh = "`make_loader` 用名字（例如 `dataset.X`）从数据集里取出张量。别的数据集没有这些名字，甚至可能根本不存张量。能指望的只有 `len(dataset)` 和 `dataset[i]`，而 `DataLoader` 也不需要别的。"
# ///
"""Give out data, example by example and batch by batch."""

import torch
from torch.utils.data import DataLoader, Dataset, TensorDataset


class ToyDataset(Dataset):
    def __init__(self, X: torch.Tensor, y: torch.Tensor) -> None:
        self.X = X
        self.y = y

    def __getitem__(self, index: int) -> tuple[torch.Tensor, torch.Tensor]:
        return self.X[index], self.y[index]

    def __len__(self) -> int:
        return len(self.y)


def make_loader(dataset: Dataset, batch_size: int, train: bool) -> DataLoader:
    dataset = TensorDataset(dataset.X, dataset.y)
    return DataLoader(dataset, batch_size=batch_size, shuffle=train, drop_last=train)
