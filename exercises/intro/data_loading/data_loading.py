"""Give out data, example by example and batch by batch.

A data set knows its examples; a loader puts them together into batches, for training in a new
random order in each epoch, for testing as they stand.
"""

import torch
from torch.utils.data import DataLoader, Dataset


class ToyDataset(Dataset):
    """Features and labels, one example at a time."""

    def __init__(self, X: torch.Tensor, y: torch.Tensor) -> None:
        """Keep the data.

        Args:
            X: the features, of shape (examples, ...), of any dtype.
            y: the labels, of shape (examples,), of any dtype.
        """
        raise NotImplementedError

    def __getitem__(self, index: int) -> tuple[torch.Tensor, torch.Tensor]:
        """Return one example.

        Args:
            index: which one, from 0 to the number of examples minus 1.

        Returns:
            (features, label): its row of X, and its label, of shape (); the dtypes stay.

        Raises:
            IndexError: there are not so many examples.
        """
        raise NotImplementedError

    def __len__(self) -> int:
        """Return the number of examples."""
        raise NotImplementedError


def make_loader(dataset: Dataset, batch_size: int, train: bool) -> DataLoader:
    """Make a loader that goes through a data set in batches.

    Args:
        dataset: any data set with a length and an index, whose examples are (features, label).
        batch_size: examples in a batch, at least 1.
        train: True for training: each epoch has a new random order and full batches only, the rest
            is left out. False for testing: each epoch gives every example once, in the order of the
            data set, and the last batch may be smaller.

    Returns:
        A DataLoader whose batches are pairs (features, labels) of stacked examples. It sets no
        seed, neither here nor later.
    """
    raise NotImplementedError


if __name__ == "__main__":
    X_train = torch.tensor([[-1.2, 3.1], [-0.9, 2.9], [-0.5, 2.6], [2.3, -1.1], [2.7, -1.5]])
    y_train = torch.tensor([0, 0, 0, 1, 1])
    train_loader = make_loader(ToyDataset(X_train, y_train), batch_size=2, train=True)
    for epoch in range(2):
        for number, (features, labels) in enumerate(train_loader, start=1):
            print(f"epoch {epoch + 1}, batch {number}:", features.tolist(), labels.tolist())
