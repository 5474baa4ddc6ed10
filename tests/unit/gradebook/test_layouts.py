"""A class in every layout: who is in it, and what can be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.gradebook.layouts import read_class
from grader.model.course import Course
from tests.conftest import ROOT
from tests.fakes import classes

COURSE = Course.load(ROOT)


@pytest.mark.parametrize("layout", classes.LAYOUTS)
def test_everybody_is_found_in(layout: str, tmp_path: Path) -> None:
    expected = classes.build(layout, tmp_path)
    attempts = {(a.student, a.number): a for a in read_class(COURSE, expected.source)}
    for seen in expected.attempts:
        attempt = attempts.pop((seen.key, seen.number))
        reading = attempt.reading(COURSE.exercises)
        said = {e.id: str(s.problem) for e, s in reading.works if s.problem}
        if reading.problem:
            said[""] = str(reading.problem)
        assert set(said) == set(seen.problems), (seen.key, said)
        for where, piece in seen.problems.items():
            assert piece in said[where], seen.key
            assert str(tmp_path) not in said[where]
        graded = {e.id for e, s in reading.works if not s.problem}
        assert graded == set(seen.works), seen.key
        assert attempt.late is seen.late or layout == "gradescope"
        assert attempt.group == seen.group
        assert attempt.layout == layout
        assert all(s.owner == seen.key for _, s in reading.works)
        timed = layout in ("classroom", "gradescope")
        assert (attempt.submitted is not None) is timed
        assert timed is False or (attempt.submitted and attempt.submitted.tzinfo)
    assert {key for key, _ in attempts} == set(expected.strays)
    assert all(a.problem for a in attempts.values())
