"""The gradebook's tables, and how an older file becomes one of today.

`PRAGMA user_version` counts the migrations that a file has had. A new one is appended to
`MIGRATIONS` and never changed afterwards; each runs in a transaction of its own, so a file is
always at one version or the next. A file of a later version is refused, not guessed at.
"""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

from grader.errors import UsageError
from grader.language import text

FIRST = """
-- One row for each start of `grader batch` on this gradebook.
CREATE TABLE runs (
    id TEXT PRIMARY KEY,
    began TEXT NOT NULL,            -- UTC, ISO 8601; so are all times here
    ended TEXT,                     -- NULL: it was ended from outside
    source TEXT NOT NULL,           -- the folder or archive that was read
    grader TEXT NOT NULL,           -- version
    options TEXT NOT NULL           -- JSON: keep, jobs, cluster, level; never the seed
);

CREATE TABLE students (
    key TEXT PRIMARY KEY,           -- as the layout of the submissions tells: login, id, folder
    name TEXT NOT NULL DEFAULT '',
    login TEXT NOT NULL DEFAULT '',
    number TEXT NOT NULL DEFAULT '',-- the id that the course system uses
    email TEXT NOT NULL DEFAULT '',
    section TEXT NOT NULL DEFAULT '',
    sis_id TEXT NOT NULL DEFAULT '',
    team TEXT NOT NULL DEFAULT '',
    in_roster INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE exercises (
    id TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    position INTEGER NOT NULL,
    points REAL NOT NULL            -- on a machine that has everything
);

CREATE TABLE checks (
    id TEXT PRIMARY KEY,            -- exercise/name
    exercise TEXT NOT NULL REFERENCES exercises(id),
    title TEXT NOT NULL,
    points REAL NOT NULL,
    visibility TEXT NOT NULL,       -- visible | hidden
    position INTEGER NOT NULL
);

-- What grading one content found. Equal work of several people shares a result.
CREATE TABLE results (
    key TEXT PRIMARY KEY,           -- digest of work, exercise, grader, seed and devices
    exercise TEXT NOT NULL REFERENCES exercises(id),
    digest TEXT NOT NULL,           -- of the work alone
    score REAL NOT NULL,
    max_score REAL NOT NULL,        -- without what the machine lacked and what broke
    skipped_points REAL NOT NULL,
    broken_points REAL NOT NULL,
    seconds REAL NOT NULL,
    graded TEXT NOT NULL,
    worker TEXT NOT NULL,
    run TEXT NOT NULL REFERENCES runs(id),
    report TEXT NOT NULL,           -- torchgrade/report/v1, in full
    shown TEXT NOT NULL             -- the same as the student may see it
);

CREATE TABLE outcomes (
    result TEXT NOT NULL REFERENCES results(key) ON DELETE CASCADE,
    "check" TEXT NOT NULL,          -- of `checks`, or EXERCISE/loads, EXERCISE/cells
    outcome TEXT NOT NULL,          -- passed | failed | skipped | broken
    cause TEXT NOT NULL DEFAULT '', -- of what was skipped: needs | after | not_started | time
    points REAL NOT NULL,
    max_points REAL NOT NULL,
    mistake TEXT NOT NULL DEFAULT '',
    mistake_text TEXT NOT NULL DEFAULT '',
    seconds REAL NOT NULL DEFAULT 0,
    PRIMARY KEY (result, "check")
) WITHOUT ROWID;
CREATE INDEX outcomes_by_check ON outcomes("check", outcome);

-- What was handed in: a row for each exercise of each attempt. Nothing that was in the source is
-- missing here; what can't be read has a problem and no result.
CREATE TABLE attempts (
    id INTEGER PRIMARY KEY,
    student TEXT NOT NULL REFERENCES students(key),
    exercise TEXT NOT NULL DEFAULT '', -- '': nothing of it could be read
    number INTEGER NOT NULL,
    path TEXT NOT NULL,
    layout TEXT NOT NULL,
    submitted TEXT,
    late INTEGER,                   -- what the layout says of it: 1, 0 or NULL
    factor REAL NOT NULL DEFAULT 1, -- by the late policy
    factor_reason TEXT NOT NULL DEFAULT '',
    digest TEXT NOT NULL DEFAULT '',
    problem TEXT NOT NULL DEFAULT '',
    result TEXT REFERENCES results(key),
    present INTEGER NOT NULL DEFAULT 1, -- 0: it was not in the source any more
    UNIQUE (student, exercise, number, path)
);
CREATE INDEX attempts_by_result ON attempts(result);

-- A check that proved wrong, for everybody. The last row that is not undone counts.
CREATE TABLE corrections (
    id INTEGER PRIMARY KEY,
    "check" TEXT NOT NULL,
    action TEXT NOT NULL,           -- leave_out: from everyone's maximum | grant: full points
    reason TEXT NOT NULL,
    author TEXT NOT NULL,
    made TEXT NOT NULL,
    undone TEXT
);

-- A mark that was set by hand: it survives every regrade.
CREATE TABLE hand_marks (
    id INTEGER PRIMARY KEY,
    student TEXT NOT NULL REFERENCES students(key),
    exercise TEXT NOT NULL REFERENCES exercises(id),
    mark REAL NOT NULL,
    reason TEXT NOT NULL,
    author TEXT NOT NULL,
    made TEXT NOT NULL,
    undone TEXT
);

-- What counts: one row for each student and exercise, made anew whenever something it rests on
-- changes.
CREATE TABLE marks (
    student TEXT NOT NULL REFERENCES students(key),
    exercise TEXT NOT NULL REFERENCES exercises(id),
    state TEXT NOT NULL,            -- graded | hand | missing | unreadable | waiting | broken
    attempt INTEGER REFERENCES attempts(id),
    score REAL,                     -- after corrections, before lateness
    max_score REAL,
    nominal REAL NOT NULL,          -- points of the exercise, after corrections
    factor REAL NOT NULL DEFAULT 1,
    mark REAL,                      -- what to enter, out of `nominal`; NULL: broken or waiting
    reason TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (student, exercise)
) WITHOUT ROWID;

-- Marks that a run or a correction changed.
CREATE TABLE changes (
    id INTEGER PRIMARY KEY,
    student TEXT NOT NULL,
    exercise TEXT NOT NULL,
    before REAL,
    after REAL,
    why TEXT NOT NULL,
    run TEXT,
    made TEXT NOT NULL
);
"""

