"""The instructor's page: complete, and nothing that a student wrote breaks it."""

from __future__ import annotations

import json
import re
import sqlite3
from html.parser import HTMLParser
from pathlib import Path

import pytest

from grader.gradebook import schema
from grader.gradebook.edits import correct, set_mark
from grader.gradebook.page import findings, words
from grader.gradebook.page.charts import counts, histogram
from grader.gradebook.page.embedded import MOST_CHARACTERS, disarmed
from grader.gradebook.page.facts import Facts, facts_of, reports
from grader.gradebook.page.handed_in import HandedIn
from grader.gradebook.page.page import page
from grader.gradebook.store import Gradebook
from grader.language import catalogue
from tests.fakes.gradebooks import NAMES, fill, stub

VOID = {"meta", "br", "col", "input", "hr"}


class Reader(HTMLParser):
    """Complains where tags don't match; keeps the words and the scripts."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.scripts: list[str] = []
        self.feed(source)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "script" in self.open:
            self.scripts.append(data)
        elif "style" not in self.open:
            self.words += data

    def ids(self) -> list[str]:
        return [attributes["id"] or "" for _, attributes in self.tags if "id" in attributes]


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fill(tmp_path_factory.mktemp("results") / "gradebook.sqlite", students=40)


def made(book: Path, language: str = "en") -> str:
    db = schema.connect(book)
    stubs = {f"exercise_{n}": stub(f"exercise_{n}") for n in (1, 2, 3)}
    shown = page(db, language, sources=HandedIn(db), stubs=stubs)
    db.close()
    return shown


@pytest.fixture(scope="module")
def shown(book: Path) -> str:
    return made(book)


@pytest.fixture(scope="module")
def facts(book: Path) -> Facts:
    db = schema.connect(book)
    found = facts_of(db)
    db.close()
    return found


def test_it_is_whole_and_needs_nothing_else(shown: str) -> None:
    read = Reader(shown)
    assert not {"link", "img", "iframe", "object"} & {tag for tag, _ in read.tags}
    assert not any(name.startswith("on") for _, attrs in read.tags for name in attrs)
    assert not [a for _, attrs in read.tags for n, a in attrs.items() if n in ("src", "action")]
    places = [a["href"] for _, a in read.tags if "href" in a]
    assert all(place and place.startswith("#") for place in places)
    assert {place[1:] for place in places if place} <= set(read.ids())
    assert len(read.ids()) == len(set(read.ids())), "an id stands twice"
    assert [tag for tag, _ in read.tags].count("main") == 1
    assert [tag for tag, _ in read.tags].count("h1") == 1
    assert re.search(r"default-src 'none';.* script-src 'sha256-[\w+/]+='", shown)
    assert "url(http" not in shown


def test_the_same_class_gives_the_same_page(book: Path, shown: str) -> None:
    assert made(book) == shown


def test_a_students_text_cannot_end_the_script(shown: str) -> None:
    read = Reader(shown)
    assert len(read.scripts) == 2
    assert "<" not in read.scripts[0]
    data = json.loads(read.scripts[0])
    assert any("</script><script>" in one for one in data["t"])
    assert "</script><script>document" not in shown
    assert not {"\x1b", "\x00", "\x07", "\u202e", "\u200b"} & set(shown)
    shown.encode("utf-8")
    names = [student[0] for student in data["s"]]
    assert NAMES[4] in names
    assert r"\x1b[31mRed\x07 Alert\x00" in names


def test_every_table_can_be_read(shown: str) -> None:
    read = Reader(shown)
    headers = [attrs for tag, attrs in read.tags if tag == "th"]
    assert all("scope" in attrs for attrs in headers)
    tables = [attrs for tag, attrs in read.tags if tag == "table"]
    captions = [tag for tag, _ in read.tags].count("caption")
    assert captions + sum("aria-label" in attrs for attrs in tables) == len(tables)


def test_everything_is_told(shown: str) -> None:
    told = Reader(shown).words
    for sentence in (
        "Marks that are broken, by the grader's or a check's own fault: ",
        "Marks that wait (run the same command again): ",
        "The last run was ended from outside",
        "damaged.zip is no readable archive: <b>truncated</b>.",
        "notes.docx belongs to no exercise.",
        "Explained it at the board; <b>agreed</b>.",
        "It rejected a @ b, which is right.",
        "forward(x) made the Python process crash (SIGSEGV).",
        "2 days late",
        "a later attempt",
        "left out by a correction",
    ):
        assert sentence in told, sentence


def test_chinese(book: Path) -> None:
    read = Reader(made(book, "zh"))
    assert dict(read.tags)["html"] == {"lang": "zh-Hans"}
    assert "班级报告" in read.words
    assert not [one for one in words.PAGE.values() if one.render("zh") == one.template]


def test_an_empty_gradebook_has_a_page(tmp_path: Path) -> None:
    db = schema.connect(tmp_path / "gradebook.sqlite")
    read = Reader(page(db))
    db.close()
    assert "No known mistake was named." in read.words


def test_misconceptions_are_ranked_by_people(facts: Facts) -> None:
    found = findings.misconceptions(facts)
    sizes = [len(one.students) for one in found]
    assert sizes == sorted(sizes, reverse=True)
    for one in found:
        assert len({student.key for student in one.students}) == len(one.students)
        for student in one.students:
            result = facts.marks[student.key, one.exercise].result
            named = {outcome.mistake for outcome in facts.outcomes[result].values()}
            assert one.mistake in named


def test_rates_count_each_submission_once(facts: Facts) -> None:
    graded = {
        e.id: sum(bool(facts.outcomes.get(m.result)) for m in facts.marks_of(e.id))
        for e in facts.exercises
    }
    for rate in findings.rates(facts):
        assert sum(rate.counts.values()) == graded[rate.check.exercise]
        assert 0 <= rate.percent <= 100


def test_nobodys_mark_is_made_up(facts: Facts) -> None:
    whole, *single = findings.spreads(facts)
    open_ = {mark.student.key for mark in facts.marks.values() if mark.mark is None}
    assert len(whole.percents) == len(facts.students) - len(open_)
    assert all(0 <= percent <= 100 for one in (whole, *single) for percent in one.percents)


def test_deaths_are_known_sentences() -> None:
    assert set(findings.DEATHS) <= set(catalogue("zh"))


def test_a_crash_is_told_in_any_language(book: Path, facts: Facts) -> None:
    said = catalogue("zh")[findings.DEATHS[0]].format(call="`f()`", signal="SIGSEGV")
    key = next(mark.result for mark in facts.marks.values() if mark.result)
    report = {"exercises": [{"checks": [{"id": "a/b", "message": said}]}]}
    crash = findings.crashes(facts, [(key, json.dumps(report))])
    assert [(one.check, one.message) for one in crash] == [("a/b", said)]
    db = schema.connect(book)
    assert len(findings.crashes(facts, reports(db))) >= 1
    db.close()


def test_histograms_are_pictures_of_text() -> None:
    assert counts([0, 9.99, 10, 99, 100, 100]) == [2, 1, 0, 0, 0, 0, 0, 0, 0, 3]
    drawn = histogram([0, 50, 100, 100], "h7")
    assert ">2</text>" in drawn
    assert "var(--tg-link)" in drawn
    assert "#012345" not in drawn
    assert "<style" not in drawn
    assert all(one.startswith("h7-") for one in re.findall(r'\bid="([^"]*)', drawn))
    assert set(re.findall(r"url\(#([^)]*)", drawn)) <= set(re.findall(r'\bid="([^"]*)', drawn))
    assert histogram([], "h8")


def test_what_somebody_changed_by_hand_is_among_the_changes(tmp_path: Path) -> None:
    fill(tmp_path / "gradebook.sqlite")
    db = schema.connect(tmp_path / "gradebook.sqlite")
    db.execute(
        "INSERT INTO changes (student, exercise, before, after, why, run, made) "
        "VALUES ('anna', 'exercise_1', 1, 2, 'before that run', '', '2026-01-01')"
    )
    with Gradebook(tmp_path, write=True) as book:
        for mark in (2, 3):
            set_mark(book, "anna", "exercise_2", mark, reason="looked at it", author="Prof. Li")
        correct(book, "exercise_3/" + _check(db), "leave_out", "was unclear", "Prof. Li")
    reasons = {change["why"] for change in facts_of(db).changes}
    shown = Reader(page(db, sources=HandedIn(db))).words
    db.close()
    assert "before that run" not in reasons
    assert "a later attempt" in reasons
    assert "by hand: looked at it" in reasons
    assert any("was unclear" in reason for reason in reasons)
    assert "by hand: looked at it" in shown


def _check(db: sqlite3.Connection) -> str:
    query = "SELECT id FROM checks WHERE exercise = 'exercise_3' ORDER BY position LIMIT 1"
    return str(db.execute(query).fetchone()[0]).partition("/")[2]


def test_long_texts_are_cut() -> None:
    assert disarmed("x" * MOST_CHARACTERS) == "x" * MOST_CHARACTERS
    assert disarmed("x" * 1_000_000).endswith("… (1,000,000)")


def test_only_what_was_handed_in_is_read(tmp_path: Path) -> None:
    folder = tmp_path / "class"
    folder.mkdir()
    (folder / "a.py").write_text("x = 1\n")
    (tmp_path / "secret.py").write_text("secret = 1\n")
    (folder / "link.py").symlink_to(tmp_path / "secret.py")
    (folder / "n.ipynb").write_text("not JSON")
    db = schema.connect(tmp_path / "gradebook.sqlite")
    db.execute(
        "INSERT INTO runs VALUES ('r', '2026', NULL, ?, '0', '{}')",
        [str(folder)],
    )
    db.execute("INSERT INTO students (key) VALUES ('s')")
    paths = ["a.py", "link.py", "n.ipynb", "missing.py", str(tmp_path / "secret.py"), "x.zip/a.py"]
    for path in paths:
        db.execute(
            "INSERT INTO attempts (student, number, path, layout) VALUES ('s', 1, ?, 'flat')",
            [path],
        )
    read = HandedIn(db)
    assert [read(number) for number in range(1, len(paths) + 2)] == ["x = 1\n", *[""] * 6]
    db.close()
