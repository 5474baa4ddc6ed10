"""The report as CSV, for a spreadsheet: a row for each person, exercise and check.

RFC 4180, after a byte order mark, by which spreadsheets know that it is UTF-8.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from grader.model.outcome import Broken, Failed, Outcome, Passed, Skipped
from grader.model.report import Report
from grader.report.json_format import number
from grader.report.safe import cell

HEADER = (
    "owner",
    "exercise",
    "check",
    "outcome",
    "points",
    "max_points",
    "visibility",
    "message",
)


def to_csv(reports: Sequence[tuple[str, Report]], language: str = "en") -> str:
    """Return reports, each with its owner ("" for one's own), as CSV text."""
    written = io.StringIO()
    # Text in quotes, numbers without: a spreadsheet can add up the points.
    rows = csv.writer(written, quoting=csv.QUOTE_NONNUMERIC)
    rows.writerow(HEADER)
    for owner, report in reports:
        for exercise in report.exercises:
            for check in exercise.checks:
                rows.writerow(
                    [
                        cell(owner),
                        cell(exercise.id),
                        cell(check.id),
                        check.outcome.name,
                        number(check.points),
                        number(check.max_points),
                        check.visibility,
                        cell(_message(check.outcome, language)),
                    ]
                )
    return "\ufeff" + written.getvalue()


def _message(outcome: Outcome, language: str) -> str:
    """The first line of what is said."""
    match outcome:
        case Passed():
            return ""
        case Failed(message=message):
            said = message
        case Skipped(reason=reason) | Broken(reason=reason):
            said = reason
    return said.render(language).partition("\n")[0]
