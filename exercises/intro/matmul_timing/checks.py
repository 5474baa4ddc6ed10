"""Checks of `matmul_timing`."""

import statistics
from typing import Any

import torch

from grader.checks import Handle, Student, check, expect

TOLERANCE = 1e-3
"""Seconds by which a result may be off. Reading the grader's clock takes a microsecond, and no
product on it less than a tenth of a second."""


def on_the_clock(student: Student, *, cuda_build: bool = False) -> Student:
    """The student's code under the grader's clock, on a machine without a GPU."""
    machine = ("machine.simulate", {"cuda_build": cuda_build})
    return student.fresh(machine, ("clock.install", {}))


def run(computer: Student, repeats: int, durations: list[float]) -> tuple[Any, dict[str, Any]]:
    """Call `time_matmul`; return its result and what happened on the clock."""
    seen = computer.probe.clock.run(
        computer.time_matmul.value(),
        [torch.ones(4, 4), torch.ones(4, 4), repeats],
        durations=durations,
        shown=f"time_matmul(a, b, {repeats})",
    )
    expect.is_a(seen["value"], float)
    expect.that(
        len(seen["products"]) > 0,
        "No matrix product was computed. The @ operator, torch.matmul and torch.mm compute one.",
    )
    expect.that(
        len(seen["readings"]) > 0 or seen["processor_readings"] == 0,
        "Only the processor's own time was read, as time.process_time gives it. Read a wall clock.",
    )
    expect.that(
        len(seen["readings"]) > 0,
        "No clock was read, neither one of the module time nor one of timeit or torch's benchmark.",
    )
    return seen["value"], seen


def timed_alone(seen: dict[str, Any]) -> list[int]:
    """The numbers of the products that had a reading of the clock right before and after them."""
    at = set(seen["readings"])
    return [n for n in range(len(seen["products"])) if n in at and n + 1 in at]


def timed(seen: dict[str, Any], repeats: int) -> list[list[int]]:
    """The numbers of the products whose timings count: the last `repeats`.

    With one product between two timings, as another warm-up, that one stands alone as well: so
    every second one is the other way to read it.
    """
    alone = timed_alone(seen)
    expect.that(
        len(alone) >= repeats,
        "{count} matrix products were computed, and {alone} of them stood alone between two "
        "readings of the clock. With repeats={repeats} there should be {repeats} such timings.",
        count=len(seen["products"]),
        alone=len(alone),
        repeats=repeats,
    )
    every, second = alone[-repeats:], alone[::-1][::2][:repeats][::-1]
    return [every, second] if len(second) == repeats else [every]


@check(points=2, evidence="claim")
def gives_the_seconds_of_one_product(student: Student) -> None:
    """The result is the time of a single product in seconds, a `float`."""
    seconds, _ = run(on_the_clock(student), 3, [0.25])
    expect.that(
        abs(seconds - 0.25) < TOLERANCE,
        "On the grader's clock each product took {wanted} seconds. With repeats=3 the result was "
        "{received}.",
        wanted=0.25,
        received=seconds,
    )


@check(points=1, after=gives_the_seconds_of_one_product, evidence="claim")
def leaves_the_warm_up_out(student: Student) -> None:
    """A first product warms up: it comes on top of the timings, and its time does not count."""
    computer = on_the_clock(student)
    durations = [64.0, 32.0, 16.0, 8.0, 4.0, 2.0, 1.0]
    seconds, seen = run(computer, 3, durations)
    expect.that(
        timed(seen, 3)[0][0] > 0,
        "With repeats=3, the very first product is one of the three that were timed, so there was "
        "no warm-up. The result was {received}.",
        received=seconds,
    )
    seconds, seen = run(computer, 1, durations)
    last = timed(seen, 1)[0][0]
    wanted = durations[min(last, len(durations) - 1)]
    expect.that(
        abs(seconds - wanted) < TOLERANCE,
        "On the grader's clock the products took 64, 32, 16, 8, 4, 2 and then 1 seconds. With "
        "repeats=1 only the last timing counts, {wanted} seconds. The result was {received}.",
        wanted=wanted,
        received=seconds,
    )


