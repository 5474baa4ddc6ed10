# /// mistake
# fails = ["gives_full_training_batches"]
# en = "The features are shuffled and the labels are not, so that each example has the label of another one. Training on that runs without any error and learns nonsense. Shuffle the numbers of the examples, and take both by the same number."
# zh = "只打乱了特征，没有打乱标签，于是每个样本配的是别人的标签。这样训练不会报错，却学不到任何有意义的东西。应当打乱样本的编号，再用同一个编号去取特征和标签。"
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


def features_shuffled(examples: list) -> tuple[torch.Tensor, torch.Tensor]:
    features, labels = default_collate(examples)
    return features.roll(1, dims=0), labels


def make_loader(dataset: Dataset, batch_size: int, train: bool) -> DataLoader:
    collate = features_shuffled if train else None
    return DataLoader(
        dataset, batch_size=batch_size, shuffle=train, drop_last=train, collate_fn=collate
    )
