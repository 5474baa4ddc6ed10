"""A program that grades: started again where it ended by itself, not where the run was ended."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any

import pytest

from grader.gradebook import pool
from grader.gradebook.pool import Grader, Setting
from grader.grading.programs import ProgramEnded

SETTING = Setting("", ("intro/tensors",), "0", "", "en", "", unsandboxed=False)


class Fake:
    """A program that answers once it is let, or ends."""

    made: list[Fake]

    def __init__(self, *_: object) -> None:
        self.made.append(self)
        self.asked, self.ended = threading.Event(), threading.Event()

    def ask(self, task: Mapping[str, Any]) -> dict[str, Any]:
        if "seed" in task:
            return {"sandbox": "full"}
        self.asked.set()
        if len(self.made) == 1 or task.get("wait"):
            assert self.ended.wait(30)
            raise ProgramEnded("ended")
        return {"found": 1}

    def kill(self) -> None:
        self.ended.set()


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[Fake]:
    Fake.made = []
    monkeypatch.setattr(pool, "Program", Fake)
    return Fake.made


def graded(grader: Grader, task: Mapping[str, Any]) -> tuple[threading.Thread, list[object]]:
    told: list[object] = []

    def grade() -> None:
        try:
            told.append(grader.grade(task).found)
        except ProgramEnded as error:
            told.append(error)

    thread = threading.Thread(target=grade)
    thread.start()
    return thread, told


def first(made: list[Fake]) -> Fake:
    for _ in range(3000):
        if made and made[0].asked.wait(0.01):
            return made[0]
    raise AssertionError("nothing was asked")


def test_one_that_ends_by_itself_is_started_again(made: list[Fake]) -> None:
    thread, told = graded(Grader(SETTING), {})
    first(made).ended.set()
    thread.join(30)
    assert (told, len(made)) == ([{"found": 1}], 2)


def test_none_is_started_once_the_run_was_ended(made: list[Fake]) -> None:
    grader = Grader(SETTING)
    thread, told = graded(grader, {"wait": True})
    first(made)
    grader.kill()
    thread.join(30)
    assert isinstance(told[0], ProgramEnded)
    assert len(made) == 1
    with pytest.raises(ProgramEnded):
        grader.course()
    assert len(made) == 1
