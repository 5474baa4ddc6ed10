"""What moves on a machine with simulated GPUs is written down; mistakes with devices are errors."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import torch

from grader.bridge.messages import Raised
from grader.model.exercise import Grants, Limits
from grader.sandbox.capabilities import can_fork
from grader.sandbox.policy import Policy
from grader.sandbox.session import Session
from grader.sandbox.zygote import Zygote

PROGRAM = """
import torch
from torch import nn


def product(device):
    a = torch.ones(2, 3).to(device)
    b = torch.ones(3, 4, device=device)
    return (a @ b).cpu()


def back_and_forth():
    there = torch.arange(6).reshape(2, 3).to("cuda:1")
    other = there.to("cuda:0").float()
    buffer = torch.zeros(2, 3)
    buffer.copy_(other)
    return buffer.sum().item()


def forgotten():
    return torch.ones(2, 3, device="cuda") @ torch.ones(3, 4)


def noticed():
    try:
        forgotten()
    except RuntimeError as error:
        return str(error)


def wrong():
    raise RuntimeError("of another kind")


def numbers():
    torch.cuda.set_device(1)
    first = torch.zeros(1, device="cuda")
    with torch.cuda.device(0):
        second = torch.zeros(1).cuda()
    return [str(t.device) for t in (first, second, torch.zeros(1).to(1), torch.zeros(1))]


def single_numbers():
    x = torch.ones(3, device="cuda")
    x = x * torch.tensor(2.0) + 1
    return (x[torch.tensor([0, 2])].sum() / 2).item()


def ask(device):
    return str(torch.zeros(1, device=device).device)


def network():
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3), nn.ReLU(), nn.Linear(3, 2))


def train(model, device):
    model.to(device)
    x, y = torch.tensor([[1.0, 2], [3, 5], [-1, 0]]), torch.tensor([0, 1, 1])
    losses = []
    for _ in range(2):
        loss = nn.functional.cross_entropy(model(x.to(device)), y.to(device))
        model.zero_grad()
        loss.backward()
        with torch.no_grad():
            for parameter in model.parameters():
                parameter -= 0.1 * parameter.grad
        losses.append(loss.item())
    return losses


def values():
    weight = torch.ones(1, requires_grad=True)
    return [1.0, weight, weight * 2, "x"]
