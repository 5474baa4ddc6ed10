# /// mistake
# fails = ["shuffles_for_training"]
# en = "The order is drawn once, when the loader is made, and every epoch repeats it: the same examples meet in the same batches again and again. A new order is wanted in each epoch."
# zh = "顺序只在创建加载器时抽了一次，之后每一轮都照搬：总是同样的样本碰在同样的批次里。每一轮都应当有新的顺序。"
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
    if train:
        dataset = Subset(dataset, torch.randperm(len(dataset)).tolist())
    return DataLoader(dataset, batch_size=batch_size, drop_last=train)
