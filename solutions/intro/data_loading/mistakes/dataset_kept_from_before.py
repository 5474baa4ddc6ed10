# /// mistake
# fails = ["gives_tests_in_order", "gives_full_training_batches"]
# en = "The loader is made once and used again for every later call, so that a second call gets the data of the first: the test loader gives training examples. Training and test overlap completely then. Make a new loader in each call."
# zh = "加载器只创建了一次，之后每次调用都接着用，于是第二次调用得到的是第一次的数据：测试加载器给出的是训练样本，训练和测试完全重叠。每次调用都应当创建新的加载器。"
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


made = {}


def make_loader(dataset: Dataset, batch_size: int, train: bool) -> DataLoader:
    if "loader" not in made:
        made["loader"] = DataLoader(dataset, batch_size=batch_size, shuffle=train, drop_last=train)
    return made["loader"]
