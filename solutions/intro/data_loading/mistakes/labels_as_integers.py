# /// mistake
# fails = ["holds_any_data"]
# en = "The labels are converted to int64. That suits classes, but the labels of a regression are floats and lose what is behind the point. The dtypes stay as they are in X and y."
# zh = "标签被转换成了 int64。这对类别合适，但回归问题的标签是浮点数，小数部分就丢了。dtype 应当与 X、y 里的相同。"
# ///
"""Give out data, example by example and batch by batch."""

import torch
from torch.utils.data import DataLoader, Dataset


class ToyDataset(Dataset):
    def __init__(self, X: torch.Tensor, y: torch.Tensor) -> None:
        self.features = X
        self.labels = y.long()

    def __getitem__(self, index: int) -> tuple[torch.Tensor, torch.Tensor]:
        return self.features[index], self.labels[index]

    def __len__(self) -> int:
        return len(self.labels)


def make_loader(dataset: Dataset, batch_size: int, train: bool) -> DataLoader:
    return DataLoader(dataset, batch_size=batch_size, shuffle=train, drop_last=train)
