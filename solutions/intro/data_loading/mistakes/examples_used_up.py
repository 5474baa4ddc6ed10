# /// mistake
# fails = ["dataset_gives_each_example"]
# en = "Each example is taken out of the data set when it is given out, so that it can't be had a second time, and the indices of the others change. A data set is read in every epoch: reading must not change it."
# zh = "样本给出之后就从数据集里拿掉了，第二次就取不到，其他样本的索引也跟着变。数据集每一轮都要读：读取不能改动它。"
# ///
"""Give out data, example by example and batch by batch."""

import torch
from torch.utils.data import DataLoader, Dataset


class ToyDataset(Dataset):
    def __init__(self, X: torch.Tensor, y: torch.Tensor) -> None:
        self.features = list(X)
        self.labels = list(y)

    def __getitem__(self, index: int) -> tuple[torch.Tensor, torch.Tensor]:
        return self.features.pop(index), self.labels.pop(index)

    def __len__(self) -> int:
        return len(self.labels)


def make_loader(dataset: Dataset, batch_size: int, train: bool) -> DataLoader:
    return DataLoader(dataset, batch_size=batch_size, shuffle=train, drop_last=train)
