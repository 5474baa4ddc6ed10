"""The hidden checks of `tensors`: shapes, dtypes and numbers that nobody has seen before."""

import torch
from hypothesis import given
from hypothesis import strategies as st

from grader.checks import Handle, Student, StudentRaised, check, expect, sizes, tensors

NUMBERS = (torch.int16, torch.int32, torch.int64, torch.float16, torch.float32, torch.float64)
KINDS = (*NUMBERS, torch.bool, torch.uint8)


@st.composite
def drawn(
    draw: st.DrawFn, least: int, most: int, kinds: tuple[torch.dtype, ...] = KINDS
) -> torch.Tensor:
    """Draw a tensor with `least` to `most` dimensions, of any of the dtypes.

    Its numbers are quarters or whole numbers of less than 5, and there are few in a row: so sums of
    their products are exact in every dtype.
    """
    shape = draw(st.lists(sizes(1, 4), min_size=least, max_size=most))
    dtype = draw(st.sampled_from(kinds))
    low = 0.0 if dtype in (torch.bool, torch.uint8) else -4.0
    t: torch.Tensor = draw(tensors(*shape, dtype=dtype, low=low))
    return t


def placed(student: Student, t: torch.Tensor, *, by_columns: bool) -> Handle:
    """Place a tensor in the student's process; a matrix also column by column in memory."""
    if by_columns and t.ndim == 2:
        handle: Handle = student.specimen.tensors.transposed(t, shown="t")
        return handle
    return student.put(t, shown="t")


@check(points=2, after="converts_to_float32", examples=12)
@given(t=drawn(0, 3))
def converts_any_tensor(student: Student, t: torch.Tensor) -> None:
    """`to_float32` is right for every shape and dtype."""
    expect.equal(student.to_float32(t), t.to(torch.float32))


@check(points=2, after="reshapes_what_is_not_contiguous", examples=16)
@given(t=drawn(1, 4), by_columns=st.booleans(), data=st.data())
def reshapes_any_tensor(
    student: Student,
    t: torch.Tensor,
    by_columns: bool,  # noqa: FBT001 - drawn
    data: st.DataObject,
) -> None:
    """`reshape` is right for every shape, dtype and number of rows."""
    count = t.numel()
    rows = data.draw(st.sampled_from([n for n in range(1, count + 1) if count % n == 0]))
    handle = placed(student, t, by_columns=by_columns)
    expect.equal(student.reshape(handle, rows), t.reshape(rows, count // rows))


@check(points=2, after="transposes_rows_into_columns", examples=12)
@given(t=drawn(2, 2), by_columns=st.booleans())
def transposes_any_matrix(
    student: Student,
    t: torch.Tensor,
    by_columns: bool,  # noqa: FBT001 - drawn
) -> None:
    """`transpose` is right for every shape and dtype."""
    handle = placed(student, t, by_columns=by_columns)
    expect.equal(student.transpose(handle), t.transpose(0, 1).contiguous())


@check(points=2, after="multiplies_by_the_transpose", examples=16)
@given(t=drawn(2, 2, NUMBERS), by_columns=st.booleans())
def multiplies_any_matrix(
    student: Student,
    t: torch.Tensor,
    by_columns: bool,  # noqa: FBT001 - drawn
) -> None:
    """`gram` is right for every shape and dtype."""
    handle = placed(student, t, by_columns=by_columns)
    result = student.gram(handle)
    expect.dtype(result, t.dtype)
    expect.close(result, lambda t: t @ t.T, t)


@check(points=1, after="leaves_its_argument_as_it_is", examples=6)
@given(t=drawn(2, 2, NUMBERS), by_columns=st.booleans())
def leaves_any_matrix_as_it_is(
    student: Student,
    t: torch.Tensor,
    by_columns: bool,  # noqa: FBT001 - drawn
) -> None:
    """No function changes its argument, of whatever shape and dtype."""
    for name, more in (("to_float32", ()), ("reshape", (1,)), ("transpose", ()), ("gram", ())):
        handle = placed(student, t, by_columns=by_columns)
        try:
            getattr(student, name)(handle, *more)
        except StudentRaised:
            continue  # other checks tell about that
        expect.unchanged(student, handle, t)
