# /// mistake
# fails = ["holds_any_data"]
# en = "The features are converted to float32. Token numbers are whole numbers, and some data have double precision: the dtypes stay as they are in X and y."
# zh = "特征被转换成了 float32。词元编号是整数，有些数据是双精度的：dtype 应当与 X、y 里的相同。"
# ///
"""Give out data, example by example and batch by batch."""

import torch
from torch.utils.data import DataLoader, Dataset


class ToyDataset(Dataset):
    def __init__(self, X: torch.Tensor, y: torch.Tensor) -> None:
        self.features = X.float()
        self.labels = y

    def __getitem__(self, index: int) -> tuple[torch.Tensor, torch.Tensor]:
        return self.features[index], self.labels[index]

    def __len__(self) -> int:
        return len(self.labels)


def make_loader(dataset: Dataset, batch_size: int, train: bool) -> DataLoader:
    return DataLoader(dataset, batch_size=batch_size, shuffle=train, drop_last=train)
