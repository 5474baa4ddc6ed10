# /// mistake
# fails = ["gives_tests_in_order", "gives_full_training_batches"]
# en = "Training and testing are swapped: with `train=True` the order is fixed and nothing is left out, with `train=False` it is the other way round. Look at what `shuffle` and `drop_last` are for each."
# zh = "训练和测试弄反了：`train=True` 时顺序固定、什么也不舍去，`train=False` 时则相反。看看 `shuffle` 和 `drop_last` 在两种情况下各是什么。"
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
    return DataLoader(dataset, batch_size=batch_size, shuffle=not train, drop_last=not train)
