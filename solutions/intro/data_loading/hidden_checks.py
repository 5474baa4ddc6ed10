"""The hidden checks of `data_loading`: data, sizes and numbers of workers of all kinds."""

from typing import Any

import torch
from hypothesis import given
from hypothesis import strategies as st

from grader.checks import Handle, Student, check, expect, sizes
from grader.checks.named_tuples import plain

Pair = tuple[torch.Tensor, torch.Tensor]
DATASET = "dataset_has_the_length", "dataset_gives_each_example"
DTYPES = (torch.float32, torch.float64, torch.int64, torch.uint8, torch.bool)


def counted(*shape: int, dtype: torch.dtype) -> torch.Tensor:
    """Return 0, 1, 2, ... in a shape and a dtype."""
    number = torch.Size(shape).numel()
    return (torch.arange(number) % 7).reshape(shape).to(dtype)


@check(points=2, after=(*DATASET, "datasets_keep_their_own_data"))
@given(
    rows=sizes(1, 9),
    extents=st.sampled_from([(1,), (4,), (2, 3), (1, 2, 2), ()]),
    kinds=st.tuples(st.sampled_from(DTYPES), st.sampled_from(DTYPES)),
)
def holds_any_data(
    student: Student,
    rows: int,
    extents: tuple[int, ...],
    kinds: tuple[torch.dtype, torch.dtype],
) -> None:
    """The data set is right for examples of every shape, dtype and number."""
    X, y = counted(rows, *extents, dtype=kinds[0]), counted(rows, dtype=kinds[1])
    dataset = student.ToyDataset(X, y)
    expect.equal(len(dataset), rows)
    for index in (rows - 1, 0, rows // 2):
        expect.equal(plain(student, dataset[index]), (X[index], y[index]))


@check(points=1, after="dataset_gives_each_example")
def ends_where_the_data_end(student: Student) -> None:
    """An index beyond the last example is an IndexError."""
    dataset = student.ToyDataset(counted(4, 2, dtype=torch.float32), torch.tensor([0, 1, 1, 0]))
    for index in (4, 5, 100):
        expect.raises("IndexError", lambda index=index: dataset[index])


# ---- the loaders ----


def numbered(rows: int) -> Pair:
    """Return X and y of so many examples with 2 features each, the first of them its number."""
    number = torch.arange(rows)
    return torch.stack([number.float(), number * 0.25 - 3], dim=1), (number * 5 + 1) % 3


def epoch(student: Student, loader: Handle, data: Pair) -> list[list[int]]:
    """Go through a loader once; return the numbers of the examples in each batch."""
    X, y = data
    numbers = []
    for item in loader:
        batch: Any = plain(student, item)
        expect.that(type(batch) in {list, tuple} and len(batch) == 2, "A batch is no pair.")
        features, labels = batch
        expect.shape(labels, *labels.shape[:1])
        expect.shape(features, len(labels), 2)
        rows = [int(number) for number in features[:, 0].nan_to_num(-1).tolist()]
        expect.that(all(0 <= row < len(X) for row in rows), "Features are none of the data set's.")
        expect.equal(features, X[rows])
        expect.equal(labels, y[rows])
        numbers.append(rows)
    return numbers


def blocks(rows: int, size: int) -> list[list[int]]:
    """Return the numbers of the rows in batches, in order."""
    return [list(range(at, min(at + size, rows))) for at in range(0, rows, size)]


def loader_of(
    student: Student, data: Pair, size: int, *, train: bool, own: bool, workers: int = 0
) -> Handle:
    """Make a loader over a data set of the student's own, or of the grader's."""
    student.seed(size)
    dataset = student.ToyDataset(*data) if own else student.specimen.data.dataset(*data)
    loader: Any = student.make_loader(dataset, size, train=train)
    if workers:
        loader = student.specimen.workers.reading(loader, workers, shown=repr(loader))
    return loader  # type: ignore[no-any-return]


@check(points=2, after=("gives_tests_in_order", *DATASET), examples=15)
@given(rows=sizes(1, 13), size=sizes(1, 15), own=st.booleans())
def tests_any_sizes(student: Student, rows: int, size: int, own: bool) -> None:  # noqa: FBT001 - drawn
    """Testing is right for every number of examples and every batch size."""
    data = numbered(rows)
    loader = loader_of(student, data, size, train=False, own=own)
    for _ in range(2):
        expect.equal(epoch(student, loader, data), blocks(rows, size))
    expect.equal(len(loader), len(blocks(rows, size)))


@check(points=2, after=("gives_full_training_batches", *DATASET), examples=15)
@given(rows=sizes(1, 13), size=sizes(1, 15), own=st.booleans())
def trains_any_sizes(student: Student, rows: int, size: int, own: bool) -> None:  # noqa: FBT001 - drawn
    """Training has full batches for every number of examples and every batch size."""
    data = numbered(rows)
    loader = loader_of(student, data, size, train=True, own=own)
    for _ in range(2):
        batches = epoch(student, loader, data)
        expect.equal([len(batch) for batch in batches], [size] * (rows // size))
        given_out = [row for batch in batches for row in batch]
        expect.equal(len(set(given_out)), len(given_out))
    expect.equal(len(loader), rows // size)


@check(points=1, after=("shuffles_for_training", "sets_no_seed"))
def seeds_give_the_order_again(student: Student) -> None:
    """Whoever sets the seeds again, in the same program, gets the same order again."""
    data = numbered(24)
    dataset = student.specimen.data.dataset(*data)
    orders = []
    for seed in (5, 6, 5):
        student.seed(seed)
        orders.append(epoch(student, student.make_loader(dataset, 4, train=True), data))
    expect.equal(
        len({str(orders[0]), str(orders[2])}),
        1,
        because="Two training loaders were made, each right after the same seeds were set: "
        "torch's, Python's and NumPy's. Whatever is random should follow those seeds. This is the "
        "number of different orders.",
    )


@check(points=2, after="shuffles_for_training")
def leaves_out_other_examples_each_time(student: Student) -> None:
    """What training leaves out is not the same in each epoch."""
    data = numbered(7)
    loader = loader_of(student, data, 3, train=True, own=False)
    # That an honest loader keeps to 3 of them happens about once in 10 ** 13 cases.
    left_out = set()
    for _ in range(40):
        left_out |= set(range(7)) - {row for batch in epoch(student, loader, data) for row in batch}
    expect.that(
        len(left_out) > 3,
        "Of 7 examples in batches of 3 one is left out in each epoch. In 40 epochs it was always "
        "one of {count} examples.",
        count=len(left_out),
    )


@check(points=2, after=("shuffles_for_training", *DATASET), examples=6)
@given(rows=sizes(20, 40), size=sizes(2, 9), own=st.booleans())
def shuffles_any_data(student: Student, rows: int, size: int, own: bool) -> None:  # noqa: FBT001 - drawn
    """The order is random for every number of examples and every batch size."""
    data = numbered(rows)
    loader = loader_of(student, data, size, train=True, own=own)
    first, second = (
        [row for batch in epoch(student, loader, data) for row in batch] for _ in range(2)
    )
    expect.that(first != second, "Two epochs have the same order.")
    # Where an example stands in one epoch should say nothing about the other, and about the data.
    for order in (first, second, [second.index(row) if row in second else -1 for row in first]):
        steps = [after - before for before, after in zip(order, order[1:])]
        most = max(steps.count(step) for step in steps)
        expect.that(
            most < len(steps) / 2,
            "Of {count} steps from one example to the next {most} are of the same length.",
            count=len(steps),
            most=most,
        )


@check(points=1, after="reads_in_a_worker_process")
def reads_with_two_workers(student: Student) -> None:
    """Two worker processes give the same batches as none."""
    data = numbered(7)
    loader = loader_of(student, data, 2, train=False, own=True, workers=2)
    expect.equal(
        epoch(student, loader, data),
        blocks(7, 2),
        because="For testing, 7 examples in batches of 2, read by two worker processes. These are "
        "the numbers of the examples in each batch. An example should depend on its index alone.",
    )
    loader = loader_of(student, data, 3, train=True, own=True, workers=2)
    rows = [row for batch in epoch(student, loader, data) for row in batch]
    expect.equal(
        [len(rows), len(set(rows))],
        [6, 6],
        because="For training, 7 examples in batches of 3, read by two worker processes. The "
        "numbers are those of all examples that came, and of different ones.",
    )
