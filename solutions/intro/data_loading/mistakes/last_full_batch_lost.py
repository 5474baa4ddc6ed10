# /// mistake
# fails = ["gives_full_training_batches"]
# en = "When the batch size divides the number of examples, the last batch is full and belongs to the epoch, but it is left out here. Try 6 examples in batches of 3: where does `range` end?"
# zh = "批次大小能整除样本数时，最后一个批次是满的，应当算在这一轮里，这里却把它舍去了。用 6 个样本、每批 3 个试一试：`range` 到哪里为止？"
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


class FullBatches:
    def __init__(self, rows: int, batch_size: int) -> None:
        self.rows, self.batch_size = rows, batch_size

    def __len__(self) -> int:
        return len(range(0, self.rows - self.batch_size, self.batch_size))

    def __iter__(self):
        order = torch.randperm(self.rows).tolist()
        for start in range(0, self.rows - self.batch_size, self.batch_size):
            yield order[start : start + self.batch_size]


def make_loader(dataset: Dataset, batch_size: int, train: bool) -> DataLoader:
    if not train:
        return DataLoader(dataset, batch_size=batch_size)
    return DataLoader(dataset, batch_sampler=FullBatches(len(dataset), batch_size))
