# /// mistake
# fails = ["shuffles_for_training"]
# en = "The training loader gives the examples in the order of the data set, in every epoch. If they are sorted by class, each batch holds one class only, and training goes back and forth. Look for the setting that shuffles."
# zh = "训练加载器每一轮都按数据集的顺序给出样本。如果样本是按类别排好的，每个批次就只有一个类别，训练会来回摇摆。找找负责打乱的那个设置。"
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
    return DataLoader(dataset, batch_size=batch_size, drop_last=train)
