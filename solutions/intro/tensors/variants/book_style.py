"""In the manner of the book: named tensors, no type hints, shapes spelled out, `.matmul`."""

import torch


def make_tensors():
    # a scalar, a vector, a matrix, and a tensor with one more dimension
    tensor0d = torch.tensor(1)
    tensor1d = torch.tensor([1, 2, 3])
    tensor2d = torch.tensor([[1, 2], [3, 4]])
    tensor3d = torch.tensor([[[1, 2], [3, 4]], [[5, 6], [7, 8]]])
    return tensor0d, tensor1d, tensor2d, tensor3d


def to_float32(t):
    floatvec = t.to(torch.float32)
    return floatvec


def reshape(t, rows):
    columns = t.numel() // rows
    return t.reshape(rows, columns)


def transpose(t):
    return t.T


def gram(t):
    return t.matmul(t.T)
