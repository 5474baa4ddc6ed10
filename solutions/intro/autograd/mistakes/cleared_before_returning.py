# /// mistake
# fails = ["gives_the_gradients_of_the_book"]
# en = "Both gradients are 0: `.grad` is cleared in place before it is given back, and the result is that very tensor. A name for a tensor is no copy of it. Clear nothing that you still want to give back."
# zh = "两个梯度都是 0：`.grad` 在返回之前被原地清零，而返回的正是这个张量。给张量起个名字并不等于复制一份。还要返回的东西不要清零。"
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
    own_w1 = w1.detach().clone().requires_grad_()
    own_b = b.detach().clone().requires_grad_()
    loss(x1, y, own_w1, own_b).backward()
    result = own_w1.grad, own_b.grad
    own_w1.grad.zero_()
    own_b.grad.zero_()
    return result


if __name__ == "__main__":
    x1, y, w1, b = (torch.tensor([value]) for value in (1.1, 1.0, 2.2, 0.0))
    print("prediction", forward(x1, w1, b))
    print("loss      ", loss(x1, y, w1, b))
    print("gradients ", gradients(x1, y, w1, b))
