"""By einsum with a 0-D tensor."""

import torch


def scaled(t, factor):
    return torch.einsum("...,->...", t, torch.tensor(factor, dtype=t.dtype))
