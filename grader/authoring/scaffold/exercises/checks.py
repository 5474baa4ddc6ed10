"""Visible checks of `$name`: their oracles stand here, nothing comes from the solutions."""

import torch

from grader.checks import Student, check, expect


@check(points=1)
def scales_a_vector(student: Student) -> None:
    """Every element is multiplied by the factor."""
    t = torch.tensor([1.0, -2.0, 0.5])
    expect.close(student.scaled(t, 3.0), lambda x: x * 3.0, t)
