# /// mistake
# fails = ["sets_no_seed"]
# en = "`ToyDataset` sets a seed when it is made. From then on the program's own seed no longer counts: the loaders start with the same order in every run, and so do a network's weights. A data set has nothing to draw: leave the seed to the program."
# zh = "创建 `ToyDataset` 时设置了随机种子。从这时起，程序自己的种子就不起作用了：每次运行，加载器一开始的顺序都一样，网络的初始权重也一样。数据集不需要随机数：种子留给程序去设置。"
# ///
"""Give out data, example by example and batch by batch."""

import torch
from torch.utils.data import DataLoader, Dataset


class ToyDataset(Dataset):
    def __init__(self, X: torch.Tensor, y: torch.Tensor) -> None:
        torch.manual_seed(123)
        self.features = X
        self.labels = y

    def __getitem__(self, index: int) -> tuple[torch.Tensor, torch.Tensor]:
        return self.features[index], self.labels[index]

    def __len__(self) -> int:
        return len(self.labels)


def make_loader(dataset: Dataset, batch_size: int, train: bool) -> DataLoader:
    return DataLoader(dataset, batch_size=batch_size, shuffle=train, drop_last=train)
