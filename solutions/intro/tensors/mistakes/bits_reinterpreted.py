# /// mistake
# fails = ["converts_to_float32"]
# en = "The bits of the numbers were read as if they were floats already: `view` with a dtype converts nothing. So the numbers are others, and often there are more of them than before. Look for what converts each number."
# zh = "这里把数的二进制位直接当成浮点数来读：带 dtype 的 `view` 不做任何转换。于是数变了，个数往往也变多了。找一个能转换每个数的方法。"
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
    return t.view(torch.float32) if t.dim() else t.reshape(1).view(torch.float32)[0]


def reshape(t: torch.Tensor, rows: int) -> torch.Tensor:
    return t.reshape(rows, -1)


def transpose(t: torch.Tensor) -> torch.Tensor:
    return t.T


def gram(t: torch.Tensor) -> torch.Tensor:
    return t @ t.T


if __name__ == "__main__":
    for tensor in make_tensors():
        print(f"{tensor.ndim}-D, shape {tuple(tensor.shape)}, {tensor.dtype}:\n{tensor}\n")
