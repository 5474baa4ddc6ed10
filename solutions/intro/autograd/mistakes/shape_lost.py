# /// mistake
# fails = ["gives_the_gradients_of_the_book"]
# en = "The weights went through `item()`, and their shape got lost: for tensors of shape (1,) the gradients have the shape (). A gradient has the shape of the tensor that it belongs to."
# zh = "权重经过了 `item()`，形状就丢了：对形状为 (1,) 的张量，得到的梯度形状是 ()。梯度的形状应当与它所对应的张量相同。"
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
    w1 = torch.tensor(w1.item(), dtype=w1.dtype, requires_grad=True)
    b = torch.tensor(b.item(), dtype=b.dtype, requires_grad=True)
    return torch.autograd.grad(loss(x1.reshape(()), y.reshape(()), w1, b), (w1, b))


if __name__ == "__main__":
    x1, y, w1, b = (torch.tensor([value]) for value in (1.1, 1.0, 2.2, 0.0))
    print("prediction", forward(x1, w1, b))
    print("loss      ", loss(x1, y, w1, b))
    print("gradients ", gradients(x1, y, w1, b))
