# /// mistake
# fails = ["gives_the_gradients_of_the_book"]
# en = "The gradients are Python floats. A gradient is a tensor of the same shape as the tensor that it belongs to, so that one can be subtracted from the other, for a whole matrix of weights too."
# zh = "梯度成了 Python 的 float。梯度应当是张量，形状与它所对应的张量相同，这样才能相减，哪怕权重是一整个矩阵。"
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
    return tuple(d.item() for d in torch.autograd.grad(loss(x1, y, w1, b), (w1, b)))


if __name__ == "__main__":
    x1, y, w1, b = (torch.tensor([value]) for value in (1.1, 1.0, 2.2, 0.0))
    print("prediction", forward(x1, w1, b))
    print("loss      ", loss(x1, y, w1, b))
    print("gradients ", gradients(x1, y, w1, b))
