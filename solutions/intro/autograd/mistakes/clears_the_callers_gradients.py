# /// mistake
# fails = ["leaves_the_callers_tensors_alone", "takes_tensors_as_they_come"]
# en = "The caller's `.grad` is cleared first and then filled. The result is right, but what the caller had collected there is lost. Work with tensors of your own."
# zh = "这里先清空调用者的 `.grad`，再往里填。结果是对的，但调用者原先积累在那里的东西丢了。请用自己的张量来算。"
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
    w1.grad = b.grad = None
    loss(x1, y, w1, b).backward()
    return w1.grad, b.grad


if __name__ == "__main__":
    x1, y, w1, b = (torch.tensor([value]) for value in (1.1, 1.0, 2.2, 0.0))
    print("prediction", forward(x1, w1, b))
    print("loss      ", loss(x1, y, w1, b))
    print("gradients ", gradients(x1, y, w1, b))
