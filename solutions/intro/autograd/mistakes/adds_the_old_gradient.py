# /// mistake
# fails = ["takes_tensors_as_they_come"]
# en = "The `.grad` that the caller's tensors hold already is added to the result. It is left over from another computation. Asked for are the derivatives of this loss alone."
# zh = "结果里加上了调用者的张量原有的 `.grad`。那是别的计算留下的。这里要的只是这个损失的导数。"
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
    own_w1 = w1.detach().requires_grad_()
    own_b = b.detach().requires_grad_()
    dw1, db = torch.autograd.grad(loss(x1, y, own_w1, own_b), (own_w1, own_b))
    if w1.is_leaf and w1.grad is not None:
        dw1 = dw1 + w1.grad
    if b.is_leaf and b.grad is not None:
        db = db + b.grad
    return dw1, db


if __name__ == "__main__":
    x1, y, w1, b = (torch.tensor([value]) for value in (1.1, 1.0, 2.2, 0.0))
    print("prediction", forward(x1, w1, b))
    print("loss      ", loss(x1, y, w1, b))
    print("gradients ", gradients(x1, y, w1, b))
