"""The words of checks: titles from docstrings, translations from the file beside them."""

from __future__ import annotations

import inspect
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from grader.errors import ExerciseFileError, UsageError
from grader.language import LANGUAGES, Text, text
from grader.model.outcome import Broken, Failed, Outcome, Skipped


@dataclass(frozen=True, slots=True)
class Translations:
    """What stands in `checks.zh.toml` and its like, for one file of checks."""

    titles: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Name of the check -> language -> title."""
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """English sentence -> language -> sentence."""


@lru_cache(maxsize=256)
def translations(check_file: Path) -> Translations:
    """Read the translations beside a file of checks.

    Raises:
        ExerciseFileError: one of the files is malformed.
    """
    titles: dict[str, dict[str, str]] = {}
    texts: dict[str, dict[str, str]] = {}
    for language in LANGUAGES:
        path = check_file.with_name(f"{check_file.stem}.{language}.toml")
        if not path.is_file():
            continue
        try:
            tables = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise UsageError(
                text("{path} is not a TOML file: {reason}", path=path, reason=error)
            ) from None
        for section, target in (("titles", titles), ("texts", texts)):
            for key, value in tables.pop(section, {}).items():
                if type(value) is not str:
                    raise ExerciseFileError(path, f"{section}.{key}", value, "must be a str")
                target.setdefault(key, {})[language] = value
        for key, value in tables.items():
            raise ExerciseFileError(path, key, value, "is not a known key")
    return Translations(MappingProxyType(titles), MappingProxyType(texts))


def title_of(function: Callable[..., object], check_file: Path) -> Text:
    """Return the title of a check: the first paragraph of its docstring, in every language."""
    paragraph = inspect.cleandoc(function.__doc__ or "").split("\n\n")[0]
    others = translations(check_file).titles.get(function.__name__, {})
    return Text(" ".join(paragraph.split()), MappingProxyType({}), MappingProxyType(dict(others)))


def translated(outcome: Outcome, check_file: Path) -> Outcome:
    """Return an outcome whose sentences, where they are the author's, know their translations."""
    known = translations(check_file).texts

    def add(sentence: Text) -> Text:
        found = known.get(sentence.template)
        return replace(sentence, others=MappingProxyType(dict(found))) if found else sentence

    match outcome:
        case Failed(message=message, hint=hint):
            return replace(outcome, message=add(message), hint=add(hint) if hint else None)
        case Skipped(reason=reason) | Broken(reason=reason):
            return replace(outcome, reason=add(reason))
        case _:
            return outcome
