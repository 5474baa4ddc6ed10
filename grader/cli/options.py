"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from grader.language import LANGUAGES, language_of_locale

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
