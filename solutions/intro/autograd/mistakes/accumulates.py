# /// mistake
# fails = ["gives_the_same_again"]
# en = "`backward()` adds to the `.grad` that is there already, and here that is the caller's own. The second call gives twice the gradient. Work with tensors of your own, or ask for the gradients in a way that stores nothing."
# zh = "`backward()` 会把梯度加到已有的 `.grad` 上，而这里用的是调用者自己的 `.grad`。第二次调用得到的就是两倍。请用自己的张量来算，或者换一种不存放结果的求梯度方式。"
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
    w1.requires_grad_()
    b.requires_grad_()
    loss(x1, y, w1, b).backward()
    return w1.grad, b.grad


if __name__ == "__main__":
    x1, y, w1, b = (torch.tensor([value]) for value in (1.1, 1.0, 2.2, 0.0))
    print("prediction", forward(x1, w1, b))
    print("loss      ", loss(x1, y, w1, b))
    print("gradients ", gradients(x1, y, w1, b))
