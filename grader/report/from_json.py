"""A stored report, read back: every renderer then works on it as on a fresh one.

`torchgrade/report/v1` holds sentences, not templates: they come back as they were written. What it
does not hold are the names that a check used (`concerns`) and whether a student may read the
diagnosis of a hidden check. So a full report that was read back tells less, never more, where it is
redacted; the gradebook keeps the student's report beside the full one.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Any

from grader.errors import UsageError
from grader.language import Text, text
from grader.model.outcome import Broken, Diagnosis, Failed, Outcome, Passed, Skipped
from grader.model.report import SCHEMA, CheckResult, ExerciseResult, Place, Report
from grader.report.json_format import schema

TOLERANCE = 1e-3
"""How far a sum of stored points, which are rounded, may be from the stored sum."""

Data = Mapping[str, Any]


def report_from_json(stored: str) -> Report:
    """Return the report that `to_json` wrote.

    Raises:
        UsageError: as `report_from`, or it is no JSON.
    """
    try:
        data = json.loads(stored)
    except (ValueError, RecursionError):
        raise _wrong(text("it is no JSON")) from None
    return report_from(data)


def report_from(data: object) -> Report:
    """Return the report whose data `to_data` gave.

    Raises:
        UsageError: it does not follow the schema, is of another version of it, or its points don't
            add up.
    """
    found = data.get("schema") if isinstance(data, Mapping) else None
    if found != SCHEMA and isinstance(found, str) and found.startswith("torchgrade/"):
        raise _wrong(
            text(
                "its format is {found}, and this torchgrade reads {known}",
                found=found[:100],
                known=SCHEMA,
            )
        )
    plain: Data = _validated(data)
    report = Report(
        exercises=tuple(_exercise(exercise) for exercise in plain["exercises"]),
        run=plain["run"],
        submission=MappingProxyType(dict(plain["submission"])),
        environment=MappingProxyType(
            {
                key: tuple(value) if isinstance(value, list) else value
                for key, value in plain["environment"].items()
            }
        ),
    )
    _expect_sums(report, plain)
    for exercise, told in zip(report.exercises, plain["exercises"], strict=True):
        _expect_sums(exercise, told)
    return report


def _validated(data: object) -> Data:
    from fastjsonschema import JsonSchemaValueException

    try:
        checked: Data = _validate()(data)
    except JsonSchemaValueException as error:
        raise _wrong(Text(str(error.message)[:300])) from None
    return checked


@cache
def _validate() -> Callable[[object], Any]:
    from fastjsonschema import compile as compiled

    described = schema()
    # It would be looked up on the network; the references are all within.
    described.pop("$id")
    validate: Callable[[object], Any] = compiled(described)
    return validate


def _expect_sums(result: Report | ExerciseResult, told: Data) -> None:
    for name in ("score", "max_score", "skipped_points", "broken_points"):
        counted = getattr(result, name)
        # Not a number and infinity are numbers to JSON's parser.
        if not math.isfinite(counted) or not abs(counted - told[name]) <= TOLERANCE:
            raise _wrong(
                text(
                    "{name} is {told}, and the checks' points make {counted}",
                    name=name,
                    told=told[name],
                    counted=round(counted, 6),
                )
            )


def _exercise(data: Data) -> ExerciseResult:
    return ExerciseResult(
        id=data["id"],
        title=Text(data["title"]),
        checks=tuple(_check(check) for check in data["checks"]),
        notes=_texts(data.get("notes", ())),
    )


def _texts(sentences: Sequence[str]) -> tuple[Text, ...]:
    return tuple(Text(sentence) for sentence in sentences)


def _check(data: Data) -> CheckResult:
    return CheckResult(
        id=data["id"],
        title=Text(data["title"]),
        outcome=_outcome(data),
        max_points=data["max_points"],
        visibility=data["visibility"],
        evidence=data["evidence"],
        output=data.get("output", ""),
        tells_mistake=data["visibility"] == "visible",
        duration_s=data["duration_s"],
        place=Place(**data["place"]) if "place" in data else None,
    )


def _outcome(data: Data) -> Outcome:
    match data["outcome"]:
        case "passed":
            return Passed()
        case "failed":
            return _failed(data)
        case "skipped":
            if "cause" not in data:
                raise _wrong(text("{id} was skipped without a cause", id=data["id"]))
            return Skipped(Text(data.get("reason", "")), data["cause"])
        case _:
            return Broken(Text(data.get("reason", "")), data.get("details", ""))


def _failed(data: Data) -> Failed:
    diagnosis = data.get("diagnosis")
    return Failed(
        Text(data.get("message", "")),
        call=data.get("call"),
        expected=data.get("expected"),
        received=data.get("received"),
        counterexample=MappingProxyType(dict(data.get("counterexample", {}))),
        traceback=data.get("traceback", ""),
        diagnosis=Diagnosis(diagnosis["mistake"], Text(diagnosis["text"])) if diagnosis else None,
        hint=Text(data["hint"]) if "hint" in data else None,
        details=data.get("details", ""),
    )


def _wrong(problem: Text) -> UsageError:
    return UsageError(text("This is no report that can be read: {problem}.", problem=problem))
