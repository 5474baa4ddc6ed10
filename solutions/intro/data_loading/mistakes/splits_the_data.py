# /// mistake
# fails = ["gives_tests_in_order", "gives_full_training_batches"]
# en = "The data set is split: training gets the first four fifths and testing the rest. The caller has separated training and test data already, and passes the one or the other: every example of it takes part."
# zh = "把数据集切开了：前五分之四用于训练，其余用于测试。调用者已经把训练数据和测试数据分开，传进来的是其中之一：里面的每个样本都要用上。"
# ///
"""Give out data, example by example and batch by batch."""

import torch
from torch.utils.data import DataLoader, Dataset, Subset


class ToyDataset(Dataset):
    def __init__(self, X: torch.Tensor, y: torch.Tensor) -> None:
        self.features = X
        self.labels = y

    def __getitem__(self, index: int) -> tuple[torch.Tensor, torch.Tensor]:
        return self.features[index], self.labels[index]

    def __len__(self) -> int:
        return len(self.labels)


def make_loader(dataset: Dataset, batch_size: int, train: bool) -> DataLoader:
    border = len(dataset) * 4 // 5
    rows = range(border) if train else range(border, len(dataset))
    return DataLoader(Subset(dataset, rows), batch_size=batch_size, shuffle=train, drop_last=train)
