"""Hidden checks of `matmul_timing`."""

import statistics
import time
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from grader.checks import Student, check, expect

TOLERANCE = 1e-3
"""Seconds; see the visible checks."""


def timed_alone(seen: dict[str, Any]) -> list[int]:
    """The numbers of the products that had a reading of the clock right before and after them."""
    at = set(seen["readings"])
    return [n for n in range(len(seen["products"])) if n in at and n + 1 in at]


def timed(seen: dict[str, Any], repeats: int) -> list[list[int]]:
    """The numbers of the products whose timings count, in two readings; see the visible checks."""
    alone = timed_alone(seen)
    expect.that(
        len(alone) >= repeats and alone[-repeats] > 0,
        "With repeats={repeats}, {alone} of {count} products stood alone between two readings of "
        "the clock, the first product included.",
        repeats=repeats,
        alone=len(alone),
        count=len(seen["products"]),
    )
    every, second = alone[-repeats:], alone[::-1][::2][:repeats][::-1]
    return [every, second] if len(second) == repeats else [every]


def is_their_median(
    computer: Student, repeats: int, durations: list[float], device: str, shapes: tuple[int, ...]
) -> None:
    """`time_matmul` gives the median of what the script says of the products that it timed."""
    n, k, m = shapes
    seen = computer.probe.clock.run(
        computer.time_matmul.value(),
        [torch.ones(n, k), torch.ones(k, m), repeats],
        durations=durations,
        device=device,
        shown=f"time_matmul(a, b, {repeats})",
    )
    expect.is_a(seen["value"], float)
    possible = [
        [durations[min(n, len(durations) - 1)] for n in numbers] for numbers in timed(seen, repeats)
    ]
    expect.that(
        any(abs(seen["value"] - statistics.median(took)) < TOLERANCE for took in possible),
        "With repeats={repeats} on {device}, the products that count took {took} seconds, the "
        "median of which is {wanted}. The result was {received}.",
        device="cpu" if device == "cpu" else f"simulated {device}",
        repeats=repeats,
        took=", ".join(f"{s:.4g}" for s in possible[0]),
        wanted=statistics.median(possible[0]),
        received=seen["value"],
    )


@pytest.fixture
def computer(student: Student) -> Student:
    """The student's code under the grader's clock, on a machine without a GPU."""
    return student.fresh(("machine.simulate", {}), ("clock.install", {}))


def scripts() -> st.SearchStrategy[list[float]]:
    """Seconds for each of the products: the first is slow, some of the others have hiccups."""
    common = st.integers(1, 40).map(lambda tenths: tenths / 10)
    return st.lists(common | st.sampled_from([50.0, 200.0]), min_size=30, max_size=30).map(
        lambda durations: [1000.0, *durations]
    )


@check(points=2, after="takes_the_median", evidence="claim", examples=12)
@given(repeats=st.integers(1, 12), durations=scripts(), shapes=st.tuples(*[st.integers(2, 6)] * 3))
def takes_the_median_of_any_timings(
    computer: Student, repeats: int, durations: list[float], shapes: tuple[int, int, int]
) -> None:
    """The result is the median for every number of timings, whatever they took."""
    is_their_median(computer, repeats, durations, "cpu", shapes)


def gpu(student: Student, kind: str) -> Student:
    """The student's code on a machine with a simulated GPU, which works in the background."""
    there: dict[str, object] = {"cuda": 1} if kind == "cuda" else {"mps": True}
    return student.fresh(("machine.simulate", {**there, "compute": True}), ("clock.install", {}))


@check(points=2, after="leaves_the_warm_up_out", evidence="claim")
def waits_for_the_gpu(student: Student) -> None:
    """On a GPU a timing begins when nothing older is running, and ends when the product is done."""
    for kind in "cuda", "mps":
        computer = gpu(student, kind)
        is_their_median(computer, 1, [70.0, 60.0, 50.0, 40.0, 30.0, 20.0, 10.0], kind, (4, 4, 4))
        # All timings alike: which one is taken is another check's question.
        is_their_median(computer, 4, [100.0, 7.5], kind, (4, 2, 3))


@check(points=1, after=("makes_a_row_for_each_size", "leaves_the_warm_up_out"), evidence="claim")
def compares_the_cpu_with_the_gpu(student: Student) -> None:
    """With a GPU there are two rows for each size: the CPU's first, then the GPU's."""
    for kind in "cuda", "mps":
        computer = gpu(student, kind)
        rates = {"cpu": 1e-3, kind: 2e-4}
        seen = computer.probe.clock.run(
            computer.compare_devices.value(),
            [[9, 12, 6]],
            rates=rates,
            # The first product of each kind takes long. Only a sound warm-up or median hides it.
            cold=50.0,
            shown="compare_devices([9, 12, 6])",
        )
        expect.is_a(seen["value"], list)
        found = [(row.size, row.device) for row in seen["value"]]
        wanted = [(size, device) for size in (9, 12, 6) for device in ("cpu", kind)]
        expect.that(
            found == wanted,
            "On a machine with a simulated GPU the rows should be {wanted}. They are {found}.",
            wanted=wanted,
            found=found,
        )
        for size, device, seconds in [(r.size, r.device, r.seconds) for r in seen["value"]]:
            expect.is_a(seconds, float)
            expect.that(
                # What is measured on the GPU is another check's question.
                device == kind or abs(seconds - rates[device] * size**3) < TOLERANCE,
                "The row of {size} on {device} says {received} seconds, where the product took "
                "{wanted}.",
                size=size,
                device=device,
                received=seconds,
                wanted=rates[device] * size**3,
            )
        alone = [seen["products"][number] for number in timed_alone(seen)]
        for size, device in wanted:
            shapes = [[size, size], [size, size]]
            count = sum(p["shapes"] == shapes and p["device"] == device for p in alone)
            expect.that(
                count >= 3,
                "{count} products of size {size} on {device} stood alone between two readings of "
                "the clock. A row needs three timings at least.",
                count=count,
                size=size,
                device=device,
            )


