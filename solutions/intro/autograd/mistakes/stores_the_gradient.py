# /// mistake
# fails = ["leaves_the_callers_tensors_alone"]
# en = "After the call the caller's `.grad` holds the new gradient, and what it held before is lost. Give the gradients back, and leave it to the caller what becomes of them."
# zh = "调用之后，调用者的 `.grad` 里是新的梯度，原来的内容丢失了。把梯度返回就好，怎么处理由调用者决定。"
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
    w1.grad, b.grad = own_w1.grad, own_b.grad
    return own_w1.grad, own_b.grad


if __name__ == "__main__":
    x1, y, w1, b = (torch.tensor([value]) for value in (1.1, 1.0, 2.2, 0.0))
    print("prediction", forward(x1, w1, b))
    print("loss      ", loss(x1, y, w1, b))
    print("gradients ", gradients(x1, y, w1, b))
