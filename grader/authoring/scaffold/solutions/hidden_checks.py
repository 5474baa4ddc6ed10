"""Hidden checks of `$name`: by property, against the reference."""

import torch
from hypothesis import given
from hypothesis.strategies import integers

from grader.checks import Reference, Student, check, expect, sizes, tensors


@check(points=1, after="scales_a_vector")
@given(t=tensors(sizes(1, 4), sizes(1, 4)), factor=integers(-3, 3))
def scales_any_matrix(
    student: Student, reference: Reference, t: torch.Tensor, factor: int
) -> None:
    """It works for every shape and factor."""
    expect.close(student.scaled(t, float(factor)), reference.scaled, t, float(factor))


@check(points=1, after="scales_a_vector")
def leaves_the_argument_alone(student: Student) -> None:
    """The argument keeps its values."""
    t = torch.tensor([1.0, 2.0])
    placed = student.put(t)
    student.scaled(placed, 2.0)
    expect.unchanged(student, placed, t)
