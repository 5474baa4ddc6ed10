"""Who has another key than before: the old one has no marks any more, but for those by hand."""

from __future__ import annotations

import sqlite3

_TELLING = ("login", "number", "email", "sis_id")
"""Columns of `students` that are one person's."""


def hand_over(connection: sqlite3.Connection) -> None:
    """Look, within a transaction, for those of earlier readings who have another key by now.

    Somebody missing has the roster's key, and the layout's once something is handed in: marks by
    hand go with the person. Everybody else who was there before stays, and is missing.
    """
    query = f"SELECT key, {', '.join(_TELLING)} FROM students WHERE present = ?"  # noqa: S608 - our own names
    absent = connection.execute(query, (0,)).fetchall()
    known: dict[tuple[str, str], set[str]] = {}
    for row in connection.execute(query, (1,)) if absent else ():
        for column in _TELLING:
            if row[column]:
                known.setdefault((column, row[column]), set()).add(row["key"])
    for row in absent:
        new: set[str] = set()
        for column in _TELLING:
            new |= known.get((column, row[column]), set())
        if len(new) == 1:
            connection.execute(
                "UPDATE hand_marks SET student = ? WHERE student = ? AND undone IS NULL",
                (*new, row["key"]),
            )
        else:
            connection.execute("UPDATE students SET present = 1 WHERE key = ?", (row["key"],))
