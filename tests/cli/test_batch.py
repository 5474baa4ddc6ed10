"""`grader batch` with the real command: a class is graded once, whatever happens in between."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.conftest import Grader
from tests.fakes.courses import sums

RIGHT = "def add(a, b):\n    return a + b\n\n\ndef double(x):\n    return 2 * x\n"
WRONG = RIGHT.replace("2 * x", "3 * x")
BROKEN = "def add(a, b:\n"

KILLS = 3
NIGHTLY_KILLS = 200


@pytest.fixture
def course(tmp_path: Path) -> Path:
    return sums(tmp_path / "course")


def people(folder: Path, count: int = 9) -> Path:
    """A folder for each: right, wrong, broken in turns; each one's source is its own."""
    for number in range(count):
        source = (RIGHT, WRONG, BROKEN)[number % 3] + f"# {number}\n"
        place = folder / f"student{number:03}"
        place.mkdir(parents=True)
        (place / "sums.py").write_text(source)
    return folder


def table(results: Path, *tables: str) -> dict[str, list[tuple[object, ...]]]:
    """What a gradebook holds, without times, runs and workers."""
    wanted = {
        "marks": "SELECT student, exercise, state, score, max_score, nominal, mark FROM marks",
        "attempts": "SELECT student, exercise, number, path, digest, problem, result, present "
        "FROM attempts",
        "outcomes": 'SELECT result, "check", outcome, points, mistake FROM outcomes',
        "results": "SELECT key, exercise, digest, score, max_score FROM results",
    }
    connection = sqlite3.connect(results / "gradebook.sqlite")
    try:
        return {
            name: sorted(map(tuple, connection.execute(wanted[name])), key=repr)
            for name in tables or wanted
        }
    finally:
        connection.close()


def command(*arguments: object) -> list[str]:
    return [str(Path(sys.executable).with_name("grader")), "batch", *map(str, arguments)]


def test_a_class_is_graded_once(grader: Grader, course: Path, workspace: Path) -> None:
    people(workspace / "class", 6)
    (workspace / "class" / "nobody").mkdir()
    (workspace / "class" / "nobody" / "notes.txt").write_text("sorry")
    options = ("batch", "class", "-o", "results", "--course", str(course))
    first = grader(*options)
    assert first.code == 0, first.err
    assert "[6/6]" in first.out
    marks = {row[0]: row[2:] for row in table(workspace / "results")["marks"]}
    assert marks["student000"] == ("graded", 3.0, 3.0, 3.0, 3.0)
    assert marks["student001"] == ("graded", 2.0, 3.0, 3.0, 2.0)
    assert marks["student002"] == ("graded", 0.0, 3.0, 3.0, 0.0)
    assert marks["nobody"][0] == "unreadable"
    assert "1 could not be read" in first.out

    again = grader(*options)
    assert again.code == 0
    assert "0 works graded, 6 known already" in again.out

    (workspace / "class" / "student001" / "sums.py").write_text(RIGHT + "# mended\n")
    (workspace / "class" / "student005").rename(workspace / "class" / "student9")
    mended = grader(*options)
    assert "1 works graded" in mended.out  # who moved is known by the work
    assert "student001 sums: 2 is now 3" in mended.out
    states = {row[0]: row[2] for row in table(workspace / "results")["marks"]}
    assert states["student9"] == "graded"
    assert states["student005"] == "missing"

    forced = grader(*options, "--force")
    assert "6 works graded, 0 known already" in forced.out


def test_where_nothing_can_be_read_everybody_is_exported(
    grader: Grader, course: Path, workspace: Path
) -> None:
    (workspace / "class" / "ada").mkdir(parents=True)
    (workspace / "class" / "ada" / "sums.zip").write_text("no archive")
    (workspace / "none").mkdir()
    (workspace / "roster.csv").write_text("login,name\nada,Ada\nbob,Bob\n")
    options = ("--course", str(course), "--roster", "roster.csv")
    ran = grader("batch", "class", "-o", "results", *options)
    assert ran.code == 0, ran.err
    assert "1 could not be read" in ran.out
    states = {row[0]: row[2:] for row in table(workspace / "results")["marks"]}
    assert states["ada"] == ("unreadable", None, None, 3.0, 0.0)
    assert states["bob"] == ("missing", None, None, 3.0, 0.0)
    alone = grader("batch", "none", "-o", "alone", *options)
    assert alone.code == 5
    assert alone.err.count("\n") == 1
    assert "nothing to grade in none; all of the roster are missing" in alone.err
    listed = grader("export", "alone", "--format", "csv").out
    assert listed.count('"missing",0,3') == 2, listed


