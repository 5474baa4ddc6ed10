# /// mistake
# fails = ["loss_is_a_single_number"]
# en = "The loss has the shape of the inputs, (1,). The value is right, but a loss is a single number of shape (), whatever went in. PyTorch's own losses average over their elements."
# zh = "损失的形状与输入一样是 (1,)。值是对的，但无论输入是什么，损失都应当是形状为 () 的单个数。PyTorch 自带的损失会对各元素取平均。"
# ///
"""The smallest network there is, its loss, and the gradients of that loss."""

import torch
import torch.nn.functional as F


def forward(x1: torch.Tensor, w1: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    return torch.sigmoid(x1 * w1 + b)


def loss(x1: torch.Tensor, y: torch.Tensor, w1: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    a = forward(x1, w1, b)
    return -(y * torch.log(a) + (1 - y) * torch.log(1 - a))


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
