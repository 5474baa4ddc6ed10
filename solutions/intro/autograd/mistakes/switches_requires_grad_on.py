# /// mistake
# fails = ["leaves_the_callers_tensors_alone"]
# en = "`requires_grad_()` is called on the caller's tensors: a weight that was not to be trained, frozen perhaps, now requires gradients. The underscore says that the tensor itself is changed. Call it on tensors of your own."
# zh = "这里对调用者的张量调用了 `requires_grad_()`：一个本来不参与训练（比如被冻结）的权重，现在也需要梯度了。名字末尾的下划线表示改动的是张量本身。请对自己的张量调用它。"
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
    w1.requires_grad_()
    b.requires_grad_()
    return torch.autograd.grad(loss(x1, y, w1, b), (w1, b))


if __name__ == "__main__":
    x1, y, w1, b = (torch.tensor([value]) for value in (1.1, 1.0, 2.2, 0.0))
    print("prediction", forward(x1, w1, b))
    print("loss      ", loss(x1, y, w1, b))
    print("gradients ", gradients(x1, y, w1, b))
