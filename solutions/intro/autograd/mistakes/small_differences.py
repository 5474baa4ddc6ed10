# /// mistake
# fails = ["gives_the_gradients_of_the_book"]
# en = "The derivative is estimated from a small step of the weight. It is near the right value, but not exact: the curve bends within the step, and a smaller step drowns in rounding. Autograd has the exact derivative."
# zh = "这里用权重的一小步变化来估计导数。结果接近正确值，但不精确：在这一小步里曲线会弯曲，而步子再小又会淹没在舍入误差中。自动微分给出的是精确的导数。"
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
    h = 0.02
    start = loss(x1, y, w1, b).detach()
    dw1 = (loss(x1, y, w1 + h, b).detach() - start) / h
    db = (loss(x1, y, w1, b + h).detach() - start) / h
    return dw1.reshape(w1.shape), db.reshape(b.shape)


if __name__ == "__main__":
    x1, y, w1, b = (torch.tensor([value]) for value in (1.1, 1.0, 2.2, 0.0))
    print("prediction", forward(x1, w1, b))
    print("loss      ", loss(x1, y, w1, b))
    print("gradients ", gradients(x1, y, w1, b))
