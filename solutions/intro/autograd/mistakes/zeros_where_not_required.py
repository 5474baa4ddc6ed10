# /// mistake
# fails = ["takes_tensors_as_they_come"]
# en = "For a tensor that does not require gradients the result is 0. `requires_grad` says whether autograd keeps track of a tensor; the derivative of the loss is what it is all the same."
# zh = "对于不需要梯度的张量，结果成了 0。`requires_grad` 只说明自动微分是否跟踪这个张量；损失的导数该是多少还是多少。"
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
    wanted = [tensor for tensor in (w1, b) if tensor.requires_grad]
    if not wanted:
        return torch.zeros_like(w1), torch.zeros_like(b)
    found = iter(torch.autograd.grad(loss(x1, y, w1, b), wanted))
    return tuple(next(found) if t.requires_grad else torch.zeros_like(t) for t in (w1, b))


if __name__ == "__main__":
    x1, y, w1, b = (torch.tensor([value]) for value in (1.1, 1.0, 2.2, 0.0))
    print("prediction", forward(x1, w1, b))
    print("loss      ", loss(x1, y, w1, b))
    print("gradients ", gradients(x1, y, w1, b))
