"""Every sentence of the grader's own exists in every language."""

from __future__ import annotations

import ast
import string
from pathlib import Path

import pytest

from grader.bridge.errors import REASONS
from grader.language import LANGUAGES, catalogue

ROOT = Path(__file__).resolve().parents[2]


def sentences() -> dict[str, str]:
    """English templates in the source, with the place where each stands."""
    found = dict.fromkeys(REASONS.values(), "grader/bridge/errors.py")
    for path in sorted((ROOT / "grader").rglob("*.py")):
        if "scaffold" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            if node.func.id not in ("text", "Text", "ExerciseFileError") or not node.args:
                continue
            has_own = any(keyword.arg == "others" for keyword in node.keywords)
            first = node.args[-1 if node.func.id == "ExerciseFileError" else 0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str) and not has_own:
                found[first.value] = f"{path.relative_to(ROOT)}:{node.lineno}"
    return found


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "en"])
def test_every_sentence_is_translated(language: str) -> None:
    known = catalogue(language)
    missing = {place: english for english, place in sentences().items() if english not in known}
    assert not missing


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "en"])
def test_translations_hold_the_same_fields_and_nothing_stale(language: str) -> None:
    english = sentences()
    for template, translated in catalogue(language).items():
        assert template in english, "no code says this any more"
        assert fields(template) == fields(translated), template
