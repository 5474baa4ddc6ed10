# /// mistake
# fails = ["ends_where_the_data_end"]
# en = "Beyond the last example `__getitem__` returns None and no error. The mistake in the index shows much later, in another place, and a `for` loop over the data set never ends. There should be an IndexError, which a tensor raises by itself."
# zh = "超出最后一个样本时，`__getitem__` 返回 None，没有报错。索引的错误要到很久以后才在别处显现，对数据集的 `for` 循环也永远不会结束。应当抛出 IndexError，张量自己就会这样做。"
# ///
"""Give out data, example by example and batch by batch."""

import torch
from torch.utils.data import DataLoader, Dataset


class ToyDataset(Dataset):
    def __init__(self, X: torch.Tensor, y: torch.Tensor) -> None:
        self.features = X
        self.labels = y

    def __getitem__(self, index: int) -> tuple[torch.Tensor, torch.Tensor]:
        if index >= len(self.labels):
            return None
        return self.features[index], self.labels[index]

    def __len__(self) -> int:
        return len(self.labels)


def make_loader(dataset: Dataset, batch_size: int, train: bool) -> DataLoader:
    return DataLoader(dataset, batch_size=batch_size, shuffle=train, drop_last=train)
