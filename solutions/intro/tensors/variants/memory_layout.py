"""Works on the layout: strides, gathered positions, dimensions swapped; the product by addmm."""

import torch


def make_tensors() -> tuple[torch.Tensor, ...]:
    storage = torch.linspace(1, 8, steps=8).round().long()
    return (
        storage.as_strided((), ()),
        storage.as_strided((3,), (1,)),
        storage.as_strided((2, 2), (2, 1)),
        storage.as_strided((2, 2, 2), (4, 2, 1)),
    )


def to_float32(t: torch.Tensor) -> torch.Tensor:
    return t.new_tensor(t.detach().tolist(), dtype=torch.float32)


def reshape(t: torch.Tensor, rows: int) -> torch.Tensor:
    if t.numel() % rows:
        raise RuntimeError(f"shape {tuple(t.shape)} does not give {rows} rows")
    positions = torch.arange(t.numel()).chunk(rows)
    return torch.stack([torch.take(t, row) for row in positions])


def transpose(t: torch.Tensor) -> torch.Tensor:
    row, column = t.stride()
    return t.as_strided((t.size(1), t.size(0)), (column, row), t.storage_offset())


def gram(t: torch.Tensor) -> torch.Tensor:
    rows = t.size(0)
    return torch.addmm(t.new_zeros(rows, rows), t, transpose(t))
