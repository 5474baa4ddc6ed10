"""What the names of files and folders tell: the exercise, the author, the attempt, the time."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from grader.grading.file_names import copied
from grader.grading.locate import ARCHIVES
from grader.model.exercise import Exercise

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
