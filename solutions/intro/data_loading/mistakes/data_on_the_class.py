# /// mistake
# fails = ["datasets_keep_their_own_data"]
# en = "The data are kept on the class, which all data sets share: when the test set is made, the training set has the test data, too. Training and test overlap completely then, and the accuracy means nothing. Each object keeps its own on `self`."
# zh = "数据存到了类上，而类是所有数据集共用的：测试集一创建，训练集里的也变成了测试数据。这样训练和测试完全重叠，准确率毫无意义。每个对象应当把自己的数据存到 `self` 上。"
# ///
"""Give out data, example by example and batch by batch."""

import torch
from torch.utils.data import DataLoader, Dataset


class ToyDataset(Dataset):
    def __init__(self, X: torch.Tensor, y: torch.Tensor) -> None:
        ToyDataset.features = X
        ToyDataset.labels = y

    def __getitem__(self, index: int) -> tuple[torch.Tensor, torch.Tensor]:
        return self.features[index], self.labels[index]

    def __len__(self) -> int:
        return len(self.labels)


def make_loader(dataset: Dataset, batch_size: int, train: bool) -> DataLoader:
    return DataLoader(dataset, batch_size=batch_size, shuffle=train, drop_last=train)
