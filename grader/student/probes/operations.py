"""Which operations a call runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch
from torch.utils._python_dispatch import TorchDispatchMode

MAX_OPERATIONS = 20_000


def trace(
    function: Callable[..., object], arguments: Sequence[Any], keywords: Mapping[str, Any]
) -> dict[str, object]:
    """Call `function`; return its value and the operations that ran: name, shapes, devices."""
    with _Trace() as traced:
        value = function(*arguments, **keywords)
    return {"value": value, "operations": traced.operations}


class _Trace(TorchDispatchMode):
    """Writes down every operation below autograd."""

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        """Asking to be left out of compilation would import the compiler: a second."""
        return False

    def __init__(self) -> None:
        super().__init__()
        self.operations: list[dict[str, Any]] = []

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        if len(self.operations) < MAX_OPERATIONS:
            device = (kwargs or {}).get("device")
            self.operations.append(
                {
                    "name": func._schema.name.removeprefix("aten::"),  # noqa: SLF001 - torch's own way
                    "shapes": [list(a.shape) for a in args if isinstance(a, torch.Tensor)],
                    "device": None if device is None else str(device),
                }
            )
        return func(*args, **(kwargs or {}))
