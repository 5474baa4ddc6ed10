"""The upload for Gradescope: a zip that sets up an image, and grades in it.

Source: Gradescope's "Autograder Specifications": `setup.sh` and `run_autograder` lie at the zip's
root, the zip is unpacked in `/autograder/source`, `run_autograder` is copied to `/autograder`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from grader.authoring.release.bundle import course
from grader.authoring.release.files import Item, zipped
from grader.authoring.release.grading_side import solutions
from grader.authoring.release.seeds import MARK, SEED
from grader.authoring.release.software import software
from grader.authoring.release.wording import page
from grader.model.exercise import Exercise


def gradescope(
    exercises: Sequence[Exercise], seed: str, *, speech: str, spec: str | None = None
) -> bytes:
    """Return the zip.

    Args:
        exercises: what an assignment there grades, all together.
        seed: what hidden inputs are derived from.
        speech: the language of the reports.
        spec: what pip installs as the grader; None for a wheel of this one.
    """
    return zipped(
        {
            "setup.sh": page("setup.sh", speech, executable=True),
            "run_autograder": page("run_autograder", speech, executable=True),
            "grade.py": page("grade.py", speech),
            SEED: Item(f"{seed}\n".encode(), private=True),
            MARK: Item(b"made by grader release\n"),
            **dict(course(exercises, "course/exercises")),
            **{
                path: replace(item, private=True)
                for path, item in solutions(exercises, "course/solutions")
            },
            **software(spec),
        }
    )
