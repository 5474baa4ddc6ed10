# /// mistake
# fails = ["gives_tests_in_order"]
# en = "The test loader is shuffled like the training loader. The accuracy stays the same, but predictions can't be matched with the examples any more, as soon as somebody wants to look at them. Order should depend on `train`."
# zh = "测试加载器也像训练加载器一样打乱了。准确率不受影响，可一旦有人想看预测结果，就没法和样本对上了。顺序应当由 `train` 决定。"
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
    return DataLoader(dataset, batch_size=batch_size, shuffle=True, drop_last=train)
