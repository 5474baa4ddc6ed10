"""A report as Markdown: what the terminal tells, and no markup of a student's."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from grader.report import safe
from grader.report.markdown import OURS, fenced, to_markdown
from tests.fakes.reports import REPORT
from tests.unit.report.test_safe import ODD, report

MARKUP = st.sampled_from(
    r"`;``;```;~~~;```\n</b>;# ;\n# ;> ;\n> ;- ;\n- ;1. ;\n1. ;===;\n===;---;\n---;***;__;_a_;*a*;"
    r"[a](b);![a](b);<b>;<!--;-->;<script>;&lt;http://x.y;www.x.y;a@b.c;\\;\n    x;\t;\n\n;[a]: b"
    r";~~a~~;<http://x>;|;| a |\n|---|".replace(r"\n", "\n")
    .replace(r"\t", "\t")
    .split(";")
)
TEXT = st.lists(ODD | MARKUP | st.text(max_size=3), max_size=8).map("".join)
PARSER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def tokens(source: str) -> list[Token]:
    found = []
    for token in PARSER.parse(source):
        found.append(token)
        found += token.children or []
    return found


def shape(source: str) -> list[str]:
    """The blocks of a document."""
    return [token.type for token in PARSER.parse(source)]


@given(TEXT)
def test_nothing_that_a_student_wrote_is_markup(words: str) -> None:
    made = to_markdown(report(words), owner=words)
    found = tokens(made)
    kinds = {token.type for token in found}
    assert not kinds & {"link_open", "image", "html_inline", "em_open", "s_open", "table_open"}
    assert [t.content.strip() for t in found if t.type == "html_block"] == [OURS]
    assert {t.type for t in found if t.type.endswith("list_open")} <= {"bullet_list_open"}
    headings = [token.tag for token in found if token.type == "heading_open"]
    assert headings == (["h1"] if words else []) + ["h2", "h3"]
    plain = to_markdown(report("x"), owner="x" if words else "")
    if words.strip() and words.strip(" `") and not words.isspace():
        assert len([t for t in found if t.type == "fence"]) == sum(
            bool(value) for value in ([words] * 5 + [words.strip()])
        )
        assert shape(plain).count("list_item_open") == shape(made).count("list_item_open")


@given(TEXT)
def test_a_fence_shows_the_text_and_no_more(words: str) -> None:
    (token,) = PARSER.parse(fenced(words))
    assert token.type == "fence"
    shown = safe.block(words[:2000])
    assert token.content.rstrip("\n").rstrip(" …").startswith(shown.rstrip("\n").rstrip(" …"))


def test_a_sentence_reads_as_it_was_written() -> None:
    said = "1. `a*b` gives 3_000 < 5 & **no** [link](x) #1 www.x.y"
    made = to_markdown(report(said))
    (paragraph,) = [
        token
        for token in PARSER.parse(made)
        if token.type == "inline" and token.content.startswith("1")
    ]
    read = "".join(child.content for child in paragraph.children or [])
    assert read == said.replace("`", "")
    assert [c.content for c in paragraph.children or [] if c.type == "code_inline"] == ["a*b"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_it_tells_what_the_terminal_tells(language: str) -> None:
    made = to_markdown(REPORT, language)
    for words in ("count(net)", "752", "700", "line 3", "bias", "hello\\x1b[31m\\x00", "2/2"):
        assert words in made
    told = {
        "en": ("2 of 8 points", "5 more are left out", "7 could not be graded", "*hidden*"),
        "zh": ("得分 2 / 8", "结果是 a，而应为 b。", "*隐藏*"),
    }
    for words in told[language]:
        assert words in made


def test_the_redacted_one_keeps_its_secrets() -> None:
    assert "secret" in to_markdown(REPORT)
    assert "secret" not in to_markdown(REPORT.redacted())


def test_a_summary_stays_small() -> None:
    assert len(to_markdown(report("long`\n" * 100_000))) < 40_000