"""


class Machine:
    """A process of ours on a simulated machine, with the program loaded."""

    def __init__(self, zygote: Zygote, **gpus: object) -> None:
        self.session = Session(zygote, Policy(Limits(call_seconds=30.0), Grants()))
        self.probe("simulate", **gpus)
        assert self.session.request("load", {"program.py": PROGRAM}, cpu_s=60.0) is None

    def call(self, name: str, *arguments: object, keep: bool = False) -> Any:
        return self.session.request("call", None, name, list(arguments), {}, keep, what=name)

    def probe(self, name: str, *arguments: object, **keywords: object) -> Any:
        probe = f"probes.device_moves.{name}"
        return self.session.request("probe", probe, list(arguments), keywords, what=name)

    def run(self, name: str, *arguments: object, **keywords: object) -> Any:
        function = self.session.request("get", None, name, what=name)
        return self.probe("run", function, list(arguments), **keywords)


Start = Callable[..., Machine]


@pytest.fixture(scope="module")
def start() -> Iterator[Start]:
    """Start a machine with these GPUs."""
    if not can_fork():
        pytest.skip("no fork on this system")
    zygote = Zygote(level="process")
    machines: list[Machine] = []

    def one(**gpus: object) -> Machine:
        machines.append(Machine(zygote, **gpus))
        return machines[-1]

    yield one
    for machine in machines:
        machine.session.close()
    zygote.close()


@pytest.fixture(scope="module")
def two_gpus(start: Start) -> Machine:
    """A machine on which nothing is changed for good."""
    return start(cuda=2)


def copy(source: str, target: str, dtype: str = "float32", shape: tuple[int, ...] = (2, 3)) -> Any:
    return {
        "shape": list(shape),
        "dtype": dtype,
        "source": source,
        "target": target,
        "parameter": False,
    }


@pytest.mark.parametrize("device", ["cuda:1", "cuda:0"])
def test_a_product_runs_where_its_factors_lie(two_gpus: Machine, device: str) -> None:
    seen = two_gpus.run("product", device)
    assert torch.equal(seen["value"], torch.full((2, 4), 3.0))
    assert seen["products"] == {device: 1}
    # What is made on a device does not move there.
    assert seen["copies"] == [copy("cpu", device), copy(device, "cpu", shape=(2, 4))]
    assert seen["clash"] == []


def test_on_the_cpu_nothing_moves(two_gpus: Machine) -> None:
    seen = two_gpus.run("product", "cpu", answer=False)
    assert seen == {"value": None, "copies": [], "products": {"cpu": 1}, "clash": []}


def test_every_copy_stands_in_the_record_in_order(two_gpus: Machine) -> None:
    seen = two_gpus.run("back_and_forth")
    assert seen["value"] == 15.0
    assert seen["copies"][:3] == [
        copy("cpu", "cuda:1", "int64"),
        copy("cuda:1", "cuda:0", "int64"),
        copy("cuda:0", "cpu"),
    ]


def test_two_devices_in_one_operation_are_a_clash(two_gpus: Machine) -> None:
    seen = two_gpus.run("forgotten")
    assert seen["value"] is None
    assert seen["clash"] == ["mm", [[2, 3], "cuda:0"], [[3, 4], "cpu"]]
    assert seen["products"] == {}


def test_a_clash_that_was_caught_is_none(two_gpus: Machine) -> None:
    seen = two_gpus.run("noticed")
    assert "at least two devices, cuda:0 and cpu" in seen["value"]
    assert seen["clash"] == []
    assert two_gpus.run("product", "cuda:0")["clash"] == []


def test_another_error_is_passed_on(two_gpus: Machine) -> None:
    raised = two_gpus.run("wrong")
    assert isinstance(raised, Raised)
    assert (raised.type, raised.message) == ("RuntimeError", "of another kind")


def test_a_device_without_a_number_is_the_current_one(start: Start) -> None:
    assert start(cuda=2).call("numbers") == ["cuda:1", "cuda:0", "cuda:1", "cpu"]


def test_single_numbers_and_indices_may_come_from_the_cpu(two_gpus: Machine) -> None:
    assert two_gpus.call("single_numbers") == 3.0


@pytest.mark.parametrize(
    ("gpus", "device", "there"),
    [
        ({"cuda": 2}, "cuda:1", "cuda:1"),
        ({"cuda": 2}, "cuda:2", None),
        ({"cuda": 2}, "mps", None),
        ({"mps": True}, "mps", "mps:0"),
        ({"mps": True}, "cuda", None),
        ({}, "cuda", None),
        ({}, "no_device", None),
        ({}, "cpu", "cpu"),
    ],
)
def test_a_missing_device_is_an_error(
    start: Start, two_gpus: Machine, gpus: dict[str, Any], device: str, there: str | None
) -> None:
    machine = two_gpus if gpus == {"cuda": 2} else start(**gpus)
    found = machine.call("ask", device)
    if there is None:
        assert isinstance(found, Raised)
        assert found.type == "RuntimeError"
        assert found.message
    else:
        assert found == there


def test_a_model_trains_there_as_on_the_cpu(two_gpus: Machine) -> None:
    found = []
    for device in ("cpu", "cuda:1"):
        model = two_gpus.call("network", keep=True)
        seen = two_gpus.run("train", model, device)
        assert set(seen["products"]) == {device}
        assert set(two_gpus.probe("where", model).values()) == {device}
        moved = [c for c in seen["copies"] if c["parameter"]]
        assert len(moved) == (0 if device == "cpu" else 6)
        found.append((seen["value"], two_gpus.probe("state", model)))
    (losses, state), (losses_there, state_there) = found
    assert losses_there == losses
    assert state_there.keys() == state.keys()
    assert all(torch.equal(state_there[name], value) for name, value in state.items())


def test_a_model_is_moved_and_found(two_gpus: Machine) -> None:
    model = two_gpus.call("network", keep=True)
    for device in ("cuda:0", "cpu"):
        two_gpus.probe("place", model, device)
        places = two_gpus.probe("where", model)
        assert places["0.weight"] == places["1.running_mean"] == device


def test_the_kinds_of_a_list_are_told(two_gpus: Machine) -> None:
    values = two_gpus.call("values", keep=True)
    assert two_gpus.probe("kinds", values) == ["float", "tensor", "tensor with a graph", "str"]
    assert two_gpus.probe("kinds", {"loss": 1.0}) == "dict"
