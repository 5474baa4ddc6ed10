# /// mistake
# fails = ["dataset_has_the_length", "dataset_gives_each_example"]
# en = "The data set holds the book's five examples, whatever it is made from: `__init__` doesn't look at its arguments. A training set and a test set would hold the same then. Keep X and y."
# zh = "不管用什么来创建，数据集里都是书中的五个样本：`__init__` 根本没看自己的参数。这样训练集和测试集里的内容就一模一样。应当保存 X 和 y。"
# ///
"""Give out data, example by example and batch by batch."""

import torch
from torch.utils.data import DataLoader, Dataset


class ToyDataset(Dataset):
    def __init__(self, X: torch.Tensor, y: torch.Tensor) -> None:
        self.features = torch.tensor(
            [[-1.2, 3.1], [-0.9, 2.9], [-0.5, 2.6], [2.3, -1.1], [2.7, -1.5]]
        )
        self.labels = torch.tensor([0, 0, 0, 1, 1])

    def __getitem__(self, index: int) -> tuple[torch.Tensor, torch.Tensor]:
        return self.features[index], self.labels[index]

    def __len__(self) -> int:
        return len(self.labels)


def make_loader(dataset: Dataset, batch_size: int, train: bool) -> DataLoader:
    return DataLoader(dataset, batch_size=batch_size, shuffle=train, drop_last=train)
