# /// mistake
# fails = ["takes_tensors_as_they_come"]
# en = "All tensors are made into vectors of length 1, and the gradients stay so. For tensors of shape () they should have the shape (): that of the tensor that each belongs to."
# zh = "所有张量都被变成了长度为 1 的向量，梯度也就成了这样。对形状为 () 的张量，梯度的形状也应当是 ()，与它所对应的张量相同。"
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
    x1, y, w1, b = (t.detach().reshape(1) for t in (x1, y, w1, b))
    return torch.autograd.grad(loss(x1, y, w1.requires_grad_(), b.requires_grad_()), (w1, b))


if __name__ == "__main__":
    x1, y, w1, b = (torch.tensor([value]) for value in (1.1, 1.0, 2.2, 0.0))
    print("prediction", forward(x1, w1, b))
    print("loss      ", loss(x1, y, w1, b))
    print("gradients ", gradients(x1, y, w1, b))
