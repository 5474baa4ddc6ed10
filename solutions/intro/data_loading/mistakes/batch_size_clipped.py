# /// mistake
# fails = ["gives_full_training_batches"]
# en = "With fewer examples than `batch_size`, training gets one batch that is smaller than was asked for. There is no full batch then: the training loader gives none. Look for a batch size that is made smaller, or a `drop_last` that depends on the length of the data."
# zh = "样本数不到 `batch_size` 时，训练得到了一个偏小的批次。这时凑不出满的批次，训练加载器应当一个也不给。看看是不是改小了批次大小，或者让 `drop_last` 取决于数据的长度。"
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
