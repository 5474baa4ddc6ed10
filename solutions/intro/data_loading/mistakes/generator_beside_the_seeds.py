# /// mistake
# fails = ["seeds_give_the_order_again"]
# en = "The loader draws its order from a source of randomness of its own that no seed reaches, for example a generator after `generator.seed()`. A program that sets the same seed at its start then trains differently each time, and nobody can repeat what it found. A loader without a generator of its own follows `torch.manual_seed`."
# zh = "加载器的顺序来自它自己的随机源，任何种子都管不到它，例如调用过 `generator.seed()` 的生成器。这样即使程序开头设置了同样的种子，每次训练也不一样，别人无法重复得到的结果。没有另配生成器的加载器会跟着 `torch.manual_seed` 走。"
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
    generator = torch.Generator()
    generator.seed()
    return DataLoader(
        dataset, batch_size=batch_size, shuffle=train, drop_last=train, generator=generator
    )
