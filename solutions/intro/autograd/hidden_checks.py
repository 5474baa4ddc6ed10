"""The hidden checks of `autograd`: numbers, dtypes and tensors that nobody has seen before."""

from typing import Any

import torch
from hypothesis import given
from hypothesis import strategies as st

from grader.checks import Handle, Student, check, expect

Inputs = list[torch.Tensor]

STATES = ("plain", "leaf", "leaf with .grad", "computed")
"""How the caller may have `w1` and `b`."""


@st.composite
def inputs(draw: st.DrawFn) -> Inputs:
    """Draw x1, y, w1 and b: with x1 · w1 + b between -6 and 6, and x1 and w1 not 0."""
    quarters = st.integers(1, 8).map(lambda n: n / 4)
    sign = st.sampled_from([1.0, -1.0])
    x1, w1 = draw(quarters) * draw(sign), draw(quarters) * draw(sign)
    values = [x1, draw(st.sampled_from([0.0, 1.0])), w1, draw(st.integers(-8, 8)) / 4]
    dtype = draw(st.sampled_from([torch.float32, torch.float64]))
    shape = draw(st.sampled_from([(), (1,)]))
    return [torch.full(shape, value, dtype=dtype) for value in values]


def prediction(x1: torch.Tensor, w1: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    """Return what `forward` has to give."""
    return torch.sigmoid(x1 * w1 + b)


def cross_entropy(
    x1: torch.Tensor, y: torch.Tensor, w1: torch.Tensor, b: torch.Tensor
) -> torch.Tensor:
    """Return what `loss` has to give, written so that the tolerance allows for honest rounding."""
    z = x1 * w1 + b
    a = torch.sigmoid(z)
    total = -(y * torch.log(a) + (1 - y) * torch.log(torch.ones_like(a) - a)).mean()
    # Ways that start from logits add numbers of this size and take them away again.
    return total + z.sum() - z.sum()


def derivatives(
    x1: torch.Tensor, y: torch.Tensor, w1: torch.Tensor, b: torch.Tensor
) -> list[torch.Tensor]:
    """Return what `gradients` has to give, likewise: the mean of two ways to the same number."""
    z = x1 * w1 + b
    a = torch.sigmoid(z)
    rest = torch.ones_like(a) - a
    short = torch.ones_like(y) - y - rest
    by_chain_rule = (a - y) / (a * rest) * a * torch.sigmoid(-z)
    slope = (short + by_chain_rule) / 2
    return [slope * x1, slope]


@check(points=1, after="predicts_with_the_sigmoid", examples=6)
@given(values=inputs())
def predicts_any_input(student: Student, values: Inputs) -> None:
    """`forward` is right for all inputs, shapes and dtypes."""
    x1, _, w1, b = values
    result = student.forward(x1, w1, b)
    expect.shape(result, *x1.shape)
    expect.dtype(result, x1.dtype)
    expect.close(result, prediction, x1, w1, b)


@check(points=2, after="loss_can_be_differentiated", examples=6)
@given(values=inputs())
def gives_any_loss(student: Student, values: Inputs) -> None:
    """`loss` and its `backward()` are right for all inputs, shapes and dtypes."""
    x1, y, w1, b = values
    weight = student.specimen.tensors.leaf(w1, shown="w1")
    bias = student.specimen.tensors.leaf(b, shown="b")
    kept = student.loss.kept(x1, y, weight, bias)
    result = student.fetch(kept)
    expect.shape(result)
    expect.dtype(result, x1.dtype)
    kept.backward()
    found = [student.probe.tensors.gradient(tensor) for tensor in (weight, bias)]
    expect.close([result, *found], lambda *v: [cross_entropy(*v), *derivatives(*v)], *values)


def placed(student: Student, value: torch.Tensor, state: str, name: str) -> tuple[Handle, Handle]:
    """Place a tensor in one of the `STATES`; return it, and the leaf whose `.grad` is to stay."""
    options: dict[str, Any] = {}
    if state == "plain":
        options["requires_grad"] = False
    elif state == "leaf with .grad":
        options["gradient"] = value + 1
    leaf = student.specimen.tensors.leaf(value, shown=name, **options)
    if state != "computed":
        return leaf, leaf
    return student.specimen.tensors.computed(leaf, shown=name), leaf


@check(
    points=3, after=("takes_tensors_as_they_come", "leaves_the_callers_tensors_alone"), examples=10
)
@given(values=inputs(), states=st.tuples(st.sampled_from(STATES), st.sampled_from(STATES)))
def gives_any_gradients(student: Student, values: Inputs, states: tuple[str, str]) -> None:
    """`gradients` is right for all inputs, again and again, and changes no `.grad`."""
    x1, y, *parameters = values
    handles, leaves = zip(
        *(
            placed(student, value, state, name)
            for value, state, name in zip(parameters, states, ("w1", "b"), strict=True)
        ),
        strict=True,
    )
    before = [student.probe.tensors.gradient(leaf) for leaf in leaves]
    answers = []
    for _ in range(2):
        result = student.gradients(x1, y, *handles)
        items = list(result) if isinstance(result, (tuple, list, Handle)) else [result]
        for item, parameter in zip(items, parameters, strict=False):
            expect.shape(item, *parameter.shape)
            expect.dtype(item, parameter.dtype)
        answers.append(items)
    expect.close(answers, lambda *v: [derivatives(*v)] * 2, *values)
    after = [student.probe.tensors.gradient(leaf) for leaf in leaves]
    expect.equal(after, before, because="The `.grad` of the caller's tensors is not what it was.")
    for handle, parameter in zip(handles, parameters, strict=True):
        expect.unchanged(student, handle, parameter)
