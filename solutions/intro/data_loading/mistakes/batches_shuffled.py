# /// mistake
# fails = ["shuffles_for_training"]
# en = "The batches come in a random order, but each holds the same neighbours as ever. Examples sorted by class stay together with their class. The examples have to be mixed before they are put into batches."
# zh = "各批次的先后顺序是随机的，但每个批次里总是那些相邻的样本。如果样本是按类别排好的，同类的还是聚在一起。应当先打乱样本，再分成批次。"
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


class ShuffledBatches:
    def __init__(self, rows: int, batch_size: int) -> None:
        self.rows, self.batch_size = rows, batch_size

    def __len__(self) -> int:
        return self.rows // self.batch_size

    def __iter__(self):
        for number in torch.randperm(len(self)).tolist():
            yield range(number * self.batch_size, (number + 1) * self.batch_size)


def make_loader(dataset: Dataset, batch_size: int, train: bool) -> DataLoader:
    if not train:
        return DataLoader(dataset, batch_size=batch_size)
    return DataLoader(dataset, batch_sampler=ShuffledBatches(len(dataset), batch_size))
