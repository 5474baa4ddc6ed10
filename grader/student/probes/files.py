"""Files in the work folder."""

from __future__ import annotations

from pathlib import Path

import torch


def path(name: str) -> str:
    """The absolute path of a file of that name in the work folder."""
    return str(Path.cwd() / name)


def read(name: str, limit: int) -> torch.Tensor | None:
    """The bytes of a file, None where there is none or it is larger than `limit`."""
    file = Path(name)
    if not file.is_file() or file.stat().st_size > limit:
        return None
    data = bytearray(file.read_bytes())
    return torch.frombuffer(data, dtype=torch.uint8) if data else torch.empty(0, dtype=torch.uint8)


def write(name: str, data: torch.Tensor) -> str:
    """Write bytes into a file of the work folder, and return its path."""
    file = Path.cwd() / name
    file.write_bytes(data.contiguous().numpy().tobytes())
    return str(file)


def save_weights(name: str, weights: dict[str, torch.Tensor]) -> str:
    """Save tensors by name, as a state dict is saved, and return the file's path."""
    file = Path.cwd() / name
    torch.save(weights, file)
    return str(file)


class _Computed:
    """What stands in a file as code, to be run where the file is loaded without care."""

    def __init__(self, code: str) -> None:
        self._code = code

    def __reduce__(self) -> tuple[object, ...]:
        return eval, (self._code,)


def save_code(name: str, weights: dict[str, torch.Tensor], codes: dict[str, str]) -> str:
    """Save a state dict, as `save_weights` does, some entries of which are Python expressions."""
    file = Path.cwd() / name
    torch.save(weights | {entry: _Computed(code) for entry, code in codes.items()}, file)
    return str(file)


def load_weights(name: str) -> object:
    """What `torch.load` reads with `weights_only=True`. To be asked in a clean process only."""
    loaded: object = torch.load(name, weights_only=True)  # noqa: TID251 - here, and nowhere else
    return dict(loaded) if isinstance(loaded, dict) else loaded
