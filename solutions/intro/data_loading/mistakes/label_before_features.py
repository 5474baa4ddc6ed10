# /// mistake
# fails = ["dataset_gives_each_example"]
# en = "`__getitem__` gives the label first and the features second. The task asks for (features, label), the order in which every training loop takes them."
# zh = "`__getitem__` 先给出标签、后给出特征。题目要的是 (特征, 标签)，训练循环都是按这个顺序取的。"
# ///
"""Give out data, example by example and batch by batch."""

import torch
from torch.utils.data import DataLoader, Dataset


class ToyDataset(Dataset):
    def __init__(self, X: torch.Tensor, y: torch.Tensor) -> None:
        self.features = X
        self.labels = y

    def __getitem__(self, index: int) -> tuple[torch.Tensor, torch.Tensor]:
        return self.labels[index], self.features[index]

    def __len__(self) -> int:
        return len(self.labels)


def make_loader(dataset: Dataset, batch_size: int, train: bool) -> DataLoader:
    return DataLoader(dataset, batch_size=batch_size, shuffle=train, drop_last=train)
