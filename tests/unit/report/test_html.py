"""The report as HTML: complete, well formed, and whatever a student wrote stays text."""

from __future__ import annotations

import struct
import zlib
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from grader.language import Text, text
from grader.model.outcome import Diagnosis, Failed, Skipped
from grader.model.report import ExerciseResult, Report
from grader.report.html import fragment, notice, page, pages
from tests.fakes.browser import screenshot
from tests.fakes.reports import EVERY_KIND, FAILED, REPORT

VOID = {"meta", "br", "img", "link", "hr", "input"}


class Reader(HTMLParser):
    """Reads a page as a browser would, and complains where tags don't match."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.cells: list[str] = []
        self.feed(source)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
        if tag in ("td", "th"):
            self.cells.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" in self.open:
            return
        self.words += data
        if {"td", "th"} & set(self.open):
            self.cells[-1] += data

    def count(self, tag: str) -> int:
        return sum(name == tag for name, _ in self.tags)


def with_failure(**changes: object) -> Report:
    failed = replace(FAILED, **changes)  # type: ignore[arg-type]
    checks = [replace(EVERY_KIND.checks[1], outcome=failed, output=str(changes.get("call", "")))]
    return replace(REPORT, exercises=(replace(EVERY_KIND, checks=tuple(checks)),))


HOSTILE = [
    "<script>alert(1)</script>",
    "</code></pre></details></style><img src=x onerror=alert(1)>",
    '"\'` onclick="alert(1)" `<b>`',
    "<!-- ]]> &lt;script&gt; {{ 7 * 7 }} {% include 'x' %}",
    "</div></section></main></body></html>",
]


@pytest.mark.parametrize("evil", HOSTILE)
@pytest.mark.parametrize("render", [page, fragment])
def test_a_students_text_stays_text(render: object, evil: str) -> None:
    assert callable(render)
    report = with_failure(
        message=text("{message}", message=evil),
        call=evil,
        expected=evil,
        received=evil,
        counterexample={evil: evil},
        traceback=evil,
        diagnosis=Diagnosis("m", Text(evil)),
        hint=Text(evil),
    )
    report = replace(report, submission={"files": evil}, environment={"devices": (evil,)})
    harmless, read = Reader(render(with_failure(call="x"))), Reader(render(report))
    assert {tag for tag, _ in read.tags} <= {tag for tag, _ in harmless.tags} | {"code", "div"}
    assert not any(name.startswith("on") for _, attrs in read.tags for name in attrs)
    # Backticks become <code>, everything else is to be read as it was written.
    assert read.words.replace("`", "").count(evil.replace("`", "")) >= 8


def test_names_of_people_stay_text() -> None:
    read = Reader(pages([(evil, REPORT) for evil in HOSTILE]))
    assert "script" not in {tag for tag, _ in read.tags}
    assert all(read.words.count(evil) >= 2 for evil in HOSTILE)


def test_what_cannot_be_seen_is_shown() -> None:
    evil = "a\x00b\x1b[31mc\u202ed\u200be\ud800f\u2066"
    shown = page(with_failure(call=evil, message=Text(evil)))
    assert "a\\x00b\\x1b[31mc\\u202ed\\u200be\\ud800f\\u2066" in shown
    assert not set(evil) & set(shown) - set("abcdef[31m")
    shown.encode("utf-8")


def test_a_megabyte_is_folded_and_cut() -> None:
    shown = page(with_failure(received="é" * 1_000_000, message=Text("m" * 1_000_000)))
    assert len(shown) < 120_000
    assert "The first 20,000 of 1,000,000 characters" in shown
    many = page(with_failure(traceback="\n".join(f"line {n}" for n in range(30))))
    assert "line 29" in many
    assert many.index("line 11") < many.index('<details class="tg-fold"') < many.index("line 12")


@pytest.mark.parametrize("report", [REPORT, REPORT.redacted()], ids=["full", "redacted"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_everything_is_told(report: Report, language: str) -> None:
    for shown in (page(report, language), fragment(report, language)):
        read = Reader(shown)
        for check in report.exercises[0].checks:
            assert check.title.render(language) in read.words
            if isinstance(check.outcome, Failed):
                told = check.outcome
                for value in (told.message.render(language), told.call, told.received):
                    assert (value or "") in read.words
            elif isinstance(check.outcome, Skipped):
                assert check.outcome.reason.render(language) in read.words
        assert ("secret" in read.words) == (report is REPORT)
        assert [tag for tag, _ in read.tags].count("details") == 2
        assert [("open" in attrs) for tag, attrs in read.tags if tag == "details"] == [True, False]
        assert "Traceback of the check" not in shown, "that is the instructor's, in JSON"


def test_marks_have_words_and_points() -> None:
    rows = Reader(page(REPORT)).cells[3:]
    assert rows[::3] == [
        "✓passed",
        "✗failed",
        "·waits",
        "-left out",
        "!broken",
        "✗failed",
    ]
    assert rows[2::3] == ["2/2", "0/3", "0/2", "-", "?", "0/1"]
    words = Reader(page(REPORT)).words
    assert "2 of 8 points" in words
    assert "5 more are left out" in words
    assert "7 could not be graded, by the grader's own fault" in words


def test_backticks_become_code() -> None:
    title = Text("`count` counts `a < b`.")
    checks = (replace(EVERY_KIND.checks[0], title=title),)
    shown = page(replace(REPORT, exercises=(replace(EVERY_KIND, checks=checks),)))
    assert "<code>count</code> counts <code>a &lt; b</code>." in shown


def test_the_page_needs_nothing_else() -> None:
    shown = page(REPORT)
    read = Reader(shown)
    assert not {"script", "link", "img", "iframe"} & {tag for tag, _ in read.tags}
    assert "url(" not in shown
    assert "http:" not in shown
    assert "https:" not in shown
    assert read.tags[0] == ("html", {"lang": "en"})
    assert dict(Reader(page(REPORT, "zh")).tags)["html"] == {"lang": "zh-Hans"}
    assert (read.count("main"), read.count("h1"), read.count("title")) == (1, 1, 1)
    assert "default-src 'none'" in shown


def test_the_fragment_leaves_the_notebook_alone() -> None:
    shown = fragment(REPORT)
    assert not {"html", "body", "head", "h1", "script"} & {tag for tag, _ in Reader(shown).tags}
    style = shown.partition("<style>")[2].partition("</style>")[0]
    for rule in style.replace("}", "{").split("{")[::2]:
        for selector in rule.strip().split(",") if "@" not in rule and ".tg" in rule else ():
            assert ".tg-report" in selector, selector
    assert not [
        c
        for _, attrs in Reader(shown).tags
        for c in (attrs.get("class") or "").split()
        if not c.startswith("tg-")
    ]


def test_a_stub_says_how_to_begin() -> None:
    waiting = Skipped(text("not started"), "not_started")
    checks = tuple(replace(check, outcome=waiting) for check in EVERY_KIND.checks)
    words = Reader(page(replace(REPORT, exercises=(replace(EVERY_KIND, checks=checks),)))).words
    assert "begin with: grader hint net" in words
    assert "points" not in words


def test_a_class_is_a_table_and_an_article_each() -> None:
    read = Reader(pages([("ana", REPORT), ("bo", REPORT)]))
    assert read.count("article") == 2
    assert read.cells[:6] == ["who", "net", "ana", "2/8", "bo", "2/8"]


def test_an_empty_report_is_a_page() -> None:
    empty = ExerciseResult("net", Text("A network"), ())
    assert "0 of 0 points" in page(replace(REPORT, exercises=(empty,)))


def test_a_notice_is_escaped() -> None:
    assert "&lt;b&gt;" in notice(Text("<b>"), wrong=True)


def pixels(png: Path) -> np.ndarray:
    """Decode a PNG of eight bits a channel: height, width, (red, green, blue)."""
    data = png.read_bytes()
    at, packed = 8, b""
    width = height = channels = 0
    while at < len(data):
        size, kind = struct.unpack(">I4s", data[at : at + 8])
        body = data[at + 8 : at + 8 + size]
        if kind == b"IHDR":
            width, height, depth, colour = struct.unpack(">IIBB", body[:10])
            assert depth == 8
            channels = {2: 3, 6: 4}[colour]
        packed += body if kind == b"IDAT" else b""
        at += size + 12
    raw = np.frombuffer(zlib.decompress(packed), np.uint8).reshape(height, width * channels + 1)
    rows = np.zeros((height, width, channels), np.uint8)
    above = np.zeros((width, channels), np.uint8)
    for number, line in enumerate(raw):
        rows[number] = above = _unfiltered(line[0], line[1:].reshape(width, channels), above)
    return rows[..., :3]


def _unfiltered(kind: int, line: np.ndarray, above: np.ndarray) -> np.ndarray:
    if kind == 0:
        return line
    if kind == 1:
        return np.cumsum(line, axis=0, dtype=np.uint8)
    if kind == 2:
        return line + above
    out = np.zeros_like(line)
    left, corner = np.zeros(line.shape[1], int), np.zeros(line.shape[1], int)
    for x, (value, up) in enumerate(zip(line.astype(int), above.astype(int), strict=True)):
        if kind == 3:
            guess = (left + up) // 2
        else:
            near = np.abs(np.stack([up - corner, left - corner, left + up - 2 * corner]))
            guess = np.choose(near.argmin(axis=0), [left, up, corner])
        out[x] = (value + guess) % 256
        left, corner = out[x].astype(int), up
    return out


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_a_browser_shows_it(tmp_path: Path, dark: bool) -> None:
    """At the width of a phone nothing is cut off, and the colours are those of the scheme."""
    source = tmp_path / "report.html"
    report = with_failure(received="x" * 3000, call="long_name" * 60)
    source.write_text(page(report), encoding="utf-8")
    seen = pixels(screenshot(source, tmp_path / "report.png", 500, 1400, dark=dark))
    background = (13, 17, 23) if dark else (255, 255, 255)
    failed = (255, 106, 99) if dark else (201, 37, 45)
    assert tuple(seen[0, 0]) == background
    assert (seen == failed).all(axis=2).sum() > 10
    assert (seen[:, -10:] == background).all(), "something reaches beyond the page"
    assert (seen[:, :10] == background).all()


JUPYTER = """
.jp pre, .jp code { border: 0; background: pink; color: navy; font-size: 9px; padding: 0; }
.jp :not(pre) > code { background: pink; padding: 1px 5px; }
.jp table { border: none; font-size: 9px; table-layout: fixed; margin: 0 auto 1em; }
.jp thead { border-bottom: 3px solid pink; vertical-align: bottom; }
.jp td, .jp th, .jp tr { vertical-align: middle; padding: 0.5em; line-height: 3; border: none; }
:not(.jp-RenderedMarkdown).jp td, :not(.jp-RenderedMarkdown).jp th { text-align: right; }
.jp th { font-weight: bold; }
.jp tbody tr:nth-child(odd), .jp tbody tr:nth-child(even) { background: pink; }
.jp p { text-align: left; margin: 0 0 1em; }
.jp h3, .jp h4 { line-height: 3; font-size: 9px; font-weight: 500; margin: 3em 0; }
.jp dt { width: 20%; float: left; font-weight: bold; }
.jp dd { width: 80%; float: right; }
"""
"""What Jupyter says of HTML in outputs, with sizes and colours that would strike the eye."""


def test_jupyters_own_style_changes_nothing(tmp_path: Path) -> None:
    shown = []
    for number, style in enumerate(("", JUPYTER)):
        source = tmp_path / f"{number}.html"
        body = f"<style>{style}</style><div class='jp'>{fragment(REPORT)}</div>"
        source.write_text(f"<!doctype html><meta charset='utf-8'>{body}", encoding="utf-8")
        shown.append(pixels(screenshot(source, tmp_path / f"{number}.png", 700, 1000)))
    assert (shown[0] != 255).any()
    assert (shown[0] == shown[1]).all()
