# /// mistake
# fails = ["shuffles_for_training"]
# en = "The examples change places only within their batch, and a step looks at a whole batch at once: for training, nothing is shuffled at all. The examples have to be mixed before they are put into batches."
# zh = "样本只是在自己的批次内部换了位置，而每一步看的是整个批次：对训练来说等于没有打乱。应当先打乱样本，再分成批次。"
# ///
"""Give out data, example by example and batch by batch."""

import torch
from torch.utils.data import DataLoader, Dataset, default_collate


class ToyDataset(Dataset):
    def __init__(self, X: torch.Tensor, y: torch.Tensor) -> None:
        self.features = X
        self.labels = y

    def __getitem__(self, index: int) -> tuple[torch.Tensor, torch.Tensor]:
        return self.features[index], self.labels[index]

    def __len__(self) -> int:
        return len(self.labels)


def shuffled(examples: list) -> list[torch.Tensor]:
    return default_collate([examples[i] for i in torch.randperm(len(examples)).tolist()])


def make_loader(dataset: Dataset, batch_size: int, train: bool) -> DataLoader:
    if not train:
        return DataLoader(dataset, batch_size=batch_size)
    return DataLoader(dataset, batch_size=batch_size, drop_last=True, collate_fn=shuffled)
