"""Hidden checks of `ddp`."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import torch

from grader.checks import Student, check, expect


def _visible() -> Any:
    """The oracles and runners stand in the visible checks."""
    path = Path(__file__).parents[3] / "exercises" / "intro" / "ddp" / "checks.py"
    spec = importlib.util.spec_from_file_location("ddp_visible_checks", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


visible = _visible()


@check(points=3, after="goes_on_like_one_process")
def trains_rows_that_do_not_divide(student: Student) -> None:
    """Rows that do not divide among the ranks are all trained on, as by one process."""
    visible.same_as_one_process(student, rows=13, world_size=2, epochs=2, lr=0.4, seed=11)
    visible.same_as_one_process(student, rows=17, world_size=2, epochs=1, lr=0.1, seed=12)


@check(points=1, after="goes_on_like_one_process")
def trains_alone(student: Student) -> None:
    """One rank alone trains as well."""
    visible.same_as_one_process(student, rows=11, world_size=1, epochs=2, lr=0.2, seed=13)


@check(points=1)
def begins_with_the_seeded_weights(student: Student) -> None:
    """Without any epoch every rank returns the weights of the seed."""
    x, y = visible.clouds(8, 14)
    weights, _, _ = visible.train(student, x, y, 2, 0, 0.1)
    for mine in weights:
        expect.close(
            mine,
            visible.first_weights,
            visible.draws(),
            because="Without training the weights are not those of `torch.manual_seed(123)`.",
        )


@check(points=1, after="trains_like_one_process")
def leaves_the_group_as_it_was(student: Student) -> None:
    """`train_ddp` neither makes nor destroys the process group."""
    x, y = visible.clouds(16, 15)
    rows = student.specimen.rows.recorded(x, y, shown="dataset")
    results = visible.run_ranks(
        student,
        [("ddp_setup", []), ("train_ddp", [rows, 2, 0.1])],
        2,
        shown="ddp_setup and train_ddp on 2 ranks",
    )
    visible.all_well(results)
    expect.that(
        all(result.get("member") is True for result in results),
        "After `train_ddp` the process group is gone.",
    )


@check(points=2)
def leaves_after_an_error(student: Student) -> None:
    """When training raises an error, `main` passes it on and destroys the group."""
    results = visible.run_ranks(student, [("main", ["three"])], 1, shown='main(0, 1, "three")')
    expect.that(
        results[0].get("state") == "raised" and "NotImplementedError" not in results[0]["types"],
        '`main(0, 1, "three")` raised no error.',
    )
    if results[0].get("member") is not False:
        again = visible.run_ranks(student, [("main", [2])], 1, shown="main(0, 1, 2)")
        expect.that(
            again[0].get("state") != "value" or again[0].get("member") is False,
            "After an error in `main` the process group still exists; it does after {call}, too, "
            "which raises none.",
            call="`main(0, 1, 2)`",
        )
        expect.fail("After an error in `main` the process group still exists.")


@check(points=2, after="joins_the_group", evidence="claim")
def picks_the_backend(student: Student) -> None:
    """NCCL is picked where there is a GPU for every rank, with that GPU, and gloo elsewhere."""
    for gpus, built, wanted in (
        (4, True, "nccl"),
        (2, True, "nccl"),
        (1, True, "gloo"),
        (0, True, "gloo"),
        (4, False, "gloo"),
    ):
        alone = student.fresh(
            ("machine.simulate", {"cuda": gpus}), ("ranks.rehearse", {"nccl": built})
        )
        alone.ddp_setup(1, 2)
        asked = alone.probe.ranks.asked()
        expect.that(
            type(asked) is list and len(asked) == 1 and asked[0].get("backend") == wanted,
            "Where `torch.cuda.device_count()` is {gpus}, the backend for two ranks is {wanted}, "
            "not {asked}."
            if built
            else "Where PyTorch has no NCCL, the backend for two ranks is {wanted}, not {asked}.",
            gpus=str(gpus),
            wanted=wanted,
            asked=str(asked[0].get("backend") if asked else None),
        )
        if wanted == "nccl":
            expect.that(
                asked[0].get("device") == 1,
                "With NCCL, rank 1 must make GPU number 1 its own (torch.cuda.set_device).",
            )


@check(points=1, after=("goes_on_like_one_process", "picks_the_backend"))
def trains_on_the_cpu_with_gloo(student: Student) -> None:
    """With one GPU for two ranks, which is not enough for NCCL, the ranks train on the CPU."""
    laptop = student.fresh(("machine.simulate", {"cuda": 1}))
    visible.same_as_one_process(laptop, rows=12, world_size=2, epochs=1, lr=0.2, seed=17)


@check(points=2, needs="nccl", after="goes_on_like_one_process")
def trains_with_nccl(student: Student) -> None:
    """With two GPUs and NCCL the weights are those of one process."""
    # Sums on a GPU are taken in another order and with other instructions: the bound is wider than
    # honest float32 on a CPU, and still a hundred times below the smallest mistake.
    x, y = visible.clouds(20, 16)
    weights, _, _ = visible.train(student, x, y, 2, 3, 0.2)
    truth = visible.trained_alone(visible.draws(), x, y, 2, 3, 0.2)
    for mine in weights:
        worst = max(float((a - b).abs().max()) for a, b in zip(mine, truth, strict=True))
        expect.that(
            worst < 1e-4,
            "With NCCL the weights differ from those of one process by {worst}.",
            worst=worst,
        )
    assert torch.cuda.device_count() >= 2
