# /// mistake
# fails = ["makes_the_tensors_of_the_book"]
# en = "The numbers begin with 0. `torch.arange(n)` counts from 0 to n - 1, like Python's `range`; here they begin with 1. See which other arguments `arange` takes."
# zh = "数是从 0 开始的。`torch.arange(n)` 与 Python 的 `range` 一样，从 0 数到 n - 1；而这里要从 1 开始。看看 `arange` 还能接收哪些参数。"
# ///
"""Tensors: making them, changing their dtype and their shape, multiplying them."""

import torch


def make_tensors() -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    tensor0d = torch.tensor(0)
    tensor1d = torch.arange(3)
    tensor2d = torch.arange(4).reshape(2, 2)
    tensor3d = torch.arange(8).reshape(2, 2, 2)
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
