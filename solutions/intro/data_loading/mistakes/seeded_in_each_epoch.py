# /// mistake
# fails = ["shuffles_for_training"]
# en = "A seed is set at the beginning of each epoch, so that every epoch draws the same order, and with it the same batches. A seed belongs in front of the whole training, once, and not into the loop."
# zh = "每一轮开始时都设置了随机种子，于是每一轮抽到的顺序都一样，批次也一样。种子应当在整个训练之前设置一次，而不是放进循环里。"
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


class SeededLoader(DataLoader):
    def __iter__(self):
        torch.manual_seed(123)
        return super().__iter__()


def make_loader(dataset: Dataset, batch_size: int, train: bool) -> DataLoader:
    return SeededLoader(dataset, batch_size=batch_size, shuffle=train, drop_last=train)
