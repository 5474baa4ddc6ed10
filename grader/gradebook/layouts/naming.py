"""What the names of files and folders tell: the exercise, the author, the attempt, the time."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import PurePosixPath

from grader.grading.locate import ARCHIVES
from grader.model.exercise import Exercise

SOURCES = (".py", ".ipynb")

_COPY = r"(?:[-_ ]+(?P<a>\d{1,4})| ?[(（](?P<b>\d{1,4})[)）]|(?: - |[-_ ])(?P<c>copy|副本))"
"""What systems append to a name that is taken: Canvas `-1`, browsers ` (1)`, Windows ` - Copy`."""
_COPIED = re.compile(_COPY + r"$", re.IGNORECASE)
_ATTEMPT = re.compile(
    r"(?:(?:attempt|submission|try|version|versuch|v|第)[-_ ]*)?(\d{1,9})(?:次(?:提交)?)?",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"(\d{4})-?(\d{2})-?(\d{2})[T_ -]+(\d{2})[:._-]?(\d{2})(?:[:._-]?(\d{2}))?(?:\.\d+)?"
    r"\s?(Z|[+-]\d{2}:?\d{2})?"
)


def tidy(name: str) -> str:
    """Return a name as a key.

    Composed and decomposed accents (NFC, NFD) look alike and come from one person's two computers,
    so they are one key. Upper and lower case are seen by everybody, so they stay two. Bytes that
    are no text are written out.
    """
    plain = name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return unicodedata.normalize("NFC", plain)


def archive_suffix(name: str) -> str | None:
    """Return how an archive's name ends; None for what is no archive."""
    return next((s for s in ARCHIVES if name.lower().endswith(s)), None)


def copied(stem: str) -> tuple[str, int]:
    """Split what a system appended to a name that was taken from the name: `x (2)` -> `x`, 2."""
    if not (match := _COPIED.search(stem)) or not match.start():
        return stem, 0
    return stem[: match.start()], int(match["a"] or match["b"] or 1)


def exercise_of(name: str, exercises: Sequence[Exercise]) -> tuple[Exercise, int] | None:
    """Return the exercise that a file is for, by its name, and how far the name is from it.

    0 is the name that is asked for; more are the numbers of copies (`training-2.py`), and 1 is
    `Training.PY`.
    """
    path = PurePosixPath(name)
    if path.suffix.lower() not in SOURCES:
        return None
    for exercise in exercises:
        if path.stem == exercise.id and path.suffix in SOURCES:
            return exercise, 0
    stem, number = copied(path.stem)
    for exercise in exercises:
        if path.stem.casefold() == exercise.id.casefold():
            return exercise, 1
        if stem.casefold() == exercise.id.casefold():
            return exercise, max(number, 1)
    return None


def browser_copy(stem: str) -> tuple[str, int]:
    """Split ` (2)` off a name; `-2` may be part of a login."""
    return copied(stem) if stem.endswith((")", "）")) else (stem, 0)


def author_of(stem: str, exercises: Sequence[Exercise]) -> list[tuple[str, Exercise, int]]:
    """Return how a name (`anna_training`, `training-anna`) can be read as an author's work.

    One reading is clear; more are not, and none is none. What comes with each is the number of the
    copy: `anna_training-2`. In `training_anna-2` the number is the author's.
    """
    readings: dict[tuple[str, str], tuple[str, Exercise, int]] = {}
    for exercise in exercises:
        author_first, author_last = _author_patterns(exercise.id)
        for pattern, (base, number) in (
            (author_first, (stem, 0)),
            (author_first, copied(stem)),
            (author_last, browser_copy(stem)),
        ):
            if match := pattern.fullmatch(base):
                author = tidy(match["author"])
                readings.setdefault((author, exercise.id), (author, exercise, number))
    found = [readings[key] for key in sorted(readings)]
    # `anna_single_training` is for `single_training`, not `anna_single`'s for `training`.
    return [
        reading
        for reading in found
        if not any(r[1].id != reading[1].id and reading[1].id in r[1].id for r in found)
    ]


@lru_cache(maxsize=1024)
def _author_patterns(ident: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    name = re.escape(ident)
    return (
        re.compile(rf"(?P<author>.*[^-_. ])[-_. ]+{name}", re.IGNORECASE | re.DOTALL),
        re.compile(rf"{name}[-_. ]+(?P<author>[^-_. ].*)", re.IGNORECASE | re.DOTALL),
    )


def attempt_of(name: str) -> tuple[int, datetime | None] | None:
    """Return the number or the time that a folder's name gives an attempt, if it gives one."""
    if when := time_in(name):
        return 0, when
    # A bare number of more digits is a student's.
    if (match := _ATTEMPT.fullmatch(name.strip())) and not (name.isdigit() and len(name) > 3):
        return int(match[1]), None
    return None


def time_in(name: str) -> datetime | None:
    """Return the time that a text is, as an aware one: without a zone it is this machine's."""
    if not (match := _TIME.fullmatch(name.strip())):
        return None
    year, month, day, hour, minute, second, zone = match.groups()
    written = f"{year}-{month}-{day}T{hour}:{minute}:{second or '00'}"
    written += "+00:00" if zone == "Z" else zone or ""
    try:
        return aware(datetime.fromisoformat(written))
    except ValueError:
        return None


def aware(when: datetime) -> datetime:
    """Return a time with its zone; without one it is taken as this machine's.

    Raises:
        ValueError: there is no such time in that zone.
    """
    if when.tzinfo:
        return when
    try:
        return when.astimezone()
    except (OverflowError, OSError):
        raise ValueError(when) from None
