"""The visible checks of `data_loading`.

Loaders are judged on data sets of the grader's, so that they count even where `ToyDataset` is not
right yet. The first feature of each example is its number there, so that the order can be read off.
"""

from itertools import pairwise
from typing import Any

import torch

from grader.checks import Handle, Student, check, expect
from grader.checks.named_tuples import plain

Pair = tuple[torch.Tensor, torch.Tensor]


def numbered(rows: int) -> Pair:
    """Return X and y of so many examples with 3 features each, the first of them its number."""
    number = torch.arange(rows)
    X = torch.stack([number.float(), number * -0.5, number % 4 + 0.25], dim=1)
    return X, (number * 4 + 1) % 5


# ---- the data set ----


@check(points=1)
def dataset_has_the_length(student: Student) -> None:
    """The length of a `ToyDataset` is its number of examples."""
    X, y = numbered(7)
    expect.equal(
        len(student.ToyDataset(X, y)),
        7,
        because="This data set was made from 7 examples with 3 features each.",
    )
    expect.equal(
        len(student.ToyDataset(X[:4, :2], y[:4])),
        4,
        because="This data set was made from 4 examples with 2 features each.",
    )


@check(points=2)
def dataset_gives_each_example(student: Student) -> None:
    """`dataset[i]` is example `i`: the tuple (features, label) of two tensors."""
    X, y = numbered(6)
    student.seed(0)
    dataset = student.ToyDataset(X, y)
    # Sorted by label, either way, the third row is one that no other mistake gives there.
    for index in (2, 1, 0, 5, 1):
        example = plain(student, dataset[index])
        expect.is_a(
            example,
            tuple,
            because="An example should be the tuple (features, label).",
        )
        expect.equal(
            example,
            (X[index], y[index]),
            because="This is not the example that was asked for: a tuple of its row of X, of shape "
            "(3,), and its label, of shape (), both with the dtype that they had.",
        )


@check(points=1, after=(dataset_has_the_length, dataset_gives_each_example))
def datasets_keep_their_own_data(student: Student) -> None:
    """Two data sets at the same time, for training and for testing, each keep their own data."""
    X, y = numbered(6)
    train_set = student.ToyDataset(X[:4], y[:4])
    test_set = student.ToyDataset(X[4:], y[4:])
    expect.equal(
        [plain(student, train_set[0]), plain(student, train_set[1])],
        [(X[0], y[0]), (X[1], y[1])],
        because="A data set for training was made, and then one for testing. Now the one for "
        "training no longer gives its own examples.",
    )
    expect.equal(
        [len(train_set), len(test_set)],
        [4, 2],
        because="The first data set was made from 4 examples and the second from 2. With both "
        "there, the lengths are not right.",
    )
    expect.equal(plain(student, test_set[1]), (X[5], y[5]))


# ---- the loaders ----


def loader_of(student: Student, dataset: object, batch_size: int, *, train: bool) -> Handle:
    """Call `make_loader`."""
    loader = student.make_loader(dataset, batch_size, train=train)
    expect.that(
        isinstance(loader, Handle),
        "`make_loader` gave back {what}, where a DataLoader was expected.",
        what="None" if loader is None else type(loader).__name__,
    )
    assert isinstance(loader, Handle)
    return loader


def epoch(student: Student, loader: Handle, data: Pair) -> list[list[int]]:
    """Go through a loader once; return the numbers of the examples in each batch."""
    X, y = data
    numbers = []
    for given in loader:
        batch: Any = plain(student, given)
        expect.that(
            type(batch) in {list, tuple}
            and len(batch) == 2
            and all(isinstance(part, torch.Tensor) for part in batch),
            "A batch is not the pair (features, labels) of two tensors.",
        )
        features, labels = batch
        expect.that(
            features.ndim == 2 and features.shape[1] == 3 and labels.shape == features.shape[:1],
            "The features of a batch have the shape {features} and its labels the shape {labels}, "
            "where (batch, 3) and (batch,) were expected.",
            features=tuple(features.shape),
            labels=tuple(labels.shape),
        )
        rows = [int(number) for number in features[:, 0].nan_to_num(-1).tolist()]
        expect.that(
            all(0 <= row < len(X) for row in rows),
            "The features of a batch are none of the data set's.",
        )
        expect.equal(features, X[rows], because="The features are not those of the data set.")
        expect.equal(
            labels,
            y[rows],
            because="The labels of this batch belong to other examples than the features.",
        )
        numbers.append(rows)
    return numbers


@check(points=3)
def gives_tests_in_order(student: Student) -> None:
    """With `train=False` each epoch gives every example once, in the order of the data set."""
    for rows, size, wanted, because in (
        (
            5,
            2,
            [[0, 1], [2, 3], [4]],
            (
                "For testing, 5 examples in batches of 2. These are the numbers of the examples in "
                "each batch."
            ),
        ),
        (
            12,
            4,
            [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11]],
            (
                "For testing, 12 examples in batches of 4. These are the numbers of the examples "
                "in each batch."
            ),
        ),
        (
            3,
            8,
            [[0, 1, 2]],
            (
                "For testing, 3 examples in batches of 8, which is more than there are. These are "
                "the numbers of the examples in each batch."
            ),
        ),
    ):
        data = numbered(rows)
        dataset = student.specimen.data.dataset(*data, shown="dataset")
        student.seed(0)
        loader = loader_of(student, dataset, size, train=False)
        expect.equal(epoch(student, loader, data), wanted, because=because)
        expect.equal(
            epoch(student, loader, data),
            wanted,
            because="The first epoch of the test loader is right, but not the second.",
        )
        expect.equal(
            len(loader),
            len(wanted),
            because="The length of the loader should be its number of batches.",
        )


