"""Older torch: LongTensor and `type`, contiguous views, `torch.t`, `torch.mm`."""

import torch


def make_tensors():
    cube = torch.LongTensor(range(1, 9)).view(2, 2, 2)
    return torch.LongTensor([1]).squeeze(), torch.LongTensor([1, 2, 3]), cube[0], cube


def to_float32(t):
    return t.type(torch.FloatTensor)


def reshape(t, rows):
    return t.contiguous().view(rows, -1)


def transpose(t):
    return torch.t(t).clone()


def gram(t):
    return torch.mm(t, torch.t(t))
