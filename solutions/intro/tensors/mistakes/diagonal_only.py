# /// mistake
# fails = ["multiplies_by_the_transpose"]
# en = "Each row was multiplied with itself alone. These are the numbers on the diagonal of the result; the dot products of different rows are missing."
# zh = "每一行只与自己相乘了。这些只是结果对角线上的数，还缺不同行之间的点积。"
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
    return (t * t).sum(dim=1, dtype=t.dtype)


if __name__ == "__main__":
    for tensor in make_tensors():
        print(f"{tensor.ndim}-D, shape {tuple(tensor.shape)}, {tensor.dtype}:\n{tensor}\n")
