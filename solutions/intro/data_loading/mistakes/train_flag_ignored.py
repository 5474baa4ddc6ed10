# /// mistake
# fails = ["gives_tests_in_order"]
# en = "The loader is the one for training, whatever `train` says: the test examples are shuffled, and some are left out. Two settings should depend on `train`."
# zh = "不管 `train` 是什么，得到的都是训练用的加载器：测试样本被打乱，还有一些被舍去。有两个设置应当取决于 `train`。"
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
    return DataLoader(dataset, batch_size=batch_size, shuffle=True, drop_last=True)
