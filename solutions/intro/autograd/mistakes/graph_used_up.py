# /// mistake
# fails = ["gives_the_gradients_of_the_book", "gives_the_same_again"]
# en = "The graph is gone after the first `grad`: PyTorch frees it as soon as it was used, so the second one raises an error. Both derivatives can be had in one call, or the graph can be kept."
# zh = "第一次 `grad` 之后计算图就没有了：PyTorch 用完就释放，所以第二次会报错。可以一次把两个导数都求出来，也可以让它保留计算图。"
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
    (dw1,) = torch.autograd.grad(result, w1)
    (db,) = torch.autograd.grad(result, b)
    return dw1, db


if __name__ == "__main__":
    x1, y, w1, b = (torch.tensor([value]) for value in (1.1, 1.0, 2.2, 0.0))
    print("prediction", forward(x1, w1, b))
    print("loss      ", loss(x1, y, w1, b))
    print("gradients ", gradients(x1, y, w1, b))
