# /// mistake
# fails = ["makes_the_tensors_of_the_book"]
# en = "The two matrices were stacked along the last dimension, so that their numbers alternate: 1 stands beside 5. The matrices themselves should be what the first index chooses. Look at the argument `dim`."
# zh = "两个矩阵是沿最后一维堆叠的，于是它们的数交错在一起：1 的旁边是 5。应当由第一个下标来选出哪个矩阵。看看 `dim` 这个参数。"
# ///
"""Tensors: making them, changing their dtype and their shape, multiplying them."""

import torch


def make_tensors() -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    tensor0d = torch.tensor(1)
    tensor1d = torch.tensor([1, 2, 3])
    tensor2d = torch.tensor([[1, 2], [3, 4]])
    tensor3d = torch.stack([torch.tensor([[1, 2], [3, 4]]), torch.tensor([[5, 6], [7, 8]])], dim=-1)
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
