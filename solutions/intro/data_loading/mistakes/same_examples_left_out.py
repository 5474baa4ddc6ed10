# /// mistake
# fails = ["leaves_out_other_examples_each_time"]
# en = "The rest that fills no batch is cut off before the shuffling, so that the last examples of the data set never take part in the training. Let all of them take part in the random order; then it is other examples that are left out each time."
# zh = "凑不满一个批次的剩余样本在打乱之前就被切掉了，于是数据集末尾的样本从来没有参加过训练。应当让所有样本都参与打乱，这样每次舍去的是不同的样本。"
# ///
"""Give out data, example by example and batch by batch."""

import torch
from torch.utils.data import DataLoader, Dataset, Subset


class ToyDataset(Dataset):
    def __init__(self, X: torch.Tensor, y: torch.Tensor) -> None:
        self.features = X
        self.labels = y

    def __getitem__(self, index: int) -> tuple[torch.Tensor, torch.Tensor]:
        return self.features[index], self.labels[index]

    def __len__(self) -> int:
        return len(self.labels)


def make_loader(dataset: Dataset, batch_size: int, train: bool) -> DataLoader:
    if not train:
        return DataLoader(dataset, batch_size=batch_size)
    full = len(dataset) // batch_size * batch_size
    if full == 0:
        return DataLoader(dataset, batch_size=batch_size, drop_last=True)
    return DataLoader(Subset(dataset, range(full)), batch_size=batch_size, shuffle=True)