def test_another_folder_does_not_take_the_marks_away(
    grader: Grader, course: Path, workspace: Path
) -> None:
    people(workspace / "one", 3)
    people(workspace / "two", 1).joinpath("student000").rename(workspace / "two" / "other")
    options = ("-o", "results", "--course", str(course))
    assert grader("batch", "one", *options).code == 0
    before = table(workspace / "results")
    refused = grader("batch", "two", *options)
    assert (refused.code, refused.err.count("\n")) == (4, 1)
    assert "3 of its 3 works are not in two" in refused.err
    assert table(workspace / "results") == before
    replaced = grader("batch", "two", *options, "--replace")
    assert replaced.code == 0
    assert "student000 sums: 3 is now 0" in replaced.out


def test_marks_by_hand_and_corrections_survive(
    grader: Grader, course: Path, workspace: Path
) -> None:
    people(workspace / "class", 3)
    options = ("batch", "class", "-o", "results", "--course", str(course))
    assert grader(*options).code == 0
    by = ("--reason", "oral exam", "--author", "Prof. Li")
    assert (
        "student002 sums: 0 is now 1.5"
        in grader("mark", "results", "student002", "sums", "1.5", *by).out
    )
    why = ("--reason", "doubled twice", "--author", "Prof. Li")
    changed = grader("correct", "results", "sums/doubles", "--leave-out", *why)
    assert changed.code == 0
    assert "student000 sums: 3 is now 2" in changed.out
    assert grader(*options, "--force").code == 0
    marks = {row[0]: (row[2], row[6]) for row in table(workspace / "results")["marks"]}
    assert marks == {
        "student000": ("graded", 2.0),
        "student001": ("graded", 2.0),
        "student002": ("hand", 1.5),
    }
    assert grader("correct", "results", "sums/doubles", "--grant", *why).code == 0
    marks = {row[0]: row[6] for row in table(workspace / "results")["marks"]}
    assert marks == {"student000": 3.0, "student001": 3.0, "student002": 1.5}
    assert grader("correct", "results", "sums/doubles", "--undo").code == 0
    assert grader("mark", "results", "student002", "sums", "--undo").code == 0
    marks = {row[0]: row[6] for row in table(workspace / "results")["marks"]}
    assert marks == {"student000": 3.0, "student001": 2.0, "student002": 0.0}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("mark", "results", "nobody", "sums", "1", "--reason", "x"), "no mark of 'nobody'"),
        (("mark", "results", "student000", "sums", "9", "--reason", "x"), "between 0 and 3"),
        (("mark", "results", "student000", "sums", "1"), "--reason"),
        (("mark", "results", "student000", "sums", "--undo"), "was not set by hand"),
        (("correct", "results", "sums/nope", "--grant", "--reason", "x"), "has no check"),
        (("correct", "results", "sums/adds"), "--leave-out, --grant and --undo"),
        (("correct", "results", "sums/adds", "--undo"), "was not corrected"),
        (("correct", "elsewhere", "sums/adds", "--undo"), "There is no gradebook"),
        (("batch", "nowhere", "-o", "results"), "nowhere"),
        (("batch", "class", "-o", "r", "--cluster", "127.0.0.1:9"), "No Dask scheduler"),
        (("batch", "class", "-o", "class/student000/sums.py"), "can't be"),
    ],
)
def test_mistakes_end_in_a_sentence(
    grader: Grader, made: Path, course: Path, arguments: tuple[str, ...], words: str
) -> None:
    more = ("--course", str(course)) if arguments[0] == "batch" else ()
    ran = grader(*arguments, *more, cwd=made)
    assert ran.code == 4, ran
    assert words in ran.err
    assert len(ran.err.splitlines()) == 1


