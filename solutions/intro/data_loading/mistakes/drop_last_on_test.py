# /// mistake
# fails = ["gives_tests_in_order"]
# en = "The test loader leaves out the last, smaller batch. Then some examples are never tested, and the accuracy is that of the others. Only training leaves out what is left over."
# zh = "测试加载器舍去了最后那个较小的批次。这样有些样本从未被测试，得到的是其余样本的准确率。只有训练时才舍去剩余的。"
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
    return DataLoader(dataset, batch_size=batch_size, shuffle=train, drop_last=True)
