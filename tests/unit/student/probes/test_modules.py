"""What an object keeps that `parameters()` does not know of."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from torch import nn

from grader.student.probes import modules


class Keeper(nn.Module):
    """Keeps what it is given."""

    def __init__(self, **kept: object) -> None:
        super().__init__()
        for name, value in kept.items():
            setattr(self, name, value)


@pytest.mark.parametrize(
    ("kept", "kinds"),
    [
        ([nn.Linear(2, 3)], ["modules"]),
        ((nn.ReLU(), nn.Linear(2, 3)), ["modules"]),
        ({"first": nn.Linear(2, 3)}, ["modules"]),
        (torch.ones(3, 2), ["tensor"]),
        ([torch.ones(3, 2), torch.ones(3)], ["tensors"]),
        ({"weight": torch.ones(3, 2)}, ["tensors"]),
        ([nn.Parameter(torch.ones(3))], ["tensors"]),
    ],
)
def test_what_is_hidden_in_plain_attributes_is_told(kept: object, kinds: list[str]) -> None:
    keeper = Keeper(kept=kept)
    assert list(keeper.parameters()) == []
    assert modules.held(keeper) == kinds


@pytest.mark.parametrize(
    "kept",
    [
        nn.Linear(2, 3),
        nn.ModuleList([nn.Linear(2, 3)]),
        nn.ParameterDict({"weight": nn.Parameter(torch.ones(3))}),
        nn.Parameter(torch.ones(3)),
        [],
        {},
        [1, 2],
        "text",
    ],
)
def test_what_pytorch_knows_and_what_is_neither_is_not(kept: object) -> None:
    assert modules.held(Keeper(kept=kept)) == []


def test_what_is_registered_as_a_buffer_is_known() -> None:
    keeper = Keeper()
    keeper.register_buffer("mean", torch.zeros(3))
    assert modules.held(keeper) == []


def test_several_stand_sorted() -> None:
    keeper = Keeper(w=torch.ones(3), layers=[nn.ReLU()], pairs=[torch.ones(1)], b=torch.ones(1))
    assert modules.held(keeper) == ["modules", "tensor", "tensor", "tensors"]


@pytest.mark.parametrize("probe", [modules.parameters, modules.state])
def test_a_lazy_layer_is_named_as_what_has_no_values_yet(
    probe: Callable[[nn.Module], object],
) -> None:
    model = nn.Sequential(nn.LazyLinear(3), nn.Linear(3, 1))
    with pytest.raises(ValueError, match=r"0\.weight has no values yet: a lazy layer learns"):
        probe(model)
    model(torch.ones(1, 2))
    assert probe(model)
