"""The seed that hidden inputs are derived from: of the earlier release, else GRADER_SEED, else new.

Another seed means other hidden inputs, and so other marks. Where there was one, none is made or
taken silently: two that disagree, and one that is gone, are refused.
"""

from __future__ import annotations

import io
import os
import secrets
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from grader.authoring.release.folder import STAGE
from grader.authoring.release.manifest import FILE
from grader.errors import UsageError
from grader.language import text

SEED = "seed"
"""The file of the seed, on the grading side and in an upload."""
MARK = "torchgrade-release"
"""A file in an upload that says whose zip it is."""
VARIABLE = "GRADER_SEED"
LEAST = 8
"""Characters of a seed: a shorter one can be guessed, and stands in any file by chance."""


def seed_for(
    grading: Path | None, upload: Path | None, environment: Mapping[str, str]
) -> str | None:
    """Return the seed of a release; None where nothing in it needs one.

    Args:
        grading: the folder of the grading side, which may hold an earlier release.
        upload: the zip for Gradescope, which may be an earlier one.
        environment: may hold GRADER_SEED.

    Raises:
        UsageError: two seeds disagree, the earlier one is not there, or one can't be used.
    """
    if grading is None and upload is None:
        return None
    found = dict(_earlier(grading, upload))
    around = environment.get(VARIABLE)
    if around is not None and (around.strip() or not found):
        found[VARIABLE] = around.strip()
    for place, seed in found.items():
        _expect_usable(place, seed)
    (first, seed), *others = [*found.items()] or [("", "")]
    for place, other in others:
        if other != seed:
            raise UsageError(
                text(
                    "{one} and {other} hold different seeds, and other hidden inputs mean other "
                    "marks: keep the one that the class is graded with, and take the other away.",
                    one=first,
                    other=place,
                )
            )
    if seed:
        return seed
    if grading is not None and (grading / FILE).is_file():
        raise UsageError(
            text(
                "{path} was released before, and the seed of that release is not there. Put the "
                "file {name} back (git does not keep it), or set GRADER_SEED to its content.",
                path=grading,
                name=SEED,
            )
        )
    return secrets.token_hex(16)


def searched(seed: str | None, environment: Mapping[str, str]) -> list[str]:
    """Return the seeds that a bundle must not hold."""
    around = environment.get(VARIABLE, "").strip()
    return [one for one in dict.fromkeys((seed or "", around)) if len(one) >= LEAST]


def keep(grading: Path, seed: str) -> None:
    """Write the seed into the grading side where none is, for its owner's eyes.

    It is there whole or not at all, and before anything else is: an interrupted release goes on
    with it.

    Raises:
        UsageError: it can't be written.
    """
    path = grading / SEED
    fresh = grading / STAGE / SEED
    try:
        if path.is_file() and path.read_bytes().strip():
            return
        fresh.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(f"{seed}\n")
        fresh.replace(path)
    except OSError as error:
        raise UsageError(
            text("{path} can't be written: {reason}.", path=path, reason=error.strerror)
        ) from None


def _earlier(grading: Path | None, upload: Path | None) -> Iterator[tuple[str, str]]:
    """The seeds of earlier releases, by where they are."""
    if grading is not None and (seed := _in_folder(grading / SEED)):
        yield str(grading / SEED), seed
    if upload is not None and (packed := _in_upload(upload)) is not None:
        yield str(upload), packed


def _in_folder(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(text("{path} can't be read: {reason}.", path=path, reason=error)) from None


def _in_upload(path: Path) -> str | None:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise UsageError(
            text("{path} can't be read: {reason}.", path=path, reason=error.strerror)
        ) from None
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            archive.getinfo(MARK)
            return archive.read(SEED).decode("ascii").strip()
    except (zipfile.BadZipFile, KeyError, ValueError):
        problem = text(
            "{path} is there already and is no upload of an earlier release; name another file.",
            path=path,
        )
        raise UsageError(problem) from None


def _expect_usable(place: str, seed: str) -> None:
    if len(seed) < LEAST or not seed.isascii() or not seed.isprintable() or " " in seed:
        raise UsageError(
            text(
                "The seed in {place} can't be used: it needs at least {least} characters of "
                "ASCII, without spaces. Where there is none, a release makes one.",
                place=place,
                least=LEAST,
            )
        )
