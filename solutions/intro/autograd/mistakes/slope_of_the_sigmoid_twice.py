# /// mistake
# fails = ["gives_the_gradients_of_the_book"]
# en = "The slope of the sigmoid, a · (1 - a), is there once too often. In the derivative of the cross entropy there is a division by the same expression, so the two cancel out. With the squared error they would not."
# zh = "sigmoid 的斜率 a · (1 - a) 多乘了一次。交叉熵的导数里正好要除以它，两者抵消；换成平方误差才不会抵消。"
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
    a = torch.sigmoid(x1 * w1 + b)
    slope = (a - y) * a * (1 - a)
    return slope * x1, slope


if __name__ == "__main__":
    x1, y, w1, b = (torch.tensor([value]) for value in (1.1, 1.0, 2.2, 0.0))
    print("prediction", forward(x1, w1, b))
    print("loss      ", loss(x1, y, w1, b))
    print("gradients ", gradients(x1, y, w1, b))
