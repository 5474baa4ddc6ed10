# /// mistake
# fails = ["gives_full_training_batches"]
# en = "The last training batch is smaller than the others when the batch size does not divide the number of examples. A batch of one or two examples makes a noisy step, and batch norm can't work with a single one. Look for the setting that leaves it out."
# zh = "批次大小不能整除样本数时，最后一个训练批次比其他的小。只有一两个样本的批次会让这一步噪声很大，而 batch norm 遇到单个样本根本无法工作。找找负责舍去它的那个设置。"
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
    return DataLoader(dataset, batch_size=batch_size, shuffle=train)
