"""What nobody can answer without the reference."""

import torch
from hypothesis import given
from hypothesis.strategies import integers

from grader.checks import check, expect


@check(points=5)
@given(number=integers(1, 2**40))
def answers(student, reference, number):
    """`answer` is the reference's."""
    expect.equal(student.answer(number), reference.answer(number))


@check(points=5)
def scales(student, reference):
    """`scale` is the reference's."""
    x = torch.linspace(-1.0, 1.0, 12).reshape(3, 4)
    expect.close(student.scale(x), reference.scale, x)
