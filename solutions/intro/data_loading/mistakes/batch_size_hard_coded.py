# /// mistake
# fails = ["gives_tests_in_order", "gives_full_training_batches"]
# en = "The batches have 2 examples, as in the book, whatever `batch_size` says. Pass the argument on."
# zh = "不管 `batch_size` 是多少，每个批次都是 2 个样本，和书中一样。要把参数传下去。"
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
    return DataLoader(dataset, batch_size=2, shuffle=train, drop_last=train)
