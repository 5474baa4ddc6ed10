# /// mistake
# fails = ["gives_the_loss_of_the_book"]
# en = "The prediction is kept within bounds (`clamp`) before the logarithm is taken. Where it lies beyond them the loss is too small, and its gradient is 0: there, where the network is most wrong, it learns nothing. Let the prediction be what it is."
# zh = "取对数之前，预测值被限制在一个范围内（`clamp`）。超出范围时，损失偏小，梯度为 0：偏偏在网络错得最厉害的地方，它什么也学不到。预测值是多少就用多少。"
# ///
"""The smallest network there is, its loss, and the gradients of that loss."""

import torch
import torch.nn.functional as F


def forward(x1: torch.Tensor, w1: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    return torch.sigmoid(x1 * w1 + b)


def loss(x1: torch.Tensor, y: torch.Tensor, w1: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    a = forward(x1, w1, b).clamp(0.01, 0.99)
    return -(y * torch.log(a) + (1 - y) * torch.log(1 - a)).mean()


def gradients(
    x1: torch.Tensor, y: torch.Tensor, w1: torch.Tensor, b: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    w1 = w1.detach().requires_grad_()
    b = b.detach().requires_grad_()
    return torch.autograd.grad(loss(x1, y, w1, b), (w1, b))


if __name__ == "__main__":
    x1, y, w1, b = (torch.tensor([value]) for value in (1.1, 1.0, 2.2, 0.0))
    print("prediction", forward(x1, w1, b))
    print("loss      ", loss(x1, y, w1, b))
    print("gradients ", gradients(x1, y, w1, b))
