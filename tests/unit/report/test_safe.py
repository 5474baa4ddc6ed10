"""Any text at all is shown, written and parsed without doing anything."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
import unicodedata
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from xml.etree import ElementTree as ET

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.console import Console

from grader.language import Text
from grader.model.outcome import Failed
from grader.model.report import ExerciseResult, Report
from grader.report import failures, safe, terminal
from grader.report.csv_format import HEADER, to_csv
from grader.report.json_format import to_data, to_json
from grader.report.junit import to_junit
from grader.report.platforms import sentences
from tests.fakes.reports import FAILED, REPORT, check

ODD = st.sampled_from(
    "\x1b[31m|\x1b]0;x\x07|\x9b|\u202e|\u2066|\u200b|\ufeff|\u2028|\x85|\r|\n|\t|\0|\udc80|\U000e0041|"
    "::error::x|::stop-commands::|##[error]|##vso[x]|##teamcity[|#| |\u3000|\xa0|[red]|[/]|:smile:|"
    "=1+1|+|-|@|＝|;|,|\"|'|<|</script>|&|]]>|\\|a|é|学".split("|")
)
TEXT = st.lists(ODD | st.text(max_size=3), max_size=8).map("".join)
COMMAND = re.compile(r"^\s*::|##\[|##vso\[|##teamcity\[", re.MULTILINE)


def bare(value: str) -> set[str]:
    """Characters that a terminal acts on, or does not show."""
    return {c for c in value if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")}


def report(words: str) -> Report:
    failed = Failed(
        Text("{words}", MappingProxyType({"words": words})),
        call=words,
        expected=words,
        received=words,
        counterexample={"size": words},
        traceback=words,
        details=words,
    )
    found = check("failed", failed, output=words)
    return Report(
        (ExerciseResult("net", Text("A network"), (found,)),),
        "run",
        {"owner": words, "files": words},
        REPORT.environment,
    )


@given(TEXT)
def test_a_block_keeps_its_lines_and_nothing_else_of_control(words: str) -> None:
    assert bare(safe.block(words)) <= {"\n", "\t"}
    assert not bare(safe.line(words))
    assert safe.line(safe.line(words)) == safe.line(words)


@pytest.mark.parametrize(
    "words", ["plain", "学生 dorothée", "a\u3000b", "1 != 2", "C:\\x", "# [x]"]
)
def test_plain_text_stays_as_it_is(words: str) -> None:
    for made in (safe.block, safe.line, safe.log, safe.cell, safe.xml, safe.json_text):
        assert made(words) == words


@given(TEXT)
@example("##[##[")
@example("###vso[")
@example(" \n\t ::error::x")
@example("\x1b[2m  ::error::x")
@example(":::")
def test_no_line_commands_a_ci(words: str) -> None:
    shown = safe.log(words)
    assert not COMMAND.search(shown)
    assert not COMMAND.search(re.sub(r"\x1b\[[0-9;]*m", "", shown))


ENDLESS = """
import sys
from grader.checks.evidence import sketch
from grader.report import safe
from grader.report.platforms import sentences
from tests.fakes.reports import FAILED, check

parts = ("\\n", "\\t", " \\n", ";", "; ", "'", "#", ":", "\\x1b[", "`", "/", "/torchgrade-")
for words in (part * 400_000 for part in parts):
    safe.log(words), safe.cell(words), safe.xml(words), sketch(words)
    assert len(sentences.printed(check("failed", FAILED, output=words), "en", 100)) <= 100
print("done")
"""


def test_no_text_is_read_again_and_again(root: Path) -> None:
    """What takes the square of a text's length takes hours here, and is ended."""
    done = subprocess.run(
        [sys.executable, "-c", ENDLESS], cwd=root, capture_output=True, text=True, timeout=120
    )
    assert done.stdout == "done\n", done.stderr


