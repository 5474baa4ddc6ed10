# /// mistake
# fails = ["leaves_the_callers_tensors_alone"]
# en = "After the computation `requires_grad` of the caller's tensors is switched off. If the weight was to be trained, it no longer is, and no error says so. Work with tensors of your own, then nothing needs clearing up."
# zh = "计算之后，调用者的张量的 `requires_grad` 被关掉了。如果这个权重本来要训练，现在就不再训练了，而且不会报错。用自己的张量来算，就不需要收拾了。"
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
    result = torch.autograd.grad(loss(x1, y, w1.requires_grad_(), b.requires_grad_()), (w1, b))
    for tensor in (w1, b):
        if tensor.is_leaf:
            tensor.requires_grad = False
    return result


if __name__ == "__main__":
    x1, y, w1, b = (torch.tensor([value]) for value in (1.1, 1.0, 2.2, 0.0))
    print("prediction", forward(x1, w1, b))
    print("loss      ", loss(x1, y, w1, b))
    print("gradients ", gradients(x1, y, w1, b))
