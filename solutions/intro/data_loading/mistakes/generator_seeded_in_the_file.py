# /// mistake
# fails = ["sets_no_seed"]
# en = "The order comes from a generator with a seed that is written in the file. It is the same in every run of the program, whatever seed the program sets at its start, so nobody can try another order. Without a generator of its own a loader follows the program's seed."
# zh = "顺序来自一个种子写死在文件里的生成器。不管程序开头设置什么种子，每次运行的顺序都一样，谁也没法换一个顺序试试。不另配生成器，加载器就会跟着程序的种子走。"
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


GENERATOR = torch.Generator().manual_seed(123)


def make_loader(dataset: Dataset, batch_size: int, train: bool) -> DataLoader:
    return DataLoader(
        dataset, batch_size=batch_size, shuffle=train, drop_last=train, generator=GENERATOR
    )
