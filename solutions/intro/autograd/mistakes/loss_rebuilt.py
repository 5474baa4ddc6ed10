# /// mistake
# fails = ["loss_can_be_differentiated"]
# en = "The loss is put into a new tensor, which knows nothing of `w1` and `b`: `torch.tensor(...)` and `item()` take over the number alone. `requires_grad=True` does not bring the connection back, it only makes this tensor a new beginning. Compute with the tensors from beginning to end."
# zh = "损失被装进了一个新张量，它与 `w1`、`b` 毫无联系：`torch.tensor(...)` 和 `item()` 只取走数值。`requires_grad=True` 也找不回这种联系，只会让这个张量成为新的起点。从头到尾都用张量来算。"
# ///
"""The smallest network there is, its loss, and the gradients of that loss."""

import torch
import torch.nn.functional as F


def forward(x1: torch.Tensor, w1: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    return torch.sigmoid(x1 * w1 + b)


def loss(x1: torch.Tensor, y: torch.Tensor, w1: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    value = F.binary_cross_entropy(forward(x1, w1, b), y).item()
    return torch.tensor(value, requires_grad=True, dtype=x1.dtype)


def gradients(
    x1: torch.Tensor, y: torch.Tensor, w1: torch.Tensor, b: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    w1 = w1.detach().requires_grad_()
    b = b.detach().requires_grad_()
    return torch.autograd.grad(F.binary_cross_entropy(forward(x1, w1, b), y), (w1, b))


if __name__ == "__main__":
    x1, y, w1, b = (torch.tensor([value]) for value in (1.1, 1.0, 2.2, 0.0))
    print("prediction", forward(x1, w1, b))
    print("loss      ", loss(x1, y, w1, b))
    print("gradients ", gradients(x1, y, w1, b))
