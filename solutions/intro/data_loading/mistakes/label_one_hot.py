# /// mistake
# fails = ["dataset_gives_each_example"]
# en = "The label comes as a vector with a 1 at the place of its class. The task asks for the entry of `y` as it is, of shape (); `F.cross_entropy` takes class numbers, and labels of a regression have no classes at all."
# zh = "标签成了一个向量，在所属类别的位置上是 1。题目要求的是 `y` 中原样的那一项，形状为 ()。`F.cross_entropy` 接受的就是类别编号，而回归问题的标签根本没有类别。"
# ///
"""Give out data, example by example and batch by batch."""

import torch
from torch.utils.data import DataLoader, Dataset


class ToyDataset(Dataset):
    def __init__(self, X: torch.Tensor, y: torch.Tensor) -> None:
        self.features = X
        self.labels = torch.nn.functional.one_hot(y.long()).float()

    def __getitem__(self, index: int) -> tuple[torch.Tensor, torch.Tensor]:
        return self.features[index], self.labels[index]

    def __len__(self) -> int:
        return len(self.labels)


def make_loader(dataset: Dataset, batch_size: int, train: bool) -> DataLoader:
    return DataLoader(dataset, batch_size=batch_size, shuffle=train, drop_last=train)
