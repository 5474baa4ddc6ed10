# /// mistake
# fails = ["dataset_gives_each_example"]
# en = "The data set sorts the examples by their labels. Example i is row i of `X` as it was given: bringing the rows into another order is the loader's work, and it never sorts."
# zh = "数据集把样本按标签排了序。第 i 个样本就是传入的 `X` 的第 i 行：改变样本的次序是加载器的事，而加载器从不排序。"
# ///
"""Give out data, example by example and batch by batch."""

import torch
from torch.utils.data import DataLoader, Dataset


class ToyDataset(Dataset):
    def __init__(self, X: torch.Tensor, y: torch.Tensor) -> None:
        order = torch.argsort(y)
        self.features = X[order]
        self.labels = y[order]

    def __getitem__(self, index: int) -> tuple[torch.Tensor, torch.Tensor]:
        return self.features[index], self.labels[index]

    def __len__(self) -> int:
        return len(self.labels)


def make_loader(dataset: Dataset, batch_size: int, train: bool) -> DataLoader:
    return DataLoader(dataset, batch_size=batch_size, shuffle=train, drop_last=train)
