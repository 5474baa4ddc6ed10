# /// mistake
# fails = ["leaves_the_callers_tensors_alone", "takes_tensors_as_they_come"]
# en = "After the computation the caller's `.grad` is set to None. That is right only if it was None before; what the caller had collected there is lost. Work with tensors of your own, then nothing needs clearing up."
# zh = "计算之后，调用者的 `.grad` 被设成了 None。只有它原来就是 None 时这才没问题；否则调用者积累在那里的东西就丢了。用自己的张量来算，就不需要收拾了。"
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
    result = w1.grad, b.grad
    w1.grad = b.grad = None
    return result


if __name__ == "__main__":
    x1, y, w1, b = (torch.tensor([value]) for value in (1.1, 1.0, 2.2, 0.0))
    print("prediction", forward(x1, w1, b))
    print("loss      ", loss(x1, y, w1, b))
    print("gradients ", gradients(x1, y, w1, b))
