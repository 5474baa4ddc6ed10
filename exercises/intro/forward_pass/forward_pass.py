"""Use a classifier: its logits, its probabilities, its predictions.

The model comes from somebody else, perhaps in the middle of training. It is asked, and then it is
given back exactly as it came.
"""

import torch
from torch import nn


def logits(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    """Compute what the model gives for a batch, in evaluation mode and without an autograd graph.

    The model is left as it was, whatever happens: every module in it has the mode that it had
    before, also where the model raises an error.

    Args:
        model: any classifier that turns a batch into logits of shape (batch, classes).
        X: the batch, of shape (batch, ...): at least one example, of the shape and the dtype that
            the model takes.

    Returns:
        The model's logits, of shape (batch, classes), as they are.
    """
    raise NotImplementedError


def predict_proba(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    """Compute how likely the model finds each class, for each example.

    The conditions are those of `logits`: evaluation mode, no graph, the model is left as it was.

    Args:
        model: any classifier that turns a batch into logits of shape (batch, classes).
        X: the batch, of shape (batch, ...), at least one example.

    Returns:
        The softmax of each example's logits: probabilities of shape (batch, classes) and of the
        logits' dtype. Each row adds up to 1, however large or small the logits are.
    """
    raise NotImplementedError


def predict(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    """Tell the most likely class of each example.

    The conditions are those of `logits`: evaluation mode, no graph, the model is left as it was.

    Args:
        model: any classifier that turns a batch into logits of shape (batch, classes).
        X: the batch, of shape (batch, ...), at least one example.

    Returns:
        The number of the class with the largest logit for each example: int64, of shape (batch,).
    """
    raise NotImplementedError


if __name__ == "__main__":
    torch.manual_seed(123)
    network = nn.Sequential(
        nn.Linear(50, 30), nn.ReLU(), nn.Linear(30, 20), nn.ReLU(), nn.Linear(20, 3)
    )
    torch.manual_seed(123)
    batch = torch.rand(1, 50)
    print("logits       ", logits(network, batch))
    print("probabilities", predict_proba(network, batch))
    print("prediction   ", predict(network, batch))
