"""Sentences in the language that was asked for."""

from __future__ import annotations

import pytest

from grader.language import Text, language_of_locale, text


def test_values_and_nested_sentences() -> None:
    inner = text("an {name}", name="int")
    outer = text(
        "The result is {received}, where {expected} was expected.", received=inner, expected="7"
    )
    assert str(outer) == "The result is an int, where 7 was expected."
    assert outer.render("zh") == "结果是 int 类型的值，而应为 7。"


def test_a_missing_translation_falls_back_to_english() -> None:
    assert text("No such {thing}.", thing="x").render("zh") == "No such x."


def test_translations_of_its_own_come_first() -> None:
    assert Text("not started", others={"zh": "别的"}).render("zh") == "别的"


def test_a_sentence_without_values_may_hold_braces() -> None:
    assert Text("the set {1, 2}").render() == "the set {1, 2}"


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "en_US", "LC_MESSAGES": "zh_TW"}, "zh"),
        ({"LC_ALL": "", "LANG": "zh"}, "zh"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
    ],
)
def test_the_locale_decides(environment: dict[str, str], language: str) -> None:
    assert language_of_locale(environment) == language
