"""The smallest network there is, its loss, and the gradients of that loss.

One input `x1`, one weight `w1`, one bias `b`, and a label `y`, which is 0 or 1. Each is a tensor
with a single number. All four are of the same shape, () or (1,), and of the same floating dtype.
"""

import torch
import torch.nn.functional as F


def forward(x1: torch.Tensor, w1: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    """Compute the prediction.

    Args:
        x1: the input.
        w1: the weight.
        b: the bias.

    Returns:
        The probability of class 1, sigmoid(x1 * w1 + b), of the shape and dtype of the inputs.
    """
    raise NotImplementedError


def loss(x1: torch.Tensor, y: torch.Tensor, w1: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    """Compute how far the prediction is from the label.

    Args:
        x1: the input.
        y: the label, 0.0 or 1.0.
        w1: the weight.
        b: the bias.

    Returns:
        The binary cross entropy of the prediction a against the label,
        -(y * log(a) + (1 - y) * log(1 - a)) with the natural logarithm, as a tensor of shape ().
        Where `w1` or `b` requires gradients, `backward()` can be called on it.
    """
    raise NotImplementedError


def gradients(
    x1: torch.Tensor, y: torch.Tensor, w1: torch.Tensor, b: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    """Compute how the loss changes with the weight and with the bias.

    Nothing about the caller's tensors is changed, `.grad` and `requires_grad` included, and each
    call gives the same result for the same values.

    Args:
        x1: the input.
        y: the label, 0.0 or 1.0.
        w1: the weight. It may require gradients or not, have a `.grad` already, or be the result
            of another computation.
        b: the bias, of which the same is true.

    Returns:
        The derivatives dL/dw1 and dL/db of the loss L, in this order, as a tuple of two tensors:
        the first of the shape and dtype of `w1`, the second of those of `b`.
    """
    raise NotImplementedError


if __name__ == "__main__":
    x1, y, w1, b = (torch.tensor([value]) for value in (1.1, 1.0, 2.2, 0.0))
    print("prediction", forward(x1, w1, b))
    print("loss      ", loss(x1, y, w1, b))
    print("gradients ", gradients(x1, y, w1, b))
