"""A job of CI: when it is one, and where student code is not run."""

from __future__ import annotations

import os
import signal

import pytest

from grader.cli.job import expect_walls, is_ci, job_time
from grader.errors import UsageError


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("true", True),
        ("1", True),
        ("woodpecker", True),
        ("", False),
        ("false", False),
        ("0", False),
    ],
)
def test_ci_says_so(value: str, expected: bool) -> None:
    assert is_ci({"CI": value}) is expected
    assert not is_ci({})


@pytest.mark.parametrize("name", ["TF_BUILD", "TEAMCITY_VERSION"])
def test_some_say_so_in_their_own_way(name: str) -> None:
    assert is_ci({name: "2026.1"})


def test_without_walls_nothing_runs_in_ci_or_for_a_mark() -> None:
    for environment, gives_marks in (({"CI": "true"}, False), ({}, True)):
        with pytest.raises(UsageError, match="--level process"):
            expect_walls("process", environment, gives_marks=gives_marks)
        expect_walls("restricted", environment, gives_marks=gives_marks)
    expect_walls("process", {}, gives_marks=False)


def test_the_first_interrupt_ends_the_time_and_the_second_interrupts() -> None:
    with job_time(None, writes=True) as job:
        assert not job.is_up
        os.kill(os.getpid(), signal.SIGINT)
        assert job.is_up
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_where_nothing_is_written_the_first_interrupts() -> None:
    with pytest.raises(KeyboardInterrupt), job_time(None):
        os.kill(os.getpid(), signal.SIGINT)
