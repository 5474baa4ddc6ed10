"""Classroom 50: `result.json`, `classroom50/result/v1`.

The facts are its wiki's (Advanced-Autograding, "The `result.json` contract") and its collector's
(`collect_scores.py`), in github.com/foundation50/classroom50. Scores are whole numbers: all are
multiplied by one factor, the smallest that makes every check's points whole, whatever this machine
leaves out. A test passes or does not; a check that could not be graded here is out of 0 points, and
its name says so. What this machine can't check passes; what broke by our own fault does not: nobody
loses points by it, and somebody has to see it. Its root takes no further keys, so everything else
stands in the tests, which do.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from grader.errors import UsageError
from grader.language import Text, text
from grader.model.outcome import Passed
from grader.model.report import CheckResult, Report, left_out
from grader.report.platforms import points, sentences
from grader.report.safe import json_text

SCHEMA = "classroom50/result/v1"
TYPES = ("individual", "group", "team")
MOST_BYTES = 1_000_000
"""The collector refuses ten times as much; a release should stay far from it."""
LENGTHS = (2000, 500, 100, 0)


@dataclass(frozen=True, slots=True)
class Submission:
    """What the runner says of the work that is graded."""

    classroom: str
    assignment: str
    assignment_type: str
    owner: str
    submission: str
    """The tag."""
    commit: str
    release: str
    review: str

    @classmethod
    def parse(cls, environment: Mapping[str, str]) -> Submission:
        """Read the variables that the runner sets.

        Raises:
            UsageError: one is missing, or is not what it should be.
        """

        def needed(*names: str) -> str:
            for name in names:
                if value := environment.get(name):
                    return value
            raise UsageError(
                text(
                    "The environment variable {name} is not set. Classroom 50's runner sets it; "
                    "elsewhere, choose another --format.",
                    name=names[0],
                )
            )

        tag = needed("SUBMISSION_TAG")
        if not re.match("submit/.", tag):
            raise UsageError(
                text("SUBMISSION_TAG is {tag}, and has to begin with submit/.", tag=repr(tag))
            )
        kind = environment.get("ASSIGNMENT_TYPE") or TYPES[0]
        if kind not in TYPES:
            raise UsageError(
                text(
                    "ASSIGNMENT_TYPE is {kind}, and has to be one of {kinds}.",
                    kind=repr(kind),
                    kinds=", ".join(TYPES),
                )
            )
        return cls(
            classroom=needed("CLASSROOM"),
            assignment=needed("ASSIGNMENT"),
            assignment_type=kind,
            owner=needed("OWNER", "USERNAME"),
            submission=tag,
            commit=needed("COMMIT_URL"),
            release=needed("RELEASE_URL"),
            review=needed("REVIEW_URL", "COMMIT_URL"),
        )


def rendered(report: Report, submission: Submission, moment: str, language: str = "en") -> str:
    """Return `result.json`.

    Args:
        report: as it may be shown: whoever sees the release reads it.
        submission: what is graded.
        moment: `YYYY-MM-DDTHH:MM:SSZ`.
        language: of the names and messages.
    """
    checks = [check for exercise in report.exercises for check in exercise.checks]
    factor = points.factor(check.max_points for check in checks)
    for most in LENGTHS:
        tests = [_test(check, report, factor, language, most) for check in checks]
        document = _document(submission, moment, tests)
        if len(document.encode()) < MOST_BYTES:
            break
    return document


def nothing(reason: Text, submission: Submission, moment: str, language: str = "en") -> str:
    """Return the same where there is no report: one test that failed, and why."""
    said = sentences.one_line(reason.render(language), sentences.MOST, language)
    test = {"test-name": said, "passed": False, "score": 0, "max-score": 0, "message": said}
    return _document(submission, moment, [test])


def _document(submission: Submission, moment: str, tests: list[dict[str, Any]]) -> str:
    root = {
        "schema": SCHEMA,
        "classroom": submission.classroom,
        "assignment": submission.assignment,
        "assignment_type": submission.assignment_type,
        "owner": submission.owner,
        "submission": submission.submission,
        "commit": submission.commit,
        "release": submission.release,
        "review": submission.review,
        "datetime": moment,
        "score": sum(test["score"] for test in tests),
        "max-score": sum(test["max-score"] for test in tests),
        "tests": tests,
    }
    return json_text(json.dumps(root, ensure_ascii=False, indent=1)) + "\n"


def _test(
    check: CheckResult, report: Report, factor: int, language: str, most: int
) -> dict[str, Any]:
    name = sentences.name(check, report, language) if most else check.id
    if beside := sentences.aside(check, language):
        name = f"{name} ({beside})"
    counts = not beside
    maximum = round(points.exact(check.max_points) * factor) if counts else 0
    test = {
        "test-name": name,
        "passed": isinstance(check.outcome, Passed) or left_out(check.outcome),
        "score": maximum if isinstance(check.outcome, Passed) else 0,
        "max-score": maximum,
        "outcome": check.outcome.name,
        "check": check.id,
    }
    if not most and not isinstance(check.outcome, Passed):
        test["message"] = text("(shortened)").render(language)
    if most and (message := sentences.told(check, language, most)):
        test["message"] = message
    if most and (output := sentences.printed(check, language, most)):
        test["output"] = output
    return test
