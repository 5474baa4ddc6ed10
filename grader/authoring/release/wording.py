"""The texts of a release: templates, filled in.

`[[ ]]` and `[% %]` stand where others write braces: a workflow's expressions are `${{ }}`.
"""

from __future__ import annotations

import platform
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from grader.authoring.release.files import Item
from grader.language import text
from grader.model.exercise import Exercise

CI = Literal["github", "classroom", "classroom50", "none"]

ACTIONS = {
    "checkout": "actions/checkout@de0fac2e4500dabe0009e67214ff5f5447ce83dd # v6.0.2",
    "python": "actions/setup-python@a309ff8b426b58ec0e2a45f0f869d46889d02405 # v6.2.0",
    "restore": "actions/cache/restore@27d5ce7f107fe9357f9df03efb73ab90386fccae # v5.0.5",
    "save": "actions/cache/save@27d5ce7f107fe9357f9df03efb73ab90386fccae # v5.0.5",
    "upload": "actions/upload-artifact@b7c566a772e6b6bfb58ed0dc250532a479d7789f # v6.0.0",
    "reporter": "classroom-resources/autograding-grading-reporter"
    "@d13b5912daf5042ac1b71bc38bdb4a6bcd61d8ca # v1",
}
"""By commit: a tag can be moved."""

JOB_MINUTES = 20
"""Of a job in a student's repository, setting up included."""
MINUTES = 12
"""Of grading in it."""
PLATFORM_MINUTES = 8
"""Of grading on a platform: Classroom 50 gives a job 15 minutes, Gradescope 10 unless set."""


def page(template: str, speech: str, *, executable: bool = False, **values: object) -> Item:
    """Return a text of the release.

    Args:
        template: its name in `templates/`, without `.j2`.
        speech: the language to speak in it.
        executable: whether it is a program.
        values: what only this one needs.
    """
    minutes = MINUTES if template == "grade.yml" else PLATFORM_MINUTES
    filled = (
        _environment()
        .get_template(f"{template}.j2")
        .render(
            {
                "actions": ACTIONS,
                "job_minutes": JOB_MINUTES,
                "minutes": minutes,
                "python_version": ".".join(platform.python_version_tuple()[:2]),
                "lang": "" if speech == "en" else f" --lang {speech}",
                "lang_argument": "" if speech == "en" else f', "--lang={speech}"',
                "lang_arguments": "" if speech == "en" else f', "--lang", "{speech}"',
                "broken": text(
                    "The grader itself failed, which is no fault of the student's: no result was "
                    "written, so that nothing counts. Run the autograder again."
                ).render(speech),
                **values,
            }
        )
    )
    return Item(filled.encode(), executable=executable)


def titles(exercises: Sequence[Exercise], speech: str) -> list[dict[str, str]]:
    """Return the exercises as a template lists them."""
    return [
        {"id": e.id, "title": e.title.render(speech).replace("|", "\\|").replace("\n", " ")}
        for e in exercises
    ]


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(Path(__file__).with_name("templates")),
        autoescape=False,  # noqa: S701 - no HTML: Markdown, YAML, JSON and programs
        undefined=StrictUndefined,
        variable_start_string="[[",
        variable_end_string="]]",
        block_start_string="[%",
        block_end_string="%]",
        comment_start_string="[#",
        comment_end_string="#]",
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