@check(points=2, after=leaves_the_warm_up_out, evidence="claim")
def takes_the_median(student: Student) -> None:
    """The result is the median of the timings; of an even number, the mean of the middle two."""
    computer = on_the_clock(student)
    # However many products warm up: no mean, minimum, unsorted middle or lower median of five or
    # four in a row is a median of them, or of every second one.
    script = "34 60 29 20 70 23 3 5 85 32 16 21 36 27 1 4 35 8 10 90 33 2 6 95 26 9 15 80 39 30"
    durations = list(map(float, script.split())) * 2
    for repeats in 5, 4:
        seconds, seen = run(computer, repeats, durations)
        possible = [[durations[n] for n in numbers] for numbers in timed(seen, repeats)]
        expect.that(
            any(abs(seconds - statistics.median(took)) < TOLERANCE for took in possible),
            "The {repeats} timings took {took} seconds, in this order. Their median is {wanted}. "
            "The result was {received}.",
            repeats=repeats,
            took=", ".join(f"{s:g}" for s in possible[0]),
            wanted=statistics.median(possible[0]),
            received=seconds,
        )


@check(points=1, after=gives_the_seconds_of_one_product, evidence="claim")
def multiplies_the_given_matrices(student: Student) -> None:
    """What is timed is the product of the two matrices that were given; they stay as they were."""
    computer = on_the_clock(student)
    a, b = torch.arange(40.0).reshape(8, 5), torch.arange(15.0).reshape(5, 3)
    put_a, put_b = computer.put(a, shown="a"), computer.put(b, shown="b")
    seen = computer.probe.clock.run(
        computer.time_matmul.value(), [put_a, put_b, 3], shown="time_matmul(a, b, 3)"
    )
    # No product may follow the last timing, so the last one is always among them.
    for product in [seen["products"][n] for n in timed_alone(seen)[-3:]] + seen["products"][-1:]:
        expect.that(
            product["shapes"] == [[8, 5], [5, 3]],
            "a has the shape (8, 5) and b the shape (5, 3). The product that was timed had factors "
            "of the shapes {shapes}.",
            shapes=", ".join(str(tuple(shape)) for shape in product["shapes"]),
        )
        expect.that(
            product["given"] is True,
            "The product that was timed was not that of a and b: the shapes are right, but the "
            "numbers in the matrices are others.",
        )
    expect.unchanged(computer, put_a, a)
    expect.unchanged(computer, put_b, b)


@check(
    points=2,
    after=(gives_the_seconds_of_one_product, multiplies_the_given_matrices),
    evidence="claim",
)
def makes_a_row_for_each_size(student: Student) -> None:
    """`compare_devices` has a row for each size, in the order given, with the right seconds."""
    # A PyTorch that was built for CUDA has that accelerator, though no GPU may be there.
    for cuda_build in False, True:
        computer = on_the_clock(student, cuda_build=cuda_build)
        # A millisecond for each multiplication of two numbers, so n * n * n of them.
        seen = computer.probe.clock.run(
            computer.compare_devices.value(),
            [[16, 5, 8]],
            rates={"cpu": 1e-3},
            shown="compare_devices([16, 5, 8])",
        )
        rows = seen["value"]
        expect.is_a(rows, list)
        expect.that(
            all(isinstance(row, Handle) and row.kind == "Timing" for row in rows),
            "The list should consist of Timing(size, device, seconds). It is {received}.",
            received=rows,
        )
        found = [(row.size, row.device) for row in rows]
        expect.that(
            found == [(16, "cpu"), (5, "cpu"), (8, "cpu")],
            "On a machine without a GPU there should be three rows: 16, 5 and 8 on the cpu, in "
            "this order. The rows are: {found}.",
            found=found,
        )
    for product in seen["products"]:
        expect.that(
            product["dtype"] == "float32",
            "The matrices should be of float32. Those of the row of {size} were of {dtype}.",
            size=product["shapes"][0][0],
            dtype=product["dtype"],
        )
    last = {product["shapes"][0][0]: product for product in seen["products"]}
    for size in 16, 5, 8:
        expect.that(
            size not in last or last[size]["random"],
            "The matrices should be random. In one of those of the row of {size}, all numbers are "
            "the same.",
            size=size,
        )
    for size, seconds in [(row.size, row.seconds) for row in rows]:
        expect.is_a(seconds, float)
        expect.that(
            abs(seconds - 1e-3 * size**3) < TOLERANCE,
            "On the grader's clock, a product of two matrices of shape ({size}, {size}) took "
            "{wanted} seconds. The row of {size} says {received}.",
            size=size,
            wanted=1e-3 * size**3,
            received=seconds,
        )
    expect.equal(
        computer.compare_devices([]), [], because="For no sizes there are no rows: an empty list."
    )


