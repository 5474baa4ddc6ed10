# /// mistake
# fails = ["makes_the_tensors_of_the_book"]
# en = "The two matrices were joined to one of four rows, so the last tensor has 2 dimensions. Joining makes an existing dimension longer; a third one needs one more pair of brackets, or a function that adds a dimension."
# zh = "两个矩阵被接成了一个四行的矩阵，所以最后一个张量只有 2 维。拼接只会让已有的一维变长；要有第三维，需要再加一层方括号，或者用能增加一维的函数。"
# ///
"""Tensors: making them, changing their dtype and their shape, multiplying them."""

import torch


def make_tensors() -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    tensor0d = torch.tensor(1)
    tensor1d = torch.tensor([1, 2, 3])
    tensor2d = torch.tensor([[1, 2], [3, 4]])
    tensor3d = torch.cat([tensor2d, tensor2d + 4])
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
