# /// mistake
# fails = ["gives_the_gradients_of_the_book"]
# en = "The result is None: `w1` and `b` here are copies made after gradients were switched on, so they were computed from other tensors and are no leaves. `backward()` fills the `.grad` of leaves only. Look at the order of the steps."
# zh = "结果是 None：这里的 `w1` 和 `b` 是在打开梯度之后才复制的，它们由其他张量算出，不是叶子张量。`backward()` 只填叶子的 `.grad`。看看这几步的先后顺序。"
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
    w1 = w1.detach().requires_grad_().clone()
    b = b.detach().requires_grad_().clone()
    loss(x1, y, w1, b).backward()
    return w1.grad, b.grad


if __name__ == "__main__":
    x1, y, w1, b = (torch.tensor([value]) for value in (1.1, 1.0, 2.2, 0.0))
    print("prediction", forward(x1, w1, b))
    print("loss      ", loss(x1, y, w1, b))
    print("gradients ", gradients(x1, y, w1, b))
