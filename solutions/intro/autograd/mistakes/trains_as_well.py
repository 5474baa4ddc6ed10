# /// mistake
# fails = ["gives_the_same_again"]
# en = "The caller's weight and bias are changed: a step of training is made on them, in place. So the next call starts from other values and gives other gradients. Only the gradients are asked for."
# zh = "调用者的权重和偏置被改了：在它们身上就地做了一步训练。于是下一次调用从别的值出发，得到别的梯度。这里要的只是梯度。"
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
    dw1, db = torch.autograd.grad(loss(x1, y, own_w1, own_b), (own_w1, own_b))
    with torch.no_grad():
        w1 -= 0.5 * dw1
        b -= 0.5 * db
    return dw1, db


if __name__ == "__main__":
    x1, y, w1, b = (torch.tensor([value]) for value in (1.1, 1.0, 2.2, 0.0))
    print("prediction", forward(x1, w1, b))
    print("loss      ", loss(x1, y, w1, b))
    print("gradients ", gradients(x1, y, w1, b))
