# /// mistake
# fails = ["takes_tensors_as_they_come"]
# en = "Tensors that were computed from others are refused. Only for `backward()` and `.grad` does it matter what is a leaf, and `detach()` makes one of any tensor."
# zh = "这里拒绝了由其他张量算出来的张量。只有用 `backward()` 和 `.grad` 时才需要在意谁是叶子，而 `detach()` 能由任何张量得到一个叶子。"
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
    if not (w1.is_leaf and b.is_leaf):
        raise ValueError("w1 and b must be leaves")
    w1 = w1.detach().requires_grad_()
    b = b.detach().requires_grad_()
    return torch.autograd.grad(loss(x1, y, w1, b), (w1, b))


if __name__ == "__main__":
    x1, y, w1, b = (torch.tensor([value]) for value in (1.1, 1.0, 2.2, 0.0))
    print("prediction", forward(x1, w1, b))
    print("loss      ", loss(x1, y, w1, b))
    print("gradients ", gradients(x1, y, w1, b))
