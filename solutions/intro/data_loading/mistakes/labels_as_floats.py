# /// mistake
# fails = ["dataset_gives_each_example"]
# en = "The labels are converted to floats. Cross-entropy takes class numbers as int64, and other losses take what y has: the dtypes stay as they are."
# zh = "标签被转换成了浮点数。交叉熵要的是 int64 的类别编号，其他损失也各有所需：dtype 应当保持不变。"
# ///
"""Give out data, example by example and batch by batch."""

import torch
from torch.utils.data import DataLoader, Dataset


class ToyDataset(Dataset):
    def __init__(self, X: torch.Tensor, y: torch.Tensor) -> None:
        self.features = X
        self.labels = y.float()

    def __getitem__(self, index: int) -> tuple[torch.Tensor, torch.Tensor]:
        return self.features[index], self.labels[index]

    def __len__(self) -> int:
        return len(self.labels)


def make_loader(dataset: Dataset, batch_size: int, train: bool) -> DataLoader:
    return DataLoader(dataset, batch_size=batch_size, shuffle=train, drop_last=train)
