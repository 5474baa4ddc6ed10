"""Einstein summation and permutations; tensors put together by stack, cat and full."""

import torch


def make_tensors():
    vector = torch.cat([torch.full((1,), n) for n in (1, 2, 3)])
    matrix = torch.stack([torch.tensor([1, 2]), torch.tensor([3, 4])])
    return torch.ones((), dtype=torch.long), vector, matrix, torch.stack([matrix, matrix + 4])


def to_float32(t):
    return torch.zeros_like(t, dtype=torch.float32) + t.to(torch.float32)


def reshape(t, rows):
    return torch.reshape(t, (rows, t.nelement() // rows))


def transpose(t):
    return torch.einsum("ij->ji", t)


def gram(t):
    return torch.einsum("ik,jk->ij", t, t)
