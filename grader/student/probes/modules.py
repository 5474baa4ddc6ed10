"""Modules: parameters, buffers, gradients, modes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import nn
from torch.optim.optimizer import register_optimizer_step_pre_hook


def is_module(value: object) -> bool:
    """Whether a value is an `nn.Module`."""
    return isinstance(value, nn.Module)


def held(model: nn.Module) -> list[str]:
    """What kinds of things an object keeps as plain attributes, unknown to `parameters()`.

    "modules" for a list, tuple or dict of modules, "tensor", "tensors"; sorted, without names.
    """
    kinds = []
    for value in vars(model).values():
        if isinstance(value, torch.Tensor):
            kinds.append("tensor")
        elif isinstance(value, (list, tuple, dict)) and value:
            items = value.values() if isinstance(value, dict) else value
            first = next(iter(items))
            if isinstance(first, nn.Module) and value is not model._modules:  # noqa: SLF001
                kinds.append("modules")
            elif isinstance(first, torch.Tensor) and not any(
                value is registered
                for registered in (model._parameters, model._buffers)  # noqa: SLF001
            ):
                kinds.append("tensors")
    return sorted(kinds)


def parameters(model: nn.Module) -> dict[str, torch.Tensor]:
    """Copies of the parameters by name; a tied one stands once."""
    return {name: _copy(name, p) for name, p in model.named_parameters()}


def buffers(model: nn.Module) -> dict[str, torch.Tensor]:
    """Copies of the buffers by name."""
    return {name: _copy(name, b) for name, b in model.named_buffers()}


def state(model: nn.Module) -> dict[str, torch.Tensor]:
    """Copies of everything in the state dict that is a tensor."""
    return {
        name: _copy(name, value)
        for name, value in model.state_dict().items()
        if isinstance(value, torch.Tensor)
    }


def _copy(name: str, tensor: torch.Tensor) -> torch.Tensor:
    if nn.parameter.is_lazy(tensor):
        raise ValueError(
            f"{name} has no values yet: a lazy layer learns its size from the first input it gets"
        )
    return tensor.detach().clone()


def trainable(model: nn.Module) -> dict[str, bool]:
    """Which parameters require gradients, by name."""
    return {name: p.requires_grad for name, p in model.named_parameters()}


def gradients(model: nn.Module) -> dict[str, torch.Tensor | None]:
    """Copies of the parameters' gradients by name, None where there is none."""
    return {
        name: None if p.grad is None else p.grad.detach().clone()
        for name, p in model.named_parameters()
    }


def set_parameters(model: nn.Module, values: Sequence[torch.Tensor]) -> bool:
    """Copy values into the parameters, matched by shape, in the order of registration.

    Names are the student's own, so shapes decide; where two have one shape, their order does.
    Returns whether each value found a parameter and each parameter a value.
    """
    left = list(model.parameters())
    if sorted(tuple(p.shape) for p in left) != sorted(tuple(v.shape) for v in values):
        return False
    with torch.no_grad():
        for value in values:
            place = next(n for n, p in enumerate(left) if p.shape == value.shape)
            left.pop(place).copy_(value)
    return True


def set_buffers(model: nn.Module, values: dict[str, torch.Tensor]) -> None:
    """Copy values into buffers by name."""
    known = dict(model.named_buffers())
    with torch.no_grad():
        for name, value in values.items():
            known[name].copy_(value)


def mode(model: nn.Module) -> bool:
    """Whether the model is in training mode."""
    return model.training


def set_mode(model: nn.Module, training: bool) -> None:  # noqa: FBT001 - a field of a message
    """Put the model and all that it holds in training or evaluation mode."""
    model.train(training)


def kinds(model: nn.Module) -> list[str]:
    """Class names of the model and all modules in it, in the order of registration."""
    return [type(module).__name__ for module in model.modules()]


def outputs(model: Any, inputs: torch.Tensor) -> torch.Tensor:
    """What the model gives for `inputs` in evaluation mode, without a graph; its mode stays."""
    was = model.training
    model.eval()
    try:
        with torch.no_grad():
            result: torch.Tensor = model(inputs)
            return result
    finally:
        model.train(was)


def cross_entropy_gradients(
    model: Any, inputs: torch.Tensor, labels: torch.Tensor
) -> dict[str, torch.Tensor | None]:
    """Gradients by name after one backward of the mean cross-entropy; then as before."""
    kept = [p.grad for p in model.parameters()]
    try:
        for p in model.parameters():
            p.grad = None
        nn.functional.cross_entropy(model(inputs), labels).backward()
        return gradients(model)
    finally:
        for p, grad in zip(model.parameters(), kept, strict=True):
            p.grad = grad


def backward(model: Any, inputs: torch.Tensor, labels: torch.Tensor) -> None:
    """Add the gradients of the mean cross-entropy to what the parameters' `.grad` hold."""
    nn.functional.cross_entropy(model(inputs), labels).backward()


class Steps:
    """What happens while a model is trained: see `watch_steps`."""

    def __init__(self, model: nn.Module) -> None:
        self.events: list[str] = []
        self._own = list(model.parameters())
        last = [p for p in self._own if p.requires_grad][-1]
        self._hooks = [
            last.register_post_accumulate_grad_hook(lambda _: self.events.append("backward")),
            register_optimizer_step_pre_hook(self._step),
        ]

    def _step(self, optimizer: torch.optim.Optimizer, *_: object) -> None:
        held = [p for group in optimizer.param_groups for p in group["params"]]
        if not any(p is own for p in held for own in self._own):
            self.events.append("step of others")
        elif all(p.grad is None or not p.grad.any() for p in self._own):
            self.events.append("step without gradients")
        else:
            self.events.append("step")

    def stop(self) -> None:
        """Watch no longer."""
        for hook in self._hooks:
            hook.remove()


def watch_steps(model: nn.Module) -> Steps:
    """Watch a model until `stop()`; `events` are those so far, in order.

    "backward": a gradient reached it; "step", "step without gradients", "step of others": an
    optimiser made a step, without any gradient in the model, or with another model's parameters.
    """
    return Steps(model)


def seen(model: Any) -> list[dict[str, Any]]:
    """What `specimens.modules.watched` saw at each forward.

    `training`: the mode; `grad`: whether gradients were enabled; `graph`: whether the outputs
    came with a graph; `shape`: that of the inputs.
    """
    return list(model.seen)
