# /// mistake
# fails = ["multiplies_by_the_transpose"]
# en = "`*` multiplies number by number, and for that both tensors have to be of the same shape. A matrix and its transpose are so only if the matrix is square. Even then it is no matrix product: rows times columns, summed up, has an operator of its own."
# zh = "`*` 是逐个元素相乘，这要求两个张量形状相同，而矩阵与它的转置只有在矩阵是方阵时才相同。即便如此，那也不是矩阵乘法：行乘列再求和，另有一个专门的运算符。"
# ///
"""Tensors: making them, changing their dtype and their shape, multiplying them."""

import torch


def make_tensors() -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    tensor0d = torch.tensor(1)
    tensor1d = torch.tensor([1, 2, 3])
    tensor2d = torch.tensor([[1, 2], [3, 4]])
    tensor3d = torch.tensor([[[1, 2], [3, 4]], [[5, 6], [7, 8]]])
    return tensor0d, tensor1d, tensor2d, tensor3d


def to_float32(t: torch.Tensor) -> torch.Tensor:
    return t.to(torch.float32)


def reshape(t: torch.Tensor, rows: int) -> torch.Tensor:
    return t.reshape(rows, -1)


def transpose(t: torch.Tensor) -> torch.Tensor:
    return t.T


def gram(t: torch.Tensor) -> torch.Tensor:
    return t * t.T


if __name__ == "__main__":
    for tensor in make_tensors():
        print(f"{tensor.ndim}-D, shape {tuple(tensor.shape)}, {tensor.dtype}:\n{tensor}\n")
