"""In the manner of the book: small steps with names, `grad` twice with retain_graph."""

import torch
import torch.nn.functional as F
from torch.autograd import grad


def forward(x1, w1, b):
    z = x1 * w1 + b
    a = torch.sigmoid(z)
    return a


def loss(x1, y, w1, b):
    a = forward(x1, w1, b)
    loss = F.binary_cross_entropy(a, y)
    return loss


def gradients(x1, y, w1, b):
    # tensors of our own, so that the caller's need not require gradients
    w1 = w1.clone().detach().requires_grad_(True)
    b = b.clone().detach().requires_grad_(True)
    L = loss(x1, y, w1, b)

    grad_L_w1 = grad(L, w1, retain_graph=True)
    grad_L_b = grad(L, b, retain_graph=True)
    return grad_L_w1[0], grad_L_b[0]