def test_a_secret_that_was_forgotten_is_not_the_public_seed(
    grader: Grader, made: Path, course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a workflow hands on where a secret is not set."""
    monkeypatch.setenv("GRADER_SEED", "")
    ran = grader("batch", "class", "-o", "unseeded", "--course", str(course), cwd=made)
    assert ran.code == 4, ran
    assert "GRADER_SEED is empty" in ran.err
    assert not (made / "unseeded").exists()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class of one, graded; nothing of it is changed."""
    folder = tmp_path_factory.mktemp("made")
    people(folder / "class", 1)
    course = sums(folder / "course")
    subprocess.run(
        command("class", "-o", "results", "--course", course), cwd=folder, check=True, timeout=300
    )
    return folder


def test_a_file_that_is_no_gradebook(grader: Grader, course: Path, workspace: Path) -> None:
    people(workspace / "class", 1)
    (workspace / "results").mkdir()
    (workspace / "results" / "gradebook.sqlite").write_text("marks?" * 1000)
    ran = grader("batch", "class", "-o", "results", "--course", str(course))
    assert (ran.code, len(ran.err.splitlines())) == (4, 1)
    assert "can't be used as a gradebook" in ran.err


def test_a_gradebook_of_a_later_version(
    grader: Grader, made: Path, course: Path, workspace: Path
) -> None:
    (workspace / "results").mkdir()
    with sqlite3.connect(workspace / "results" / "gradebook.sqlite") as connection:
        connection.execute("PRAGMA user_version = 999")
    connection.close()
    ran = grader("batch", str(made / "class"), "-o", "results", "--course", str(course))
    assert ran.code == 4
    assert "later torchgrade" in ran.err


def started(course: Path, workspace: Path, *more: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command("class", "-o", "results", "--course", course, "--jobs", "2", *more),
        cwd=workspace,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def ended(process: subprocess.Popen[str], family: list[psutil.Process]) -> None:
    """Nobody of a run is left."""
    psutil.wait_procs(family, timeout=30)
    left = [p for p in family if p.is_running() and p.status() != psutil.STATUS_ZOMBIE]
    assert not left, left


def test_two_runs_do_not_write_at_once(grader: Grader, course: Path, workspace: Path) -> None:
    people(workspace / "class", 20)
    process = started(course, workspace)
    assert process.stdout
    process.stdout.readline()
    ran = grader("batch", "class", "-o", "results", "--course", str(course))
    process.kill()
    process.communicate()
    assert ran.code == 4
    assert "Another run is writing" in ran.err


def test_interrupted_it_says_how_to_go_on(course: Path, workspace: Path) -> None:
    people(workspace / "class", 60)
    process = started(course, workspace)
    assert process.stdout
    for _ in range(3):
        assert process.stdout.readline()
    family = psutil.Process(process.pid).children(recursive=True)
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 2, err
    assert "The same command goes on from there." in out
    assert "Traceback" not in out + err
    ended(process, family)


def moments(count: int, seconds: float) -> Iterator[float]:
    numbers = random.Random(752)
    for _ in range(count):
        yield numbers.uniform(0.0, seconds)


def kept(results: Path) -> dict[str, tuple[str, str]]:
    """Which run graded what, and when."""
    if not (results / "gradebook.sqlite").is_file():
        return {}
    connection = sqlite3.connect(results / "gradebook.sqlite")
    try:
        rows = connection.execute("SELECT key, run, graded FROM results")
        return {key: (run, graded) for key, run, graded in rows}
    except sqlite3.OperationalError:  # killed before there were tables
        return {}
    finally:
        connection.close()


def test_killed_at_any_moment_nothing_is_lost_nor_graded_twice(
    request: pytest.FixtureRequest, grader: Grader, course: Path, workspace: Path
) -> None:
    people(workspace / "class", 15)
    begin = time.monotonic()
    assert grader("batch", "class", "-o", "undisturbed", "--course", str(course)).code == 0
    seconds = time.monotonic() - begin
    whole = table(workspace / "undisturbed")
    count = NIGHTLY_KILLS if request.config.getoption("--nightly") else KILLS
    killed = 0
    before: dict[str, tuple[str, str]] = {}
    for moment in moments(count, 1.2 * seconds):
        process = started(course, workspace)
        try:
            process.communicate(timeout=moment)
        except subprocess.TimeoutExpired:
            family = psutil.Process(process.pid).children(recursive=True)
            process.kill()  # alone: nobody tells the others
            process.communicate()
            ended(process, family)
            killed += 1
            now = kept(workspace / "results")
            assert before.items() <= now.items()  # nothing is lost, nothing was graded again
            before = now
            continue
        assert process.returncode == 0
        assert table(workspace / "results") == whole
        for path in (workspace / "results").iterdir():
            path.unlink()
        before = {}
    assert killed
    ran = grader("batch", "class", "-o", "results", "--course", str(course))
    assert ran.code == 0
    assert table(workspace / "results") == whole
    with sqlite3.connect(workspace / "results" / "gradebook.sqlite") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()


SECTOR = 512
TEARS = 3
NIGHTLY_TEARS = 100


def torn(results: Path, copy: Path, numbers: random.Random) -> None:
    """Copy a gradebook as a power cut may leave it: the log ends anywhere, in noise or in nothing.

    What the disk had not yet taken of the log is lost, or is there in part. SQLite promises no more
    where a disk tells of writes that it has not made; what it keeps of them must fit together.
    """
    shutil.copytree(results, copy)
    (copy / "gradebook.sqlite-shm").unlink(missing_ok=True)  # that was memory
    log = copy / "gradebook.sqlite-wal"
    written = bytearray(log.read_bytes())
    at = numbers.randrange(len(written)) // SECTOR * SECTOR
    if numbers.random() < 0.5:
        del written[at:]
    else:
        written[at : at + SECTOR] = numbers.randbytes(min(SECTOR, len(written) - at))
    log.write_bytes(written)


def test_a_power_cut_costs_no_more_than_the_end_of_the_log(
    request: pytest.FixtureRequest, grader: Grader, course: Path, workspace: Path
) -> None:
    people(workspace / "class", 15)
    assert grader("batch", "class", "-o", "undisturbed", "--course", str(course)).code == 0
    whole = table(workspace / "undisturbed")
    process = started(course, workspace)
    assert process.stdout
    while len(kept(workspace / "results")) < 8:
        assert process.poll() is None
        time.sleep(0.02)
    family = psutil.Process(process.pid).children(recursive=True)
    process.kill()
    process.communicate()
    ended(process, family)
    numbers = random.Random(752)
    nightly = request.config.getoption("--nightly")
    for number in range(NIGHTLY_TEARS if nightly else TEARS):
        name = f"torn{number}"
        torn(workspace / "results", workspace / name, numbers)
        left = kept(workspace / name)
        ran = grader("batch", "class", "-o", name, "--course", str(course))
        assert ran.code == 0, (number, ran.err)
        assert table(workspace / name) == whole
        assert left.items() <= kept(workspace / name).items()
        with sqlite3.connect(workspace / name / "gradebook.sqlite") as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        connection.close()


def test_a_full_disk_stops_it_in_good_order(grader: Grader, course: Path, workspace: Path) -> None:
    """Files may not grow beyond some size: what the system says of a full disk, nearly."""
    import resource

    people(workspace / "class", 12)
    soft = 200_000

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, soft))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

    ran = subprocess.run(
        command("class", "-o", "results", "--course", course),
        cwd=workspace,
        preexec_fn=limit,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert ran.returncode == 3, ran
    assert "Traceback" not in ran.stderr
    assert grader("batch", "class", "-o", "results", "--course", str(course)).code == 0
    assert grader("batch", "class", "-o", "undisturbed", "--course", str(course)).code == 0
    assert table(workspace / "results") == table(workspace / "undisturbed")
