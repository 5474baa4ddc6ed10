"""A gradebook of any earlier version becomes one of today, with all that it held."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from grader.errors import UsageError
from grader.gradebook.schema import MIGRATIONS, connect


def tables(connection: sqlite3.Connection) -> set[tuple[str, str]]:
    rows = connection.execute("SELECT type, sql FROM sqlite_master WHERE sql IS NOT NULL")
    return {(kind, sql) for kind, sql in rows}


@pytest.mark.parametrize("version", range(len(MIGRATIONS) + 1))
def test_an_older_gradebook_is_brought_up_to_date(version: int, tmp_path: Path) -> None:
    path = tmp_path / "gradebook.sqlite"
    with sqlite3.connect(path) as old:
        for script in MIGRATIONS[:version]:
            old.executescript(script)
        old.execute(f"PRAGMA user_version = {version}")
        if version:
            old.execute("INSERT INTO students (key, name) VALUES ('ada', 'Ada')")
    old.close()
    now, fresh = connect(path), connect(tmp_path / "fresh.sqlite")
    assert tables(now) == tables(fresh)
    assert now.execute("PRAGMA user_version").fetchone()[0] == len(MIGRATIONS)
    kept = [row["name"] for row in now.execute("SELECT * FROM students")]
    assert kept == (["Ada"] if version else [])
    now.close()
    fresh.close()


def test_a_result_finds_its_attempts_without_a_search(tmp_path: Path) -> None:
    """Each result asks for them: in a class of 100,000 a search would take minutes in all."""
    connection = connect(tmp_path / "gradebook.sqlite")
    plan = connection.execute(
        "EXPLAIN QUERY PLAN UPDATE attempts SET result = 'k' "
        "WHERE digest = 'd' AND exercise = 'e' AND present = 1"
    )
    assert "attempts_by_digest" in plan.fetchone()["detail"]
    connection.close()


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="there is no list of open files")
@pytest.mark.parametrize("content", ["later", "damaged"])
def test_what_can_not_be_used_is_not_held_open(content: str, tmp_path: Path) -> None:
    path = tmp_path / "gradebook.sqlite"
    if content == "later":
        with closing(sqlite3.connect(path)) as later:
            later.execute("PRAGMA user_version = 1000")
    else:
        path.write_bytes(b"SQLite format 3\0" + bytes(1000))
    with pytest.raises(UsageError):
        connect(path)
    held = [os.path.realpath(link) for link in Path("/proc/self/fd").iterdir()]
    assert str(path) not in held
