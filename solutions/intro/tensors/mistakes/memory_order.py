# /// mistake
# fails = ["reshapes_what_is_not_contiguous"]
# en = "The numbers are taken in the order in which they lie in memory. For a transpose that is not the order in which they are read, so they come out mixed up. What counts is what the indices say."
# zh = "这里是按数在内存里的顺序来取的。对于转置得到的张量，它与读的顺序不同，结果就乱了。要以下标表示的位置为准。"
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
    columns = t.numel() // rows
    if rows * columns != t.numel():
        raise ValueError("the numbers do not fill the rows")
    return t.as_strided((rows, columns), (columns, 1))


def transpose(t: torch.Tensor) -> torch.Tensor:
    return t.T


def gram(t: torch.Tensor) -> torch.Tensor:
    return t @ t.T


if __name__ == "__main__":
    for tensor in make_tensors():
        print(f"{tensor.ndim}-D, shape {tuple(tensor.shape)}, {tensor.dtype}:\n{tensor}\n")
