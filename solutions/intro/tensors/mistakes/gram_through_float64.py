# /// mistake
# fails = ["multiplies_by_the_transpose"]
# en = "The product is computed in float64 and converted back. float64 has room for 53 binary digits, so whole numbers above 9007199254740992 lose their last ones on the way, where int64 has room for 63. PyTorch multiplies matrices of integers as they are."
# zh = "乘积是先用 float64 算好，再转换回来的。float64 只能容纳 53 位二进制数字，大于 9007199254740992 的整数会在途中丢掉末尾几位，而 int64 能容纳 63 位。整数矩阵可以直接相乘，PyTorch 支持。"
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
    return (t.double() @ t.double().T).to(t.dtype)


if __name__ == "__main__":
    for tensor in make_tensors():
        print(f"{tensor.ndim}-D, shape {tuple(tensor.shape)}, {tensor.dtype}:\n{tensor}\n")
