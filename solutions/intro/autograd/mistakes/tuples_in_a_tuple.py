# /// mistake
# fails = ["gives_the_gradients_of_the_book"]
# en = "Each of the two items is itself a tuple with one tensor in it: `torch.autograd.grad` gives back a tuple even if it is asked for one derivative. Take the tensors out."
# zh = "两个元素本身又各是一个只装着一个张量的元组：即使只求一个导数，`torch.autograd.grad` 返回的也是元组。把里面的张量取出来。"
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
    return torch.autograd.grad(result, w1, retain_graph=True), torch.autograd.grad(result, b)


if __name__ == "__main__":
    x1, y, w1, b = (torch.tensor([value]) for value in (1.1, 1.0, 2.2, 0.0))
    print("prediction", forward(x1, w1, b))
    print("loss      ", loss(x1, y, w1, b))
    print("gradients ", gradients(x1, y, w1, b))
