# /// mistake
# fails = ["dataset_gives_each_example"]
# en = "`__getitem__` returns the features alone. Training needs the label with them: an example is the pair (features, label)."
# zh = "`__getitem__` 只返回了特征。训练时还需要对应的标签：一个样本是一对 (特征, 标签)。"
# ///
"""Give out data, example by example and batch by batch."""

import torch
from torch.utils.data import DataLoader, Dataset


class ToyDataset(Dataset):
    def __init__(self, X: torch.Tensor, y: torch.Tensor) -> None:
        self.features = X
        self.labels = y

    def __getitem__(self, index: int) -> tuple[torch.Tensor, torch.Tensor]:
        return self.features[index]

    def __len__(self) -> int:
        return len(self.labels)


def make_loader(dataset: Dataset, batch_size: int, train: bool) -> DataLoader:
    return DataLoader(dataset, batch_size=batch_size, shuffle=train, drop_last=train)
