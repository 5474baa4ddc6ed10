# /// mistake
# fails = ["dataset_gives_each_example"]
# en = "Features and label are not of the same example: the label is taken from the other end. A model trained on such pairs learns nonsense without any error message. Both need the same index."
# zh = "特征和标签不属于同一个样本：标签是从另一头取的。用这样的数据训练，模型会学到毫无意义的东西，而且没有任何报错。两者要用同一个索引。"
# ///
"""Give out data, example by example and batch by batch."""

import torch
from torch.utils.data import DataLoader, Dataset


class ToyDataset(Dataset):
    def __init__(self, X: torch.Tensor, y: torch.Tensor) -> None:
        self.features = X
        self.labels = y

    def __getitem__(self, index: int) -> tuple[torch.Tensor, torch.Tensor]:
        return self.features[index], self.labels[-1 - index]

    def __len__(self) -> int:
        return len(self.labels)


def make_loader(dataset: Dataset, batch_size: int, train: bool) -> DataLoader:
    return DataLoader(dataset, batch_size=batch_size, shuffle=train, drop_last=train)
