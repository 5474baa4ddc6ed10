# /// mistake
# fails = ["gives_tests_in_order", "gives_full_training_batches"]
# en = "A batch is a list of examples, each a pair of its own, because the collating was switched off. A network takes one tensor for the whole batch: leave the stacking to the `DataLoader`."
# zh = "批次成了样本的列表，每个样本自成一对，因为把整理（collate）这一步关掉了。网络要的是整个批次的一个张量：堆叠的事交给 `DataLoader` 就好。"
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
    return DataLoader(
        dataset, batch_size=batch_size, shuffle=train, drop_last=train, collate_fn=list
    )
