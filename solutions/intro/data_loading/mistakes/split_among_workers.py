# /// mistake
# fails = ["reads_with_two_workers"]
# en = "In a worker process `__getitem__` gives each worker every other example, whatever index was asked for. That is right for an `IterableDataset`; here the loader itself shares out the indices, so that some examples come twice and others never. Example i has to depend on i alone."
# zh = "在工作进程里，`__getitem__` 不管要的是哪个索引，都让各个进程隔几个取一个样本。这对 `IterableDataset` 才是对的；在这里，索引由加载器自己分配，结果有的样本出现两次，有的从不出现。第 i 个样本只能取决于 i。"
# ///
"""Give out data, example by example and batch by batch."""

import torch
from torch.utils.data import DataLoader, Dataset, get_worker_info


class ToyDataset(Dataset):
    def __init__(self, X: torch.Tensor, y: torch.Tensor) -> None:
        self.features = X
        self.labels = y

    def __getitem__(self, index: int) -> tuple[torch.Tensor, torch.Tensor]:
        worker = get_worker_info()
        if worker is not None:
            index = index // worker.num_workers * worker.num_workers + worker.id
            index = min(index, len(self.labels) - 1)
        return self.features[index], self.labels[index]

    def __len__(self) -> int:
        return len(self.labels)


def make_loader(dataset: Dataset, batch_size: int, train: bool) -> DataLoader:
    return DataLoader(dataset, batch_size=batch_size, shuffle=train, drop_last=train)
