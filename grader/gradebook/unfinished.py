"""What runs did that came to no end: the run that goes on from there knows it, and tells it."""

from __future__ import annotations

from typing import Any

from grader.gradebook.store import Gradebook


def changes(book: Gradebook) -> list[dict[str, Any]]:
    """Return the marks that this run changed, and those before it since the last that ended."""
    rows = book.connection.execute(
        "SELECT changes.* FROM changes JOIN runs ON runs.id = run WHERE runs.rowid > "
        "coalesce((SELECT max(rowid) FROM runs WHERE ended IS NOT NULL AND id <> ?), 0) "
        "ORDER BY changes.id",
        (book.run,),
    )
    return [dict(row) for row in rows]


def forced(book: Gradebook) -> set[str]:
    """Return the results that `--force` has had made anew since the last run that ended."""
    rows = book.connection.execute(
        "SELECT key FROM results JOIN runs ON runs.id = run WHERE runs.rowid > "
        "coalesce((SELECT max(rowid) FROM runs WHERE ended IS NOT NULL), 0) "
        "AND json_extract(options, '$.force')"
    )
    return {row["key"] for row in rows}
