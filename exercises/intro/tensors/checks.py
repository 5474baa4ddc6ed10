"""The visible checks of `tensors`."""

from typing import Any

import torch

from grader.checks import Handle, Student, StudentRaised, check, expect

WANTED = (
    torch.tensor(1),
    torch.tensor([1, 2, 3]),
    torch.tensor([[1, 2], [3, 4]]),
    torch.tensor([[[1, 2], [3, 4]], [[5, 6], [7, 8]]]),
)
"""The tensors of the book."""

WHICH = (
    "The first of the four tensors, the one with 0 dimensions, is not what was asked for.",
    "The second of the four tensors, the one with 1 dimension, is not what was asked for.",
    "The third of the four tensors, the one with 2 dimensions, is not what was asked for.",
    "The last of the four tensors, the one with 3 dimensions, is not what was asked for.",
)

MATRIX = torch.tensor([[1, 2, 3], [4, 5, 6]])


def made(student: Student) -> tuple[Any, ...]:
    """Call `make_tensors`; what has four items will do, a named tuple too."""
    result = student.make_tensors()
    items = tuple(result) if isinstance(result, (tuple, list, Handle)) else None
    expect.that(
        items is not None and len(items) == 4,
        "`make_tensors` gave back {result}, where a tuple of four tensors was expected.",
        result=result,
    )
    assert items is not None
    return items


@check(points=2)
def makes_the_tensors_of_the_book(student: Student) -> None:
    """`make_tensors` gives tensors with 0, 1, 2 and 3 dimensions, and with the right numbers."""
    for tensor, wanted, which in zip(made(student), WANTED, WHICH, strict=True):
        expect.tensor(tensor, because=which)
        expect.shape(tensor, *wanted.shape, because=which)
        expect.close(tensor, wanted, because=which)


@check(points=1, after=makes_the_tensors_of_the_book)
def makes_whole_numbers(student: Student) -> None:
    """The tensors of `make_tensors` hold whole numbers: their dtype is int64."""
    for tensor, wanted, which in zip(made(student), WANTED, WHICH, strict=True):
        expect.equal(tensor.dtype, wanted.dtype, because=which)


@check(points=2)
def converts_to_float32(student: Student) -> None:
    """`to_float32` gives the same numbers in the same shape, as float32."""
    for t in (
        MATRIX,
        torch.tensor([0.5, -1.75, 3.0], dtype=torch.float64),
        torch.tensor([[0.1, 2.7]]),
        torch.tensor([True, False]),
        torch.tensor([[2.5], [-0.25]], dtype=torch.float16),
        torch.tensor(7),
    ):
        result = student.to_float32(t)
        expect.shape(result, *t.shape)
        expect.equal(result, t.to(torch.float32))


@check(points=3)
def reshapes_row_by_row(student: Student) -> None:
    """`reshape` gives a matrix with that many rows, its numbers in the order of reading."""
    for t, rows, wanted in (
        (
            torch.arange(1, 13).reshape(2, 6),
            3,
            [[1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12]],
        ),
        (MATRIX, 3, [[1, 2], [3, 4], [5, 6]]),
        (MATRIX, 1, [[1, 2, 3, 4, 5, 6]]),
        (torch.tensor([1, 2, 3, 4, 5, 6, 7, 8]), 2, [[1, 2, 3, 4], [5, 6, 7, 8]]),
        (WANTED[3], 4, [[1, 2], [3, 4], [5, 6], [7, 8]]),
        (torch.tensor([[1.5, 2.5], [3.5, 4.5]]), 4, [[1.5], [2.5], [3.5], [4.5]]),
        (torch.tensor(5), 1, [[5]]),
    ):
        expect.equal(student.reshape(t, rows), torch.tensor(wanted, dtype=t.dtype))


@check(points=1, after=reshapes_row_by_row)
def reshapes_what_is_not_contiguous(student: Student) -> None:
    """`reshape` takes tensors that lie in memory in another order, such as a transpose."""
    t = student.specimen.tensors.transposed(
        MATRIX, shown="torch.tensor([[1, 4], [2, 5], [3, 6]]).T"
    )
    expect.equal(
        student.reshape(t, 3),
        torch.tensor([[1, 2], [3, 4], [5, 6]]),
        because="This tensor reads [[1, 2, 3], [4, 5, 6]], but it is a transpose: in memory its "
        "numbers lie column by column. What counts is the order of reading.",
    )


@check(points=1, after=reshapes_row_by_row)
def refuses_rows_that_do_not_fit(student: Student) -> None:
    """`reshape` raises an error if the numbers do not fill that many rows."""
    for rows in (4, 5):
        expect.raises(
            ("RuntimeError", "ValueError"),
            lambda rows=rows: student.reshape(MATRIX, rows),
            because="Six numbers do not make 4 or 5 rows of the same length. `reshape` should "
            "raise an error, so that no number gets lost and none is invented.",
        )


@check(points=2)
def transposes_rows_into_columns(student: Student) -> None:
    """`transpose` makes rows into columns."""
    for t, wanted in (
        (MATRIX, [[1, 4], [2, 5], [3, 6]]),
        (torch.tensor([[1.5, 2.0], [3.0, 4.5]]), [[1.5, 3.0], [2.0, 4.5]]),
        (torch.tensor([[7, 8, 9]]), [[7], [8], [9]]),
        (torch.tensor([[True], [False]]), [[True, False]]),
    ):
        expect.equal(student.transpose(t), torch.tensor(wanted, dtype=t.dtype))


@check(points=3)
def multiplies_by_the_transpose(student: Student) -> None:
    """`gram` multiplies a matrix by its transpose: `[[14, 32], [32, 77]]` for the book's matrix."""
    for t, wanted in (
        (MATRIX, [[14, 32], [32, 77]]),
        (torch.tensor([[1, 2], [0, 3], [4, 0]]), [[5, 6, 4], [6, 9, 0], [4, 0, 16]]),
        (torch.tensor([[1, 2], [3, 4]]), [[5, 11], [11, 25]]),
        (torch.tensor([[0.5, 2.0, -1.0]]), [[5.25]]),
        (torch.tensor([[1.0], [-2.0]], dtype=torch.float64), [[1.0, -2.0], [-2.0, 4.0]]),
        (torch.tensor([[4097, 2]]), [[16_785_413]]),
        (torch.tensor([[94_906_267]]), [[9_007_199_515_875_289]]),
    ):
        expect.equal(student.gram(t), torch.tensor(wanted, dtype=t.dtype))


@check(points=1)
def leaves_its_argument_as_it_is(student: Student) -> None:
    """None of the functions changes the tensor that it gets."""
    calls = 0
    for name, more, because in (
        ("to_float32", (), "`to_float32` changed the tensor that it was given."),
        ("reshape", (3,), "`reshape` changed the tensor that it was given."),
        ("transpose", (), "`transpose` changed the tensor that it was given."),
        ("gram", (), "`gram` changed the tensor that it was given."),
    ):
        t = student.put(MATRIX, shown=f"t after {name}({', '.join(['t', *map(str, more)])})")
        try:
            getattr(student, name)(t, *more)
        except StudentRaised:
            continue  # other checks tell about that
        expect.unchanged(student, t, MATRIX, because=because)
        calls += 1
    expect.that(calls > 0, "All four functions raised an error, so there was nothing to look at.")
