# /// mistake
# fails = ["leaves_the_callers_tensors_alone"]
# en = "If `w1` was computed from another tensor, `backward()` goes on from `w1` to that one and adds to its `.grad`. Cut the connection before you compute: a detached tensor knows nothing of where it came from."
# zh = "如果 `w1` 是由另一个张量算出来的，`backward()` 会从 `w1` 继续往前走，加到那个张量的 `.grad` 上。请在计算之前切断联系：detach 之后的张量不知道自己从何而来。"
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
    if not w1.requires_grad or w1.is_leaf:
        w1 = w1.detach().requires_grad_()
    else:
        w1.retain_grad()
    b = b.detach().requires_grad_()
    loss(x1, y, w1, b).backward()
    return w1.grad, b.grad


if __name__ == "__main__":
    x1, y, w1, b = (torch.tensor([value]) for value in (1.1, 1.0, 2.2, 0.0))
    print("prediction", forward(x1, w1, b))
    print("loss      ", loss(x1, y, w1, b))
    print("gradients ", gradients(x1, y, w1, b))
