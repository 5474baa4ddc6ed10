"""A simulated machine with GPUs that whole models can be trained on, and what moved on it.

Modules, optimisers and gradients work as they do on a real one. What the tensors there are is in
`remote_tensors`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import nn

from grader.student.probes import machine, remote_tensors
from grader.student.probes.remote_tensors import MAX_LOG, MOVES, Remote, there


def simulate(*, cuda: int = 0, mps: bool = False) -> None:
    """Let this machine have GPUs. To be called before the student's code is loaded.

    Args:
        cuda: how many CUDA devices there are.
        mps: whether Apple's GPU can be used.
    """
    machine.simulate(cuda=cuda, mps=mps)
    MOVES.counts = {"cuda": cuda, "mps": int(mps)}
    for kind in (kind for kind, count in MOVES.counts.items() if count):
        module: Any = getattr(torch, kind)
        module.synchronize = module.empty_cache = _nothing
    runtime: Any = torch.cuda
    runtime.set_device, runtime.device = _select, _Selected
    if cuda:
        runtime._lazy_init = _nothing  # noqa: SLF001 - what every use of a CUDA device begins with
        runtime.current_device = lambda: MOVES.current
    backend: Any = torch.backends.cudnn
    backend.enabled = False
    tensor: Any = torch.Tensor
    tensor.data = property(_data, _set_data)
    # A parameter stays the object that it is when its model moves, as on a real machine.
    torch.__future__.set_swap_module_params_on_conversion(True)
    remote_tensors.install()


def _select(device: Any) -> None:
    """Stand in for `torch.cuda.set_device`."""
    if not isinstance(device, int) or device >= 0:
        MOVES.current = there(device).index or 0


class _Selected:
    """Stands in for `torch.cuda.device`."""

    def __init__(self, device: Any) -> None:
        self._device = device

    def __enter__(self) -> None:
        self._before = MOVES.current
        _select(self._device)

    def __exit__(self, *_: object) -> None:
        MOVES.current = self._before


def _nothing(*_: object, **__: object) -> None:
    pass


_plain_data: Any = torch.Tensor.__dict__.get("data") or torch._C.TensorBase.data  # noqa: SLF001


def _data(self: torch.Tensor) -> Any:
    return self.detach() if isinstance(self, Remote) else _plain_data.__get__(self)


def _set_data(self: torch.Tensor, value: torch.Tensor) -> None:
    if self.device == value.device:
        _plain_data.__set__(self, value)
        return
    torch.utils.swap_tensors(self, nn.Parameter(value.detach(), requires_grad=self.requires_grad))


# ---- what a check asks ----


def run(
    function: Callable[..., object], arguments: Sequence[Any], *, answer: bool = True
) -> dict[str, object]:
    """Call `function`; return its value, unless `answer` is False, and what moved.

    Returns:
        Its `value`; the `copies` between devices in order, each with `shape`, `dtype`, `source`,
        `target` and whether it is a `parameter`; the number of `products` of matrices by device;
        the `clash`, where the call ended since tensors of two devices met in one operation: that
        operation's name, then the shape and the device of each of its tensors.
    """
    MOVES.start()
    value = None
    try:
        value = function(*arguments)
    except RuntimeError:
        if not MOVES.clash:
            raise
    else:
        # Whoever catches it may have found another way.
        MOVES.clash = []
    return {
        "value": value if answer else None,
        "copies": MOVES.copies,
        "products": MOVES.products,
        "clash": MOVES.clash,
    }


def where(model: nn.Module) -> dict[str, str]:
    """On which device each parameter and buffer lies, by name."""
    return {name: str(t.device) for name, t in [*model.named_parameters(), *model.named_buffers()]}


def state(model: nn.Module) -> dict[str, torch.Tensor]:
    """Copies of the parameters and buffers by name, on the CPU wherever they lie."""
    return {
        name: t.detach().cpu().clone()
        for name, t in [*model.named_parameters(), *model.named_buffers()]
    }


def place(model: nn.Module, device: str) -> None:
    """Move a model."""
    model.to(device)


def kinds(values: object) -> list[str] | str:
    """What a list consists of, such as "float" or "tensor with a graph"; of no list its kind."""
    if type(values) is not list:
        return type(values).__name__
    return [_kind(value) for value in values[:MAX_LOG]]


def _kind(value: object) -> str:
    if isinstance(value, torch.Tensor):
        return "tensor" if value.grad_fn is None else "tensor with a graph"
    return type(value).__name__
