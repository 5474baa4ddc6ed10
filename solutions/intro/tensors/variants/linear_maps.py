"""Through torch.nn: Flatten and Unflatten, `F.linear`; transposed by movedim."""

import torch
import torch.nn.functional as F
from torch import nn


def make_tensors():
    cube = torch.tensor([1, 2, 3, 4, 5, 6, 7, 8]).expand(1, -1)
    cube = nn.Unflatten(1, (2, 2, 2))(cube)[0]
    matrix = cube.select(0, 0)
    return matrix[0, 0], nn.Flatten(0)(matrix)[:3], matrix, cube


def to_float32(t):
    result = torch.ones(t.shape)
    return result.mul_(t)


def reshape(t, rows):
    row_of_all = nn.Flatten(0)(t.reshape(1, *t.shape))
    return nn.Unflatten(0, (rows, row_of_all.shape[0] // rows))(row_of_all)


def transpose(t):
    return t.movedim(0, 1)


def gram(t):
    return F.linear(t, t)
