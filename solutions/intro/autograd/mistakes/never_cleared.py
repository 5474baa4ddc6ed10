# /// mistake
# fails = ["gives_the_gradients_of_the_book", "gives_the_same_again"]
# en = "The tensors that collect the gradients live as long as the program, and nobody clears their `.grad`. So each call gives the sum of all gradients so far. The first call is right."
# zh = "积累梯度的那些张量与程序同寿，却没有人清空它们的 `.grad`。于是每次调用得到的都是到目前为止所有梯度之和，只有第一次是对的。"
# ///
"""The smallest network there is, its loss, and the gradients of that loss."""

import torch
import torch.nn.functional as F

W1 = torch.zeros(1, requires_grad=True)
B = torch.zeros(1, requires_grad=True)


def forward(x1: torch.Tensor, w1: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    return torch.sigmoid(x1 * w1 + b)


def loss(x1: torch.Tensor, y: torch.Tensor, w1: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    return F.binary_cross_entropy(forward(x1, w1, b), y)


def gradients(
    x1: torch.Tensor, y: torch.Tensor, w1: torch.Tensor, b: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    with torch.no_grad():
        W1.copy_(w1.reshape(1))
        B.copy_(b.reshape(1))
    loss(x1.reshape(1), y.reshape(1), W1, B).backward()
    return W1.grad.clone().reshape(w1.shape), B.grad.clone().reshape(b.shape)


if __name__ == "__main__":
    x1, y, w1, b = (torch.tensor([value]) for value in (1.1, 1.0, 2.2, 0.0))
    print("prediction", forward(x1, w1, b))
    print("loss      ", loss(x1, y, w1, b))
    print("gradients ", gradients(x1, y, w1, b))
