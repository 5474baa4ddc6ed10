# /// mistake
# fails = ["leaves_the_callers_tensors_alone"]
# en = "The caller's `.grad` has grown by this gradient: `backward()` went through to the caller's own tensors and added to what they hold. A `clone()` is still connected with its original, so that it alone does not keep them apart. Cut the connection before you compute."
# zh = "调用者的 `.grad` 被加上了这次的梯度：`backward()` 一直走到了调用者自己的张量，加到了它们原有的 `.grad` 上。`clone()` 得到的张量仍与原来的相连，光靠它隔不开。请在计算之前切断联系。"
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
    own_w1, own_b = w1.clone(), b.clone()
    for own in (own_w1, own_b):
        if not own.requires_grad:
            own.requires_grad_()
        own.retain_grad()
    loss(x1, y, own_w1, own_b).backward()
    return own_w1.grad, own_b.grad


if __name__ == "__main__":
    x1, y, w1, b = (torch.tensor([value]) for value in (1.1, 1.0, 2.2, 0.0))
    print("prediction", forward(x1, w1, b))
    print("loss      ", loss(x1, y, w1, b))
    print("gradients ", gradients(x1, y, w1, b))
