# /// mistake
# fails = ["gives_the_loss_of_the_book"]
# en = "A small number is added inside the logarithm, so that it never sees a 0. That makes every loss a little wrong, and its gradients with it. The functions of `torch.nn.functional` for this loss take care of the 0 without changing anything else."
# zh = "对数里面加上了一个很小的数，好让它不会遇到 0。这样每个损失都会有一点偏差，梯度也是。`torch.nn.functional` 里计算这种损失的函数会处理 0 的情况，而不改动别的。"
# ///
"""The smallest network there is, its loss, and the gradients of that loss."""

import torch
import torch.nn.functional as F


def forward(x1: torch.Tensor, w1: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    return torch.sigmoid(x1 * w1 + b)


def loss(x1: torch.Tensor, y: torch.Tensor, w1: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    a, eps = forward(x1, w1, b), 1e-5
    return -(y * torch.log(a + eps) + (1 - y) * torch.log(1 - a + eps)).mean()


def gradients(
    x1: torch.Tensor, y: torch.Tensor, w1: torch.Tensor, b: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    w1 = w1.detach().requires_grad_()
    b = b.detach().requires_grad_()
    return torch.autograd.grad(loss(x1, y, w1, b), (w1, b))


if __name__ == "__main__":
    x1, y, w1, b = (torch.tensor([value]) for value in (1.1, 1.0, 2.2, 0.0))
    print("prediction", forward(x1, w1, b))
    print("loss      ", loss(x1, y, w1, b))
    print("gradients ", gradients(x1, y, w1, b))
