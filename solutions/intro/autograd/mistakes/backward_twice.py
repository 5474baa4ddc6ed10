# /// mistake
# fails = ["gives_the_gradients_of_the_book"]
# en = "`backward()` is called twice, as if once for each tensor. One call computes the gradients of all leaves, and the second adds them once more: both are twice as large as they should be."
# zh = "这里调用了两次 `backward()`，好像每个张量各要一次。其实一次调用就会算出所有叶子的梯度，第二次又加了一遍，两个梯度都成了应有的两倍。"
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
    w1 = w1.detach().requires_grad_()
    b = b.detach().requires_grad_()
    result = loss(x1, y, w1, b)
    result.backward(retain_graph=True)  # for w1
    result.backward()  # for b
    return w1.grad, b.grad


if __name__ == "__main__":
    x1, y, w1, b = (torch.tensor([value]) for value in (1.1, 1.0, 2.2, 0.0))
    print("prediction", forward(x1, w1, b))
    print("loss      ", loss(x1, y, w1, b))
    print("gradients ", gradients(x1, y, w1, b))