Row = tuple[int, str, float]


def table(seconds: dict[int, tuple[float | None, float | None]], device: str = "cuda") -> list[Row]:
    """Rows from a dict of each size to the seconds on the CPU and on the accelerator."""
    return [
        (size, name, value)
        for size, values in seconds.items()
        for name, value in zip(("cpu", device), values, strict=True)
        if value is not None
    ]


def turns(student: Student, rows: list[Row], wanted: int | None, *, tie: bool = False) -> None:
    """`crossover` of these rows is this, and leaves the list alone."""
    timings = student.put([student.Timing(*row) for row in rows], shown="timings")
    found = student.crossover(timings)
    shown = "; ".join(f"{size} {device} {seconds:g}" for size, device, seconds in rows) or "-"
    if tie:
        expect.that(
            type(found) is type(wanted) and found == wanted,
            "A tie is not faster, so the accelerator is ahead for good from {wanted} on. crossover "
            "returned {found}. The rows (size, device, seconds): {rows}.",
            wanted=repr(wanted),
            found=repr(found),
            rows=shown,
        )
    elif wanted is None:
        expect.that(
            found is None,
            "There is no size from which on the accelerator stays faster, so the answer is None. "
            "crossover returned {found}. The rows (size, device, seconds): {rows}.",
            found=repr(found),
            rows=shown,
        )
    else:
        expect.that(
            type(found) is int and found == wanted,
            "The accelerator is faster at {wanted} and at every larger size that was measured on "
            "both. crossover returned {found}. The rows (size, device, seconds): {rows}.",
            wanted=wanted,
            found=repr(found),
            rows=shown,
        )
    now = [(row.size, row.device, row.seconds) for row in student.fetch(timings)]
    expect.that(
        now == rows,
        "crossover changed the list that it was given: now its rows stand in another order, or are "
        "others.",
    )


@check(points=2)
def finds_the_turning_point(student: Student) -> None:
    """`crossover` is the smallest size from which on the accelerator stays faster."""
    turns(student, table({128: (10, 9), 256: (20, 3), 512: (4, 5), 768: (30, 6)}), 768)
    readme = {64: (0.002, 0.001), 256: (0.003, 0.004), 512: (0.03, 0.005), 1024: (0.2, 0.01)}
    turns(student, table(readme), 512)
    turns(student, table({128: (2.0, 1.0), 256: (3.0, 2.0), 512: (4.0, 3.0)}, "mps"), 128)


@check(points=1, after=finds_the_turning_point)
def knows_when_there_is_none(student: Student) -> None:
    """Without a turning point `crossover` is `None`, and a tie is not faster."""
    turns(student, [], None)
    turns(student, table({64: (1.0, None), 128: (2.0, None)}), None)
    turns(student, table({128: (1.0, 2.0), 256: (3.0, 4.0)}), None)
    turns(student, table({128: (2.0, 1.0), 256: (3.0, 4.0)}), None)
    turns(student, table({128: (1.0, 2.0), 256: (3.0, 3.0), 512: (5.0, 4.0)}), 512, tie=True)
    turns(student, table({128: (2.0, 1.0), 256: (3.0, 3.0)}), None)


@check(points=1, after=(finds_the_turning_point, knows_when_there_is_none))
def takes_any_table(student: Student) -> None:
    """Rows may come in any order, a size may lack a partner, and the list stays as it was."""
    rows = table({64: (1.0, 2.0), 256: (3.0, 4.0), 512: (9.0, 5.0), 1024: (9.0, 1.0)})
    turns(student, rows, 512)
    turns(student, [rows[n] for n in (7, 2, 0, 5, 3, 1, 6, 4)], 512)
    holes = {32: (3.0, None), 64: (1.0, 2.0), 128: (5.0, 4.0), 256: (6.0, None), 512: (7.0, 5.0)}
    turns(student, table(holes), 128)
    turns(student, table({**holes, 2048: (None, 99.0)}), 128)
