"""As short as it gets: type() makes the class, partial and lambdas do the rest."""

from torch.utils.data import DataLoader, Dataset

ToyDataset = type(
    "ToyDataset",
    (Dataset,),
    {
        "__init__": lambda s, X, y: setattr(s, "d", (X, y)),
        "__len__": lambda s: len(s.d[1]),
        "__getitem__": lambda s, i: (*(t[i] for t in s.d),),
    },
)
make_loader = lambda d, batch_size, train: DataLoader(d, batch_size, train, drop_last=train)
