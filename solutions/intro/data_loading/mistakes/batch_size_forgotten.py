# /// mistake
# fails = ["gives_tests_in_order", "gives_full_training_batches"]
# en = "`batch_size` is not passed on to the `DataLoader`, which then makes batches of one example. Look at its default."
# zh = "没有把 `batch_size` 传给 `DataLoader`，于是每个批次只有一个样本。看看它的默认值。"
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
    return DataLoader(dataset, shuffle=train, drop_last=train)
