# /// mistake
# fails = ["gives_full_training_batches"]
# en = "A batch size larger than the data is made smaller, so that training gets one batch that is not of the size that was asked for. There is no full batch then: the training loader gives none."
# zh = "批次大小超过样本数时被改小了，于是训练得到了一个大小不符的批次。这时凑不出满的批次，训练加载器应当一个也不给。"
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
    batch_size = min(batch_size, len(dataset))
    return DataLoader(dataset, batch_size=batch_size, shuffle=train, drop_last=train)
