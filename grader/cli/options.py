"""Options that several commands share."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from grader.language import LANGUAGES, language_of_locale


class Isolation(Enum):
    """How well student code is shut in; `grader doctor` tells what a machine gives."""

    full = "full"
    restricted = "restricted"
    process = "process"


LangOption = Annotated[
    str | None,
    typer.Option("--lang", help="Language of the texts: en or zh. Default: the locale's."),
]
CourseOption = Annotated[
    Path | None,
    typer.Option(
        "--course",
        help="Folder that holds exercises/. Default: the one around here, else the bundled one.",
    ),
]
LevelOption = Annotated[
    Isolation | None,
    typer.Option(
        "--level",
        help="How well student code is shut in; as well as this machine can if not given.",
    ),
]


def language(asked: str | None) -> str:
    """Return the language to speak.

    Raises:
        typer.BadParameter: it is none that exists.
    """
    if asked is None:
        return language_of_locale()
    if asked not in LANGUAGES:
        raise typer.BadParameter(
            f"{asked!r} is not one of {', '.join(LANGUAGES)}", param_hint="--lang"
        )
    return asked
