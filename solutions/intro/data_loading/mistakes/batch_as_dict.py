# /// mistake
# fails = ["gives_tests_in_order", "gives_full_training_batches"]
# en = "A batch is a dict with two entries. The task asks for a pair, so that a loop can write `for features, labels in loader`; over a dict that gives the names of the entries. What a `DataLoader` makes by itself is right."
# zh = "批次成了有两个条目的字典。题目要的是一对，这样循环里才能写 `for features, labels in loader`；换成字典，得到的就是条目的名字。`DataLoader` 默认给出的就是对的。"
# ///
"""Give out data, example by example and batch by batch."""

import torch
from torch.utils.data import DataLoader, Dataset, default_collate


class ToyDataset(Dataset):
    def __init__(self, X: torch.Tensor, y: torch.Tensor) -> None:
        self.features = X
        self.labels = y

    def __getitem__(self, index: int) -> tuple[torch.Tensor, torch.Tensor]:
        return self.features[index], self.labels[index]

    def __len__(self) -> int:
        return len(self.labels)


def named(examples: list) -> dict[str, torch.Tensor]:
    features, labels = default_collate(examples)
    return {"features": features, "labels": labels}


def make_loader(dataset: Dataset, batch_size: int, train: bool) -> DataLoader:
    return DataLoader(
        dataset, batch_size=batch_size, shuffle=train, drop_last=train, collate_fn=named
    )
