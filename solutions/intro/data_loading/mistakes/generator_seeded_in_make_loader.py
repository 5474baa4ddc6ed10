# /// mistake
# fails = ["shuffles_for_training"]
# same_as = "seeded_in_make_loader"
# en = "`make_loader` sets a seed, torch's own or that of a generator for its loader. Every loader that it makes begins with the same order then, whatever the program has set. Seeds are set once, at the start of the program, and a loader without a generator of its own follows them."
# zh = "`make_loader` 设置了随机种子：可能是 torch 的种子，也可能是给加载器另配的生成器的种子。这样不管程序怎么设置，它创建的每个加载器一开始的顺序都相同。种子应当在程序开头设置一次，没有另配生成器的加载器会跟着它走。"
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
    generator.manual_seed(123)
    return DataLoader(
        dataset, batch_size=batch_size, shuffle=train, drop_last=train, generator=generator
    )
