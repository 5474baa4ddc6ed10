"""What a student can see. Nothing here is worth a point."""

from grader.checks import check, expect


@check(points=0)
def is_attacked(student):
    """`attack()` says that it has not succeeded."""
    expect.equal(bool(student.attack()), False)
