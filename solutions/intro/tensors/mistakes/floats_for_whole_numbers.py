# /// mistake
# fails = ["makes_whole_numbers"]
# en = "The tensors hold floats: a number written with a point gives float32. Whole numbers were asked for, and PyTorch chooses the dtype by how the numbers are written."
# zh = "这些张量里装的是浮点数：带小数点的写法得到 float32。题目要的是整数，而 PyTorch 根据数的写法来选择 dtype。"
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
