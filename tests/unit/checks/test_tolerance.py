"""Derived tolerances: honest rounding passes, wrong results do not."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from grader.checks import expect, tolerance

Oracle = Callable[..., torch.Tensor]


def network(x: torch.Tensor, first: torch.Tensor, second: torch.Tensor) -> torch.Tensor:
    return torch.relu(x @ first) @ second


def softmax(x: torch.Tensor) -> torch.Tensor:
    return torch.softmax(x, dim=1)


def gradient(x: torch.Tensor, w: torch.Tensor) -> torch.Tensor:
    w = w.detach().requires_grad_()
    torch.tanh(x @ w).square().mean().backward()
    assert w.grad is not None
    return w.grad


def reversed_sums(x: torch.Tensor, first: torch.Tensor, second: torch.Tensor) -> torch.Tensor:
    hidden = torch.relu(x.flip(1) @ first.flip(0))
    return hidden.flip(1) @ second.flip(0)


def by_hand(x: torch.Tensor, first: torch.Tensor, second: torch.Tensor) -> torch.Tensor:
    hidden = (x[:, :, None] * first[None]).sum(1).clamp(min=0)
    return torch.einsum("ni,io->no", hidden, second)


def data(seed: int, scale: float, dtype: torch.dtype) -> tuple[torch.Tensor, ...]:
    generator = torch.Generator().manual_seed(seed)
    sizes = ((5, 40), (40, 30), (30, 3))
    return tuple(
        (torch.randn(size, generator=generator, dtype=torch.float64) * scale).to(dtype)
        for size in sizes
    )


@given(
    seed=st.integers(0, 10_000),
    scale=st.sampled_from([1e-3, 0.1, 1.0, 30.0]),
    dtype=st.sampled_from([torch.float32, torch.float64, torch.bfloat16]),
    honest=st.sampled_from([network, reversed_sums, by_hand]),
)
def test_other_orders_of_summation_pass(
    seed: int, scale: float, dtype: torch.dtype, honest: Oracle
) -> None:
    inputs = data(seed, scale, dtype)
    expect.close(honest(*inputs), network, *inputs)


@given(seed=st.integers(0, 10_000), scale=st.sampled_from([1e-3, 0.1, 1.0, 30.0]))
def test_a_missing_activation_fails_at_every_scale(seed: int, scale: float) -> None:
    x, first, second = data(seed, scale, torch.float32)
    with pytest.raises(expect.Mismatch):
        expect.close(x @ first @ second, network, x, first, second)


@given(seed=st.integers(0, 10_000))
def test_a_relative_error_of_a_ten_thousandth_fails(seed: int) -> None:
    inputs = data(seed, 1.0, torch.float32)
    with pytest.raises(expect.Mismatch):
        expect.close(network(*inputs) * 1.0001, network, *inputs)


def test_float32_passes_where_float64_was_asked_for_only_by_its_inputs() -> None:
    inputs = data(1, 1.0, torch.float64)
    single = network(*(value.float() for value in inputs))
    with pytest.raises(expect.Mismatch):
        expect.close(single, network, *inputs)


@given(seed=st.integers(0, 10_000))
def test_the_backward_pass_is_covered(seed: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    x = torch.randn(16, 8, generator=generator)
    w = torch.randn(8, 4, generator=generator)
    parts = [gradient(x[n : n + 1], w) for n in range(16)]
    expect.close(sum(parts[1:], parts[0]) / 16, gradient, x, w)
    with pytest.raises(expect.Mismatch):
        expect.close(gradient(x, w) * 16, gradient, x, w)


def test_cancellation_widens_the_bound_where_it_must() -> None:
    x = torch.tensor([1e4, 1.0, -1e4])

    def total(values: torch.Tensor) -> torch.Tensor:
        return values.sum()

    expect.close(x[0] + x[1] + x[2], total, x)
    with pytest.raises(expect.Mismatch):
        expect.close(torch.tensor(1.5), total, x)


def test_small_elements_beside_large_ones_are_still_compared() -> None:
    x = torch.tensor([[10.0, 0.0, -10.0]])
    wrong = softmax(x).clone()
    wrong[0, 2] *= 2
    expect.close(softmax(x), softmax, x)
    with pytest.raises(expect.Mismatch):
        expect.close(wrong, softmax, x)


def test_inputs_are_left_as_they_were() -> None:
    x = torch.ones(3, requires_grad=True)

    def spoils(values: torch.Tensor) -> torch.Tensor:
        with torch.no_grad():
            values.mul_(2)
        return values * 1

    expect.close(torch.full((3,), 2.0), spoils, x)
    assert x.tolist() == [1.0, 1.0, 1.0]


def test_an_oracle_does_not_import_the_compiler() -> None:
    """Dispatch modes ask to be left out of compilation, which imports a second of modules."""
    import subprocess
    import sys

    code = (
        "import sys, torch\nfrom grader.checks import expect\n"
        "x = torch.ones(2, 2)\nexpect.close(x @ x, lambda a: a @ a, x)\n"
        "assert 'torch._dynamo' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_most_right_answers_need_few_runs() -> None:
    """The verdict is that of all runs: bounds only widen."""
    runs = 0

    def counted(*inputs: torch.Tensor) -> torch.Tensor:
        nonlocal runs
        runs += 1
        return network(*inputs)

    inputs = data(1, 1.0, torch.float32)
    expect.close(network(*inputs), counted, *inputs)
    assert runs <= 3
    runs = 0
    with pytest.raises(expect.Mismatch):
        expect.close(network(*inputs) * 1.001, counted, *inputs)
    assert runs == 1 + tolerance.RUNS


def test_bounds_only_widen() -> None:
    seen: list[tolerance.Wanted] = []

    def enough(wanted: tolerance.Wanted) -> bool:
        seen.append(wanted)
        return False

    tolerance.derive(network, data(2, 1.0, torch.float32), None, enough)
    assert len(seen) == 1 + tolerance.RUNS
    for one, next_ in pairwise(seen):
        assert bool((one.bounds[0] <= next_.bounds[0]).all())


def test_an_oracle_that_draws_changes_nothing_that_follows() -> None:
    torch.manual_seed(7)
    follows = torch.rand(3)
    torch.manual_seed(7)
    tolerance.derive(lambda x: x + torch.rand(()), (torch.ones(2),), None)
    assert torch.equal(torch.rand(3), follows)
