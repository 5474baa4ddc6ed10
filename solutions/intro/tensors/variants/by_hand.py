"""Loops and indices: every number is copied to its place, every dot product added up."""

import torch


def make_tensors() -> tuple[torch.Tensor, ...]:
    tensors = []
    for dimensions, length in enumerate((1, 3, 2, 2)):
        shape = [length] * dimensions
        t = torch.empty(shape, dtype=torch.int64)
        flat = t.view(-1)
        for n in range(flat.numel()):
            flat[n] = n + 1
        tensors.append(t)
    return tuple(tensors)


def to_float32(t: torch.Tensor) -> torch.Tensor:
    result = torch.empty(t.shape, dtype=torch.float32)
    result.copy_(t)
    return result


def reshape(t: torch.Tensor, rows: int) -> torch.Tensor:
    columns, left_over = divmod(t.numel(), rows)
    if left_over:
        raise ValueError(f"{t.numel()} numbers do not fill {rows} rows")
    result = torch.empty(rows, columns, dtype=t.dtype)
    for n, number in enumerate(t.flatten()):
        result[n // columns, n % columns] = number
    return result


def transpose(t: torch.Tensor) -> torch.Tensor:
    n, m = t.shape
    result = torch.empty(m, n, dtype=t.dtype)
    for i in range(n):
        for j in range(m):
            result[j, i] = t[i, j]
    return result


def gram(t: torch.Tensor) -> torch.Tensor:
    n, m = t.shape
    result = torch.zeros(n, n, dtype=t.dtype)
    for i in range(n):
        for j in range(n):
            for k in range(m):
                result[i, j] += t[i, k] * t[j, k]
    return result
