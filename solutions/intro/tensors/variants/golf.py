"""As short as it gets: Python lists, zip and comprehensions do the work."""

from torch import float32, tensor

make_tensors = lambda: (
    *map(tensor, (1, [1, 2, 3], [[1, 2], [3, 4]], [[[1, 2], [3, 4]], [[5, 6], [7, 8]]])),
)
to_float32 = lambda t: tensor(t.tolist(), dtype=float32)


def reshape(t, rows):
    f, c = t.flatten().tolist(), t.numel() // rows
    if c * rows != len(f):
        raise ValueError(rows)
    return tensor([f[i : i + c] for i in range(0, len(f), c)], dtype=t.dtype)


transpose = lambda t: tensor([*zip(*t.tolist())], dtype=t.dtype)
gram = lambda t: tensor(
    [[sum(x * y for x, y in zip(r, s)) for s in t.tolist()] for r in t.tolist()], dtype=t.dtype
)
