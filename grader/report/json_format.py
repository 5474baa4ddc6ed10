"""The report as JSON: `torchgrade/report/v1`, described by `report-v1.schema.json` beside this."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from grader.model.outcome import Broken, Diagnosis, Failed, Outcome, Passed, Skipped
from grader.model.report import SCHEMA, CheckResult, ExerciseResult, Place, Report
from grader.report.safe import json_text


def to_data(report: Report, language: str = "en") -> dict[str, Any]:
    """Return the report as plain data that the schema describes."""
    return {
        "schema": SCHEMA,
        "submission": dict(report.submission),
        "run": report.run,
        "environment": {
            key: list(value) if isinstance(value, tuple) else value
            for key, value in report.environment.items()
        },
        **_scores(report),
        "exercises": [_exercise(exercise, language) for exercise in report.exercises],
    }


def to_json(report: Report, language: str = "en", *, indent: int | None = 2) -> str:
    """Return the report as JSON text, without a line end."""
    return json_text(json.dumps(to_data(report, language), ensure_ascii=False, indent=indent))


def schema() -> dict[str, Any]:
    """Return the JSON Schema of the format."""
    path = Path(__file__).with_name("report-v1.schema.json")
    loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


def _scores(result: Report | ExerciseResult) -> dict[str, float]:
    return {
        "score": number(result.score),
        "max_score": number(result.max_score),
        "skipped_points": number(result.skipped_points),
        "broken_points": number(result.broken_points),
    }


def number(value: float) -> float:
    """Return whole points as ints: 2, not 2.0."""
    return int(value) if value == int(value) else round(value, 6)


def _exercise(exercise: ExerciseResult, language: str) -> dict[str, Any]:
    return {
        "id": exercise.id,
        "title": exercise.title.render(language),
        **_scores(exercise),
        **({"notes": [note.render(language) for note in exercise.notes]} if exercise.notes else {}),
        "checks": [_check(check, language) for check in exercise.checks],
    }


def _check(check: CheckResult, language: str) -> dict[str, Any]:
    data = {
        "id": check.id,
        "title": check.title.render(language),
        "outcome": check.outcome.name,
        "points": number(check.points),
        "max_points": number(check.max_points),
        "visibility": check.visibility,
        "evidence": check.evidence,
        **_outcome(check.outcome, language),
        "place": _place(check.place),
        "output": check.output,
        "duration_s": check.duration_s,
    }
    return {key: value for key, value in data.items() if value not in (None, "", {})}


def _place(place: Place | None) -> Mapping[str, object] | None:
    if place is None:
        return None
    parts = {"file": place.file, "line": place.line, "cell": place.cell}
    return {key: value for key, value in parts.items() if value is not None}


def _diagnosis(diagnosis: Diagnosis | None, language: str) -> Mapping[str, str] | None:
    if diagnosis is None:
        return None
    return {"mistake": diagnosis.mistake, "text": diagnosis.text.render(language)}


def _outcome(outcome: Outcome, language: str) -> Mapping[str, object]:
    match outcome:
        case Passed():
            return {}
        case Failed():
            return {
                "message": outcome.message.render(language),
                "call": outcome.call,
                "expected": outcome.expected,
                "received": outcome.received,
                "counterexample": dict(outcome.counterexample),
                "traceback": outcome.traceback,
                "diagnosis": _diagnosis(outcome.diagnosis, language),
                "hint": outcome.hint.render(language) if outcome.hint else None,
                "details": outcome.details,
            }
        case Skipped():
            return {"reason": outcome.reason.render(language), "cause": outcome.cause}
        case Broken():
            return {"reason": outcome.reason.render(language), "details": outcome.traceback}
