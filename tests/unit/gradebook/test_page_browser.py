"""The instructor's page in a browser: by keyboard, on a phone, in print, and with a large class."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from grader.gradebook import schema
from grader.gradebook.page.handed_in import HandedIn
from grader.gradebook.page.page import page
from tests.fakes.devtools import Browser
from tests.fakes.gradebooks import fill, stub

READY = "!!document.documentElement?.dataset.ready"
ROWS = "[...document.querySelectorAll('.tg-people tbody tr:not([hidden])')]"
HEAT = "[...document.querySelectorAll('.tg-heat tbody tr:not([hidden])')]"
NUMBERS = ".map((row) => Number(row.dataset.n))"
OPEN = "document.getElementById('tg-one').open"
FORM = "document.getElementById('tg-filter').elements"


def written(folder: Path, students: int, exercises: int, checks: int) -> Path:
    book = fill(folder / "gradebook.sqlite", students=students, exercises=exercises, checks=checks)
    db = schema.connect(book)
    stubs = {f"exercise_{n}": stub(f"exercise_{n}") for n in range(1, exercises + 1)}
    path = folder / "report.html"
    path.write_text(page(db, sources=HandedIn(db), stubs=stubs), encoding="utf-8")
    db.close()
    return path


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("results"), 30, 3, 6)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with Browser(tmp_path_factory.mktemp("browser"), seconds=300) as one:
        yield one


@pytest.fixture
def at(browser: Browser, report: Path) -> Browser:
    browser.said.clear()
    browser.look(1200, 800)
    browser.open(Path("/"), ready="true")
    browser.open(report, ready=READY)
    return browser


def pick(browser: Browser, name: str, value: str) -> None:
    browser.get(
        f"{FORM}.{name}.value = '{value}';"
        f"{FORM}.{name}.dispatchEvent(new Event('input', {{bubbles: true}}))"
    )


def focus(browser: Browser) -> str:
    return str(browser.get("document.activeElement.textContent.trim()"))


def test_nothing_of_a_student_runs(at: Browser) -> None:
    assert at.get("document.title") == "Class report"
    at.get("document.querySelectorAll('.tg-pair').forEach((one) => { one.open = true; })")
    at.wait("document.querySelector('.tg-two') !== null")
    for number in range(30):
        at.get(f"location.hash = 'student-{number}'")
        at.wait(f"{OPEN} && location.hash === '#student-{number}'")
        assert at.get("document.querySelector('#tg-body script, #tg-body img, #tg-body i')") is None
    assert at.get("document.title") == "Class report"
    assert at.said == [], "nothing is refused, and nothing fails"


def test_by_keyboard(at: Browser) -> None:
    """A filter, a sort, and a report are reached and left without a mouse."""
    at.get(f"{FORM}.q.focus()")
    at.write("anna")
    shown = at.get(f"{ROWS}.map((row) => row.cells[0].textContent.toLowerCase())")
    assert shown
    assert all("anna" in one for one in shown)
    assert at.get(f"{HEAT}{NUMBERS}") == at.get(f"{ROWS}{NUMBERS}")
    assert at.get("document.querySelector('#tg-filter output').textContent") == (
        f"{len(shown)} of 30 students shown"
    )
    for _ in range(30):
        at.press("Tab")
        if at.get("document.activeElement.closest('.tg-people th') !== null"):
            break
    assert focus(at) == "name"
    at.press("Enter")
    assert at.get("document.querySelector('.tg-people th').ariaSort") == "ascending"
    at.press(" ")
    assert at.get("document.querySelector('.tg-people th').ariaSort") == "descending"
    for _ in range(10):
        at.press("Tab")
        if at.get("document.activeElement.closest('.tg-people tbody') !== null"):
            break
    name = focus(at)
    at.press("Enter")
    at.wait(OPEN)
    assert focus(at) == f"Report of {name}"
    for _ in range(12):
        at.press("Tab")
        # The rest of the page is out of reach; a browser's own controls are not.
        assert at.get(
            "document.activeElement === document.body || "
            "document.activeElement.closest('#tg-one') !== null"
        )
    at.press("Escape")
    at.wait(f"!{OPEN}")
    assert focus(at) == name, "it goes on where it was"
    at.wait("location.hash === ''")


def test_filters(at: Browser) -> None:
    for state, expected in (("unreadable", "unreadable"), ("late", "late"), ("hand", "by hand")):
        pick(at, "state", state)
        rows = at.get(f"{ROWS}.map((row) => row.textContent)")
        assert rows
        assert all(expected in row for row in rows)
    pick(at, "state", "")
    pick(at, "mistake", "m0")
    people = at.get("document.querySelector('.tg-ranked strong').textContent")
    assert at.get(f"{ROWS}.length") == int(people)
    pick(at, "exercise", "1")
    columns = "[...document.querySelectorAll('.tg-heat .tg-check')]"
    assert at.get(f"{columns}.map((one) => one.offsetWidth > 0)") == (
        [False] * 6 + [True] * 6 + [False] * 6
    )
    at.get("document.querySelector('#tg-filter button').click()")
    at.wait(f"{ROWS}.length === 30")
    assert at.get(f"{columns}.every((one) => one.offsetWidth > 0)")


def test_sorting(at: Browser) -> None:
    at.get("document.querySelectorAll('.tg-people th button')[1].click()")
    percents = at.get(f"{ROWS}.map((row) => Number(row.cells[1].dataset.v))")
    assert percents == sorted(percents)
    at.get("document.querySelectorAll('.tg-people th button')[1].click()")
    assert at.get(f"{ROWS}.map((row) => Number(row.cells[1].dataset.v))") == percents[::-1]
    at.get("document.querySelectorAll('.tg-heat .tg-check button')[1].click()")
    marks = "".join(at.get(f"{HEAT}.map((row) => row.cells[3].textContent || ' ')"))
    assert re.fullmatch(r"✗+·*✓+ +", marks), marks
    assert at.get(f"{HEAT}.length") == 30
    assert at.get("document.querySelectorAll('.tg-heat [aria-sort]').length") == 1


def test_one_after_the_other(at: Browser) -> None:
    order = at.get(f"{ROWS}{NUMBERS}")
    at.get(f"location.hash = 'student-{order[3]}'")
    at.wait(OPEN)
    at.get("document.querySelector('[data-go=\"1\"]').click()")
    at.wait(f"location.hash === '#student-{order[4]}'")
    name = at.get(f"{ROWS}[4].querySelector('a').textContent")
    at.wait(f"document.getElementById('tg-name').textContent === {f'Report of {name}'!r}")
    at.press("Escape")
    at.wait(f"!{OPEN}")
    at.get("document.querySelector('.tg-heat td.f').click()")
    at.wait(OPEN)
    assert at.get("location.hash") == f"#student-{at.get(HEAT + NUMBERS)[0]}"


def test_a_table_is_read_as_one(at: Browser) -> None:
    """Rows that are laid out by themselves are rows of a table to a screen reader still."""
    at.ask("Accessibility.enable")
    nodes = at.ask("Accessibility.getFullAXTree")["nodes"]
    roles = [node["role"]["value"] for node in nodes if not node["ignored"]]
    assert roles.count("main") == 1
    assert roles.count("navigation") == 1
    assert roles.count("search") == 1
    assert roles.count("rowheader") >= 60
    heat = next(
        n
        for n in nodes
        if n.get("name", {}).get("value") == "Heat map" and n["role"]["value"] == "table"
    )
    assert heat["childIds"]
    assert roles.count("columnheader") >= 18
    assert sum(role in ("cell", "gridcell") for role in roles) >= 30 * 18
    at.ask("Accessibility.disable")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_it_fits_a_phone_in_both_schemes(at: Browser, dark: bool) -> None:
    at.look(390, 800, dark=dark, phone=True)
    assert at.get("document.documentElement.scrollWidth") == 390
    background = "rgb(13, 17, 23)" if dark else "rgb(255, 255, 255)"
    assert at.get("getComputedStyle(document.body).backgroundColor") == background
    at.get("location.hash = 'student-1'")
    at.wait(OPEN)
    assert at.get("document.getElementById('tg-one').scrollWidth") <= 390


def test_it_prints(at: Browser, tmp_path: Path) -> None:
    printed = at.pdf(tmp_path / "class.pdf").read_bytes()
    boxes = re.findall(rb"/MediaBox ?\[ ?0 0 ([\d.]+) ([\d.]+)", printed)
    wide = [float(width) > float(height) for width, height in boxes]
    assert any(wide), "the heat map lies on its side"
    assert not wide[0]
    at.get("location.hash = 'student-1'")
    at.wait(OPEN)
    alone = at.pdf(tmp_path / "one.pdf").read_bytes()
    assert len(re.findall(rb"/MediaBox", alone)) < len(boxes), "a report is printed by itself"


@pytest.mark.slow
def test_five_hundred_people_and_sixty_checks(
    browser: Browser, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """It stays fluid; the limits are wide, for machines that are busy with other tests."""
    path = written(tmp_path, 500, 10, 6)
    size = path.stat().st_size
    assert size < 6_000_000
    browser.look(1280, 900)
    browser.open(path, ready=READY)
    ready = int(browser.get("document.documentElement.dataset.ready"))
    timed = (
        "(() => {{ const begin = performance.now(); {}; document.body.offsetHeight;"
        "return Math.round(performance.now() - begin) }})()"
    )
    took = {
        "sort": browser.get(
            timed.format("document.querySelectorAll('.tg-heat .tg-check button')[5].click()")
        ),
        "filter": browser.get(
            timed.format(
                f"{FORM}.q.value = 'anna'; {FORM}.q.dispatchEvent("
                "new Event('input', {bubbles: true}))"
            )
        ),
        "report": browser.get(
            timed.format("location.hash = 'student-9'; dispatchEvent(new Event('hashchange'))")
        ),
    }
    browser.press("Escape")
    record_property("told", f"page of 500 x 60: {size:,} bytes, ready after {ready} ms, {took} ms")
    assert ready < 10_000
    assert all(one < 3000 for one in took.values())
