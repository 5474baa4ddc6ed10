"""Weight and bias in one vector of parameters, the formula as a dot product; golf with lambdas."""

import torch

forward = lambda x1, w1, b: torch.sigmoid(
    torch.stack([w1, b]).mul(torch.stack([x1, x1.new_ones(x1.shape)])).sum(0)
)
loss = lambda x1, y, w1, b: -(1 - y - forward(x1, w1, b)).abs().log().mean()


def gradients(x1, y, w1, b):
    theta = torch.stack([w1, b]).detach().requires_grad_()
    return torch.autograd.grad(loss(x1, y, *theta), theta)[0].unbind()
