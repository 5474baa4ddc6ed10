"""In the manner of the book: no type hints, two calls of DataLoader with every setting named."""

from torch.utils.data import DataLoader, Dataset


class ToyDataset(Dataset):
    def __init__(self, X, y):
        self.features = X
        self.labels = y

    def __getitem__(self, index):
        one_x = self.features[index]
        one_y = self.labels[index]
        return one_x, one_y

    def __len__(self):
        return self.labels.shape[0]


def make_loader(dataset, batch_size, train):
    if train:
        return DataLoader(
            dataset=dataset, batch_size=batch_size, shuffle=True, num_workers=0, drop_last=True
        )
    return DataLoader(
        dataset=dataset, batch_size=batch_size, shuffle=False, num_workers=0, drop_last=False
    )
