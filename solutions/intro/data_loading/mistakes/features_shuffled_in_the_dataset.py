# /// mistake
# fails = ["dataset_gives_each_example"]
# en = "`ToyDataset` mixes the rows of `X` and leaves `y` as it is, so that most examples have the label of another one. Training on that runs without any error and learns nonsense. A data set keeps its order: mixing is the loader's business."
# zh = "`ToyDataset` 打乱了 `X` 的行，`y` 却没有动，于是大多数样本配的是别人的标签。这样训练不会报错，却学不到任何有意义的东西。数据集保持原来的顺序：打乱是加载器的事。"
# ///
"""Give out data, example by example and batch by batch."""

import torch
from torch.utils.data import DataLoader, Dataset


class ToyDataset(Dataset):
    def __init__(self, X: torch.Tensor, y: torch.Tensor) -> None:
        self.features = X[torch.randperm(len(X))]
        self.labels = y

    def __getitem__(self, index: int) -> tuple[torch.Tensor, torch.Tensor]:
        return self.features[index], self.labels[index]

    def __len__(self) -> int:
        return len(self.labels)


def make_loader(dataset: Dataset, batch_size: int, train: bool) -> DataLoader:
    return DataLoader(dataset, batch_size=batch_size, shuffle=train, drop_last=train)