def test_what_was_printed_is_cut_with_a_word() -> None:
    for output in ("x" * 101, "\x1b" * 60, "\r\n" * 60 + "x", "\n" * 9 + "y" * 101 + "\n" * 9):
        shown = sentences.printed(check("failed", FAILED, output=output), "en", 100)
        assert len(shown) <= 100
        assert shown.endswith("(shortened)")
    assert sentences.printed(check("failed", FAILED, output="\n\nhello\n"), "en", 100) == "hello"


@pytest.mark.parametrize(
    ("points", "shown"),
    [(5.55112e-17, "0"), (-5e-17, "0"), (1_234_567.0, "1234567"), (0.1 + 0.2, "0.3"), (2.5, "2.5")],
)
def test_points_are_written_as_people_do(points: float, shown: str) -> None:
    assert sentences.figure(points) == shown


@given(TEXT, st.integers(20, 60))
@example("x" * 24 + " ::error::x", 30)
@example("[/]", 40)
@example("[bold]x[/bold] :smile:", 40)
def test_a_terminal_shows_it_and_does_nothing(words: str, width: int) -> None:
    found = report(words)
    console = Console(width=width, highlight=False)
    for what in (
        failures.failure(found.exercises[0].checks[0], "en"),
        terminal.overview([(words, found)], "en"),
        failures.class_failures([(words, found)], "en"),
    ):
        with console.capture() as captured:
            console.print(what)
        shown = "\n".join(safe.log(row) for row in captured.get().split("\n"))
        assert bare(shown) <= {"\n"}
        assert not COMMAND.search(shown)
    assert "😄" not in shown
    if "[bold]" in words:
        assert "[bold]" in shown


@given(TEXT)
@example("##[error]x")
@example("\udc80</script>\u2028")
def test_json_says_the_same_and_commands_nothing(words: str) -> None:
    # Two halves of a surrogate pair are one character in JSON, whatever one does.
    words = words.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    found = report(words)
    for indent in (None, 2):
        encoded = to_json(found, indent=indent)
        assert json.loads(encoded) == to_data(found)
        encoded.encode()
        assert "<" not in encoded
        assert bare(encoded) <= {"\n"}
        assert not COMMAND.search(encoded)


def test_json_keeps_a_lone_surrogate() -> None:
    found = report("a\udc80b")
    encoded = to_json(found)
    encoded.encode()
    assert json.loads(encoded)["submission"]["owner"] == "a\udc80b"


@given(TEXT)
def test_junit_is_xml(words: str) -> None:
    encoded = to_junit(report(words)).encode()
    assert ET.fromstring(encoded)[0].get("tests") == "1"


def rows(written: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(written.removeprefix("\ufeff"), newline="")))


FORMULA = re.compile(r"[\s\"]*[=+\-@＝＋－＠\t\r]")


@given(TEXT)
@example("=1+1")
@example(" \u3000＝1+1")
@example("a\n=1+1")
@example('x;=cmd|" /c calc"!A1')
@example("\ta")
def test_csv_holds_no_formula(words: str) -> None:
    header, row = rows(to_csv([(words, report(words))]))
    assert tuple(header) == HEADER
    assert row[0] == safe.cell(words)
    assert row[-1] == safe.cell(words.partition("\n")[0])
    for column in (0, -1):
        for part in re.split(r"[;\n\t]", row[column]):
            assert not FORMULA.match(part)
        assert bare(row[column]) <= {"\n", "\t"}


def test_csv_has_a_row_for_each_check_and_numbers_without_quotes() -> None:
    secret = replace(FAILED, message=Text("first\nsecond"))
    two = replace(REPORT, exercises=(ExerciseResult("net", Text("x"), (check("a", secret, 2.5),)),))
    written = to_csv([("anna", REPORT), ("", two)])
    assert written.startswith('\ufeff"owner","exercise","check","outcome","points","max_points",')
    assert '"anna","net","net/passed","passed",2,2,"visible",""\r\n' in written
    assert written.endswith('"","net","net/a","failed",0,2.5,"visible","first"\r\n')
    assert len(rows(written)) == 8
