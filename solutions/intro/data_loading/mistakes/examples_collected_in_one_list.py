# /// mistake
# fails = ["datasets_keep_their_own_data"]
# en = "The examples are appended to a list on the class, which all data sets share: a second data set holds those of the first as well, and the first those of the second. Training and test overlap. A list of its own for each object is made in `__init__`."
# zh = "样本被追加到了类上的一个列表里，而它是所有数据集共用的：第二个数据集也含有第一个的样本，第一个也含有第二个的，训练和测试就重叠了。每个对象自己的列表要在 `__init__` 里创建。"
# ///
"""Give out data, example by example and batch by batch."""

import torch
from torch.utils.data import DataLoader, Dataset


class ToyDataset(Dataset):
    examples = []

    def __init__(self, X: torch.Tensor, y: torch.Tensor) -> None:
        self.start = len(self.examples)
        self.examples.extend(zip(X, y))

    def __getitem__(self, index: int) -> tuple[torch.Tensor, torch.Tensor]:
        return self.examples[self.start :][index]

    def __len__(self) -> int:
        return len(self.examples) - self.start


def make_loader(dataset: Dataset, batch_size: int, train: bool) -> DataLoader:
    return DataLoader(dataset, batch_size=batch_size, shuffle=train, drop_last=train)
