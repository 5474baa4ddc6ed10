"""How many numbers does a network learn?

The book's network with two hidden layers, and two ways to count what is trainable in any model.
"""

import torch
from torch import nn


class NeuralNetwork(nn.Module):
    """The book's network: two hidden layers of 30 and 20 units, each followed by ReLU.

    Three linear layers, each with a bias: `num_inputs` to 30, 30 to 20, 20 to `num_outputs`. The
    last one gives logits, so nothing follows it.
    """

    def __init__(self, num_inputs: int, num_outputs: int) -> None:
        """Create the layers.

        Args:
            num_inputs: the number of features of one example, at least 1.
            num_outputs: the number of classes, at least 1.
        """
        raise NotImplementedError

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Compute the logits of a batch.

        Args:
            x: floats of shape (batch, num_inputs).

        Returns:
            The logits, of shape (batch, num_outputs).
        """
        raise NotImplementedError


def count_parameters(model: nn.Module) -> int:
    """Count the trainable parameters of any model, number by number.

    Args:
        model: any module, with any modules nested inside it. It stays as it was.

    Returns:
        How many single numbers an optimiser could change: a weight of shape (30, 2) counts as 60.
        Parameters that are frozen do not count, nor do buffers. A parameter that is used in
        several places counts once. A model without parameters gives 0.
    """
    raise NotImplementedError


def count_by_layer(model: nn.Module) -> dict[str, int]:
    """Count the trainable parameters of any model, layer by layer.

    Args:
        model: any module, with any modules nested inside it. It stays as it was.

    Returns:
        One entry for each module that has trainable parameters of its own; those of the modules
        inside it are not its own. The key is the module's name as in `model.named_modules()`,
        such as "layers.0", and "" for the model itself. The value is how many single numbers are
        trainable there, at least 1: a module with nothing to train has no entry. A parameter that
        is used in several places counts for the first module that has it, in the order of
        `model.named_modules()`. So the values add up to `count_parameters(model)`.
    """
    raise NotImplementedError


if __name__ == "__main__":
    network = NeuralNetwork(2, 2)
    for layer, count in count_by_layer(network).items():
        print(f"{layer:>10} {count:>5}")
    print(f"{'together':>10} {count_parameters(network):>5}")
