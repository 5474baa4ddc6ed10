# /// mistake
# fails = ["makes_whole_numbers"]
# en = "The tensors hold floats, where whole numbers were asked for. `torch.tensor` chooses the dtype by how the numbers are written: 1 gives int64, and 1. with a point gives float32. The class `torch.Tensor`, with a capital T, gives float32 however they are written."
# zh = "张量里装的是浮点数，而题目要的是整数。`torch.tensor` 根据数字的写法选择 dtype：写成 1 得到 int64，写成带小数点的 1. 得到 float32。大写 T 的类 `torch.Tensor` 则不管怎么写，得到的都是 float32。"
# ///
"""Tensors: making them, changing their dtype and their shape, multiplying them."""

import torch


def make_tensors() -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    tensor0d = torch.tensor(1.0)
    tensor1d = torch.tensor([1.0, 2.0, 3.0])
    tensor2d = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
    tensor3d = torch.tensor([[[1.0, 2.0], [3.0, 4.0]], [[5.0, 6.0], [7.0, 8.0]]])
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
