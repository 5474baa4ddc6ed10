# /// mistake
# fails = ["gives_the_gradients_of_the_book"]
# en = "The derivative is estimated from two small steps, one forward and one back. It is near the right value, but not exact: with so small a step the two losses are nearly the same, and their difference is mostly rounding. Autograd has the exact derivative."
# zh = "这里用一前一后两小步来估计导数。结果接近正确值，但不精确：步子这么小，两个损失几乎相同，它们的差里大部分是舍入误差。自动微分给出的是精确的导数。"
# ///
"""The smallest network there is, its loss, and the gradients of that loss."""

import torch
import torch.nn.functional as F


def forward(x1: torch.Tensor, w1: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    return torch.sigmoid(x1 * w1 + b)


def loss(x1: torch.Tensor, y: torch.Tensor, w1: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    return F.binary_cross_entropy(forward(x1, w1, b), y)


def gradients(
    x1: torch.Tensor, y: torch.Tensor, w1: torch.Tensor, b: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    h = 1e-4
    with torch.no_grad():
        dw1 = (loss(x1, y, w1 + h, b) - loss(x1, y, w1 - h, b)) / (2 * h)
        db = (loss(x1, y, w1, b + h) - loss(x1, y, w1, b - h)) / (2 * h)
    return dw1.reshape(w1.shape), db.reshape(b.shape)


if __name__ == "__main__":
    x1, y, w1, b = (torch.tensor([value]) for value in (1.1, 1.0, 2.2, 0.0))
    print("prediction", forward(x1, w1, b))
    print("loss      ", loss(x1, y, w1, b))
    print("gradients ", gradients(x1, y, w1, b))