@check(points=1, after=("compares_the_cpu_with_the_gpu", "waits_for_the_gpu"), evidence="claim")
def times_the_product_on_the_gpu(student: Student) -> None:
    """The GPU's rows have the time that its products take, not the time of handing them over."""
    for kind in "cuda", "mps":
        computer = gpu(student, kind)
        rates = {"cpu": 1e-3, kind: 2e-4}
        seen = computer.probe.clock.run(
            computer.compare_devices.value(),
            [[9, 12]],
            rates=rates,
            shown="compare_devices([9, 12])",
        )
        expect.is_a(seen["value"], list)
        for size, device, seconds in [(r.size, r.device, r.seconds) for r in seen["value"]]:
            expect.is_a(seconds, float)
            expect.that(
                abs(seconds - rates[device] * size**3) < TOLERANCE,
                "The row of {size} on {device} says {received} seconds, where the product took "
                "{wanted}.",
                size=size,
                device=device,
                received=seconds,
                wanted=rates[device] * size**3,
            )


Row = tuple[int, str, float]


@st.composite
def tables(draw: st.DrawFn) -> list[Row]:
    """Rows in any order, with holes and ties, for one accelerator or for none."""
    other = draw(st.sampled_from(["cuda", "mps"]))
    sizes = draw(
        st.lists(
            st.sampled_from([1, 2, 3, 8, 9, 10, 16, 64, 100, 128, 256, 1000, 1024, 4096]),
            unique=True,
            min_size=2,
            max_size=7,
        )
    )
    rows = []
    for size in sizes:
        # Few different durations, so that ties are common.
        cpu, accelerator = draw(st.integers(1, 3)), draw(st.integers(1, 3))
        there = draw(st.sampled_from(["both"] * 5 + ["cpu", "accelerator"]))
        rows += [(size, "cpu", cpu / 8)] * (there != "accelerator")
        rows += [(size, other, accelerator / 8)] * (there != "cpu")
    return draw(st.permutations(rows))


def turning_point(rows: list[Row]) -> int | None:
    """The smallest size such that the accelerator wins at it and at all larger ones."""
    cpu = {size: seconds for size, device, seconds in rows if device == "cpu"}
    other = {size: seconds for size, device, seconds in rows if device != "cpu"}
    both = sorted(cpu.keys() & other.keys())
    good = [s for s in both if all(other[t] < cpu[t] for t in both if t >= s)]
    return min(good, default=None)


@check(points=2, after="takes_any_table", examples=30)
@given(rows=tables())
def finds_any_turning_point(student: Student, rows: list[Row]) -> None:
    """`crossover` is right for every table, and leaves it as it was."""
    timings = student.put([student.Timing(*row) for row in rows], shown="timings")
    expect.equal(student.crossover(timings), turning_point(rows))
    now = [tuple(row) for row in student.fetch(timings)]
    expect.equal(now, rows, because="crossover changed the list that it was given.")


@check(points=1, after="multiplies_the_given_matrices", evidence="claim")
def takes_longer_for_larger_matrices(student: Student) -> None:
    """On a real clock a product of 512 x 512 takes longer than one of 64 x 64."""
    large, small = torch.rand(512, 512), torch.rand(64, 64)
    # 512 times the work; measured, it takes far over twenty times as long. One good try of several
    # is enough: on a busy machine a single measurement may say anything.
    for _ in range(5):
        start = time.perf_counter()
        long = student.time_matmul(large, large, 5)
        elapsed = time.perf_counter() - start
        short = student.time_matmul(small, small, 25)
        expect.is_a(long, float)
        expect.is_a(short, float)
        if 0 < 2 * short < long <= elapsed:
            return
    expect.fail(
        "A product of 512 x 512 took {long} seconds and one of 64 x 64 took {short}, while the "
        "whole call for the former took {elapsed}.",
        long=long,
        short=short,
        elapsed=elapsed,
    )


FASTEST = 1e16
"""Operations a second that no single GPU reaches with float32 matrices: the fastest of today do
some 1e14, and 2e15 where they are allowed to round to TF32 and to skip half of the zeros."""


@check(points=1, after="waits_for_the_gpu", needs="cuda", evidence="claim")
def waits_for_a_real_gpu(student: Student) -> None:
    """On a real GPU the time is one in which it can have computed the product."""
    size = 8192
    # The work of at least 0.1 milliseconds; to queue it takes about a tenth of that.
    seconds = student.probe.clock.call_on(
        "cuda",
        student.time_matmul.value(),
        size,
        [3],
        shown=f"time_matmul(a, b, 3) with matrices of {size} x {size} on the GPU",
    )
    expect.is_a(seconds, float)
    expect.that(
        seconds > 0 and 2 * size**3 / seconds < FASTEST,
        "For a product of {size} x {size} on the GPU the result was {seconds} seconds. No GPU is "
        "that fast: the clock was read before it had finished.",
        size=size,
        seconds=seconds,
    )
    rows = student.compare_devices([128])
    expect.is_a(rows, list)
    expect.equal([(row.size, row.device) for row in rows], [(128, "cpu"), (128, "cuda")])
