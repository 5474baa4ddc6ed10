# /// mistake
# fails = ["shuffles_for_training"]
# en = "`make_loader` sets a seed. Every loader that it makes begins with the same order then, and all other random numbers of the program start again as well, those of a new network for instance. Seeds are set once, at the start of the program."
# zh = "`make_loader` 设置了随机种子。这样它创建的每个加载器，一开始的顺序都相同；程序里的其他随机数也会从头再来，例如新网络的初始权重。种子应当在程序开头设置一次。"
# ///
"""Give out data, example by example and batch by batch."""

import torch
from torch.utils.data import DataLoader, Dataset


class ToyDataset(Dataset):
    def __init__(self, X: torch.Tensor, y: torch.Tensor) -> None:
        self.features = X
        self.labels = y

    def __getitem__(self, index: int) -> tuple[torch.Tensor, torch.Tensor]:
        return self.features[index], self.labels[index]

    def __len__(self) -> int:
        return len(self.labels)


def make_loader(dataset: Dataset, batch_size: int, train: bool) -> DataLoader:
    torch.manual_seed(123)
    return DataLoader(dataset, batch_size=batch_size, shuffle=train, drop_last=train)
