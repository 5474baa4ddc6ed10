# /// mistake
# fails = ["loss_can_be_differentiated"]
# en = "The loss is computed without recording a graph. The number is right, but nobody can call `backward()` on it. `torch.no_grad()` (or `detach()`) is for when no gradients are wanted."
# zh = "计算损失时没有记录计算图。数值没错，但没法对它调用 `backward()`。`torch.no_grad()`（或 `detach()`）是在不需要梯度时用的。"
# ///
"""The smallest network there is, its loss, and the gradients of that loss."""

import torch
import torch.nn.functional as F


def forward(x1: torch.Tensor, w1: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    return torch.sigmoid(x1 * w1 + b)


def loss(x1: torch.Tensor, y: torch.Tensor, w1: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    with torch.no_grad():
        return F.binary_cross_entropy(forward(x1, w1, b), y)


def gradients(
    x1: torch.Tensor, y: torch.Tensor, w1: torch.Tensor, b: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    w1 = w1.detach().requires_grad_()
    b = b.detach().requires_grad_()
    return torch.autograd.grad(F.binary_cross_entropy(forward(x1, w1, b), y), (w1, b))


if __name__ == "__main__":
    x1, y, w1, b = (torch.tensor([value]) for value in (1.1, 1.0, 2.2, 0.0))
    print("prediction", forward(x1, w1, b))
    print("loss      ", loss(x1, y, w1, b))
    print("gradients ", gradients(x1, y, w1, b))
