# /// mistake
# fails = ["makes_whole_numbers"]
# en = "The whole numbers are stored in 32 bits. PyTorch's own choice for whole numbers is int64, which labels and indices will need later. Look at what the dtype is when none is named."
# zh = "这里的整数用 32 位存储。PyTorch 自己给整数选的是 int64，以后的标签和下标也要用它。看看不指定 dtype 时得到的是什么。"
# ///
"""Tensors: making them, changing their dtype and their shape, multiplying them."""

import torch


def make_tensors() -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    ints = torch.int32
    tensor0d = torch.tensor(1, dtype=ints)
    tensor1d = torch.tensor([1, 2, 3], dtype=ints)
    tensor2d = torch.tensor([[1, 2], [3, 4]], dtype=ints)
    tensor3d = torch.tensor([[[1, 2], [3, 4]], [[5, 6], [7, 8]]], dtype=ints)
    return tensor0d, tensor1d, tensor2d, tensor3d


def to_float32(t: torch.Tensor) -> torch.Tensor:
    return t.to(torch.float32)


def reshape(t: torch.Tensor, rows: int) -> torch.Tensor:
    return t.reshape(rows, -1)


def transpose(t: torch.Tensor) -> torch.Tensor:
    return t.T


def gram(t: torch.Tensor) -> torch.Tensor:
    return t @ t.T


if __name__ == "__main__":
    for tensor in make_tensors():
        print(f"{tensor.ndim}-D, shape {tuple(tensor.shape)}, {tensor.dtype}:\n{tensor}\n")
