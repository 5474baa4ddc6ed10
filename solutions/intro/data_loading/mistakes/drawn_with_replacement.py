# /// mistake
# fails = ["gives_full_training_batches"]
# en = "Each example is drawn from all of them again, so that in one epoch some come twice and others not at all. A random order goes through all examples: each comes once."
# zh = "每次都从全部样本里重新抽取，于是一轮中有的样本出现两次，有的一次也没有。随机顺序是把所有样本都走一遍，每个只出现一次。"
# ///
"""Give out data, example by example and batch by batch."""

import torch
from torch.utils.data import DataLoader, Dataset, RandomSampler


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
    sampler = RandomSampler(dataset, replacement=True)
    return DataLoader(dataset, batch_size=batch_size, sampler=sampler, drop_last=True)