SECOND = """
-- A result is linked to every attempt with its digest: in a large class that was a long search.
CREATE INDEX attempts_by_digest ON attempts(digest);
"""

THIRD = """
-- 0: the same person has another key by now.
ALTER TABLE students ADD COLUMN present INTEGER NOT NULL DEFAULT 1;
-- The last mark and state that were not `waiting`: what a mark made anew is held against.
ALTER TABLE marks ADD COLUMN settled REAL;
ALTER TABLE marks ADD COLUMN settled_state TEXT NOT NULL DEFAULT ''; -- '': it never was any
UPDATE marks SET settled = mark, settled_state = state WHERE state <> 'waiting';
"""

MIGRATIONS = (FIRST, SECOND, THIRD)


def connect(path: Path) -> sqlite3.Connection:
    """Open a gradebook, made or brought up to date if need be.

    A commit is on the disk when it returns (`synchronous = FULL`); readers never wait for the
    writer (WAL).

    Raises:
        UsageError: the file is no gradebook, is damaged, or is of a later version.
    """
    with contextlib.ExitStack() as failed:
        try:
            connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
            failed.callback(connection.close)
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA busy_timeout = 10000")
            _migrate(connection, path)
        except sqlite3.DatabaseError as error:
            raise UsageError(
                text("{path} can't be used as a gradebook: {reason}.", path=path, reason=error)
            ) from None
        failed.pop_all()
    return connection


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > len(MIGRATIONS):
        problem = text(
            "{path} was written by a later torchgrade (version {version} of its tables; this one "
            "knows {known}). Use that one.",
            path=path,
            version=version,
            known=len(MIGRATIONS),
        )
        raise UsageError(problem)
    for number, script in enumerate(MIGRATIONS[version:], version + 1):
        connection.executescript(f"BEGIN IMMEDIATE;{script};PRAGMA user_version = {number};COMMIT;")
