"""`backward()` on fresh leaves, whose `.grad` is read; an nn.BCELoss object; older Tensor.data."""

from torch import nn

criterion = nn.BCELoss()


def forward(x1, w1, b):
    return (x1.mul(w1) + b).sigmoid()


def loss(x1, y, w1, b):
    return criterion(forward(x1, w1, b), y)


def gradients(x1, y, w1, b):
    own = [t.data.clone() for t in (w1, b)]
    for t in own:
        t.requires_grad = True
    loss(x1, y, *own).backward()
    return tuple(t.grad for t in own)
