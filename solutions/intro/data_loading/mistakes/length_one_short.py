# /// mistake
# fails = ["dataset_has_the_length"]
# en = "The length of the data set is one less than its number of examples. Indices end there, but the length itself is the number: a loader would never give the last example."
# zh = "数据集的长度比样本数少了 1。索引确实到那里为止，但长度就是样本的个数：这样加载器永远不会给出最后一个样本。"
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
        return len(self.labels) - 1


def make_loader(dataset: Dataset, batch_size: int, train: bool) -> DataLoader:
    return DataLoader(dataset, batch_size=batch_size, shuffle=train, drop_last=train)
