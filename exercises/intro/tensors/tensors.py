"""Tensors: making them, changing their dtype and their shape, multiplying them.

None of these functions changes the tensor that it is given.
"""

import torch


def make_tensors() -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    """Make a scalar, a vector, a matrix, and a tensor with three dimensions.

    Returns:
        Four tensors of whole numbers (torch.int64), as a tuple, in this order:

        0-D, shape (): the number 1.
        1-D, shape (3,): the numbers 1, 2, 3.
        2-D, shape (2, 2): the rows [1, 2] and [3, 4].
        3-D, shape (2, 2, 2): the matrices [[1, 2], [3, 4]] and [[5, 6], [7, 8]].
    """
    raise NotImplementedError


def to_float32(t: torch.Tensor) -> torch.Tensor:
    """Give a tensor's numbers as 32-bit floats.

    Args:
        t: a tensor of any shape and dtype.

    Returns:
        A tensor of the same shape and the same numbers (True is 1, False is 0), of the dtype
        torch.float32. It may be `t` itself if that is what `t` is already.
    """
    raise NotImplementedError


def reshape(t: torch.Tensor, rows: int) -> torch.Tensor:
    """Arrange a tensor's numbers in a matrix with so many rows.

    Args:
        t: a tensor of any shape and dtype, with at least one number in it. It need not be
            contiguous in memory.
        rows: the number of rows, at least 1.

    Returns:
        A tensor of the shape (rows, columns) and of the dtype of `t`, with all numbers of `t` in
        the order in which they are read there, row by row. It may share its memory with `t`.

    Raises:
        RuntimeError: the numbers do not fill so many rows of the same length. (A ValueError is
            fine as well.)
    """
    raise NotImplementedError


def transpose(t: torch.Tensor) -> torch.Tensor:
    """Make rows into columns.

    Args:
        t: a matrix, of shape (n, m), of any dtype.

    Returns:
        A tensor of shape (m, n) and of the dtype of `t`, with the number at [j, i] that `t` has at
        [i, j]. It may share its memory with `t`.
    """
    raise NotImplementedError


def gram(t: torch.Tensor) -> torch.Tensor:
    """Multiply a matrix by its own transpose.

    Args:
        t: a matrix, of shape (n, m), of integers or floats.

    Returns:
        A tensor of shape (n, n) and of the dtype of `t`. At [i, j] it has the dot product of rows
        i and j of `t`.
    """
    raise NotImplementedError


if __name__ == "__main__":
    for tensor in make_tensors():
        print(f"{tensor.ndim}-D, shape {tuple(tensor.shape)}, {tensor.dtype}:\n{tensor}\n")
