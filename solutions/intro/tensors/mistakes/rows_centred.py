# /// mistake
# fails = ["multiplies_by_the_transpose"]
# en = "The mean of each row was taken away first, as for a covariance. Then the result tells how the rows vary together. Here the dot products of the rows as they are were asked for."
# zh = "这里先从每一行减去了它的平均值，像计算协方差那样，得到的是各行如何一起变化。题目要的是各行原样的点积。"
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
    centred = t - t.double().mean(dim=1, keepdim=True).to(t.dtype)
    return centred @ centred.T


if __name__ == "__main__":
    for tensor in make_tensors():
        print(f"{tensor.ndim}-D, shape {tuple(tensor.shape)}, {tensor.dtype}:\n{tensor}\n")
