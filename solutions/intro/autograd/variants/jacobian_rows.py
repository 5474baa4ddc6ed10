"""A vector-Jacobian product from torch.autograd.functional; cross entropy over two classes."""

import torch
import torch.nn.functional as F
from torch.autograd.functional import vjp


def two_logits(x1, w1, b):
    z = (x1 * w1 + b).reshape(1)
    return torch.stack([torch.zeros_like(z), z], dim=1)


def forward(x1, w1, b):
    return F.softmax(two_logits(x1, w1, b), dim=1)[:, 1].reshape(x1.shape)


def loss(x1, y, w1, b):
    return F.cross_entropy(two_logits(x1, w1, b), y.long().reshape(1))


def gradients(x1, y, w1, b):
    value_and_gradients = vjp(lambda w, c: loss(x1, y, w, c), (w1.detach(), b.detach()))
    return value_and_gradients[1]
