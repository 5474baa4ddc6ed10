# /// mistake
# fails = ["gives_any_gradients"]
# en = "The computation is done in float32, whatever comes in. A gradient has the dtype of the tensor that it belongs to; float64 that goes through float32 loses half of its digits."
# zh = "不管输入是什么，计算都用 float32 进行。梯度的 dtype 应当与它所对应的张量相同；float64 经过 float32，精度就丢了一半。"
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
    x1, y, w1, b = (t.detach().float() for t in (x1, y, w1, b))
    return torch.autograd.grad(loss(x1, y, w1.requires_grad_(), b.requires_grad_()), (w1, b))


if __name__ == "__main__":
    x1, y, w1, b = (torch.tensor([value]) for value in (1.1, 1.0, 2.2, 0.0))
    print("prediction", forward(x1, w1, b))
    print("loss      ", loss(x1, y, w1, b))
    print("gradients ", gradients(x1, y, w1, b))