@check(points=3)
def gives_full_training_batches(student: Student) -> None:
    """With `train=True` all batches are full, and no example comes twice in an epoch."""
    for rows, size, because in (
        (11, 3, "For training, 11 examples in batches of 3. These are the sizes of the batches."),
        (12, 4, "For training, 12 examples in batches of 4. These are the sizes of the batches."),
        (3, 8, "For training, 3 examples in batches of 8: not one full batch can be made."),
    ):
        data = numbered(rows)
        dataset = student.specimen.data.dataset(*data, shown="dataset")
        student.seed(0)
        loader = loader_of(student, dataset, size, train=True)
        for _ in range(2):
            batches = epoch(student, loader, data)
            expect.equal(
                [len(batch) for batch in batches], [size] * (rows // size), because=because
            )
            given = [row for batch in batches for row in batch]
            expect.equal(
                len(set(given)),
                len(given),
                because="In one epoch of training some examples came more than once. This is the "
                "number of different examples.",
            )
        expect.equal(
            len(loader),
            rows // size,
            because="The length of the loader should be its number of batches.",
        )


@check(points=4, after=gives_full_training_batches)
def shuffles_for_training(student: Student) -> None:
    """With `train=True` the order is random, and another one in each epoch."""
    data = numbered(24)
    dataset = student.specimen.data.dataset(*data, shown="dataset")
    student.seed(0)
    loader = loader_of(student, dataset, 4, train=True)
    epochs = [epoch(student, loader, data) for _ in range(3)]
    # The second epoch first: one that begins elsewhere in the data is another mistake there.
    for batches in (epochs[1], epochs[0]):
        order = [row for batch in batches for row in batch]
        steps = [after - before for before, after in pairwise(order)]
        expect.that(
            max(steps.count(1), steps.count(-1)) < 12,
            "From one example to the next, {up} of 23 steps go to the one that follows in the data "
            "set, and {down} to the one before. In a random order there is hardly any of either.",
            up=steps.count(1),
            down=steps.count(-1),
        )
    neighbours = [max(batch) - min(batch) == 3 for batch in epochs[0]]
    expect.that(
        neighbours.count(True) < 3,
        "Of the 6 batches of 4, {count} consist of neighbours in the data set. The examples should "
        "be mixed before they are put into batches.",
        count=neighbours.count(True),
    )
    orders = [str(numbers) for numbers in epochs]
    expect.equal(
        len(set(orders)),
        3,
        because="In three epochs of one loader the examples came in the same order more than once. "
        "This is the number of different orders.",
    )
    other = epoch(student, loader_of(student, dataset, 4, train=True), data)
    expect.equal(
        len({*orders, str(other)}),
        4,
        because="Two training loaders were made, one after the other. The second begins with an "
        "order that the first has given already: is a seed set somewhere? This is the number of "
        "different orders in three epochs of the first and one of the second.",
    )


@check(points=1, after=(shuffles_for_training, dataset_has_the_length, dataset_gives_each_example))
def sets_no_seed(student: Student) -> None:
    """A program that sets another seed at its start trains in another order."""
    data = numbered(24)
    orders = []
    for seed in (1, 2):
        program = student.fresh()
        program.seed(seed)
        given = program.specimen.data.dataset(*data, shown="dataset")
        first = epoch(program, loader_of(program, given, 4, train=True), data)
        own = program.ToyDataset(*data)
        second = epoch(program, loader_of(program, own, 4, train=True), data)
        orders.append((str(first), str(second)))
    expect.equal(
        [len(set(over)) for over in zip(*orders, strict=True)],
        [2, 2],
        because="Two programs train, one with `torch.manual_seed(1)` at its start and the other "
        "with `torch.manual_seed(2)`, over a data set of the grader's and then over a ToyDataset. "
        "These are the numbers of different orders, over the one and over the other.",
    )


@check(
    points=2,
    after=(datasets_keep_their_own_data, gives_tests_in_order, gives_full_training_batches),
)
def reads_in_a_worker_process(student: Student) -> None:
    """Data set and loaders work together, in the same process and with a worker process."""
    data = numbered(5)
    dataset = student.ToyDataset(*data)
    for workers in (0, 1):
        for train in (False, True):
            student.seed(0)
            loader: Any = loader_of(student, dataset, 2, train=train)
            if workers:
                loader = student.specimen.workers.reading(loader, workers, shown=repr(loader))
            batches = epoch(student, loader, data)
            sizes = [len(batch) for batch in batches]
            expect.equal(
                sizes if train else batches,
                [2, 2] if train else [[0, 1], [2, 3], [4]],
                because="A loader over a ToyDataset of 5 examples, in batches of 2, does not give "
                "what it should: sizes of the batches for training, examples for testing.",
            )
