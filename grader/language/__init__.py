"""Texts that a person reads, in every language of the course.

A `Text` is an English template with its values. Its English wording is its key: translations stand
in `zh.toml` beside this module (texts of the grader itself), or travel with the text (`others`:
titles and hints of exercises, which stand beside the exercise). Rendering happens at the very end,
so that one report can be read in any language.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType

LANGUAGES = ("en", "zh")

Value = object
"""What a template may hold: a nested `Text`, or anything that `str` shows well."""


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence for a person: `Text("{name} is missing", name="torch")` by way of `text()`."""

    template: str
    values: Mapping[str, Value] = field(default_factory=lambda: MappingProxyType({}))
    others: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Translations of the template that do not stand in the grader's own catalogue."""

    def render(self, language: str = "en") -> str:
        """Return the sentence in `language`; English where a translation is missing."""
        template = self.template
        if language != "en":
            template = self.others.get(language) or catalogue(language).get(template, template)
        values = {
            name: value.render(language) if isinstance(value, Text) else value
            for name, value in self.values.items()
        }
        # Without values the template is literal: a check's title may hold braces.
        return template.format(**values) if values else template

    def __str__(self) -> str:
        return self.render()


def text(template: str, /, **values: Value) -> Text:
    """Make a `Text`; the template's fields are the keyword arguments."""
    return Text(template, MappingProxyType(values))


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """Return the grader's own translations into `language`, keyed by the English template."""
    path = Path(__file__).with_name(f"{language}.toml")
    if not path.exists():
        return MappingProxyType({})
    return MappingProxyType(tomllib.loads(path.read_text(encoding="utf-8")))


def language_of_locale(environment: Mapping[str, str] | None = None) -> str:
    """Return the language that the environment's locale asks for, English by default.

    POSIX order: `LC_ALL`, `LC_MESSAGES`, `LANG`; the first that is set and not empty decides.
    """
    environment = os.environ if environment is None else environment
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environment.get(name):
            code = value.split("_")[0].split(".")[0].lower()
            return code if code in LANGUAGES else "en"
    return "en"
