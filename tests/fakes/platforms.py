"""The consumers of our formats, written down afresh from their documents: what each makes of one.

They raise where the real one would stop, or show nonsense.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jsonschema

SMALLEST_ARGUMENT_LIMIT = 128 * 1024
"""Bytes of one environment variable, its name and `=` included: MAX_ARG_STRLEN on Linux."""


@dataclass(frozen=True)
class Told:
    """What GitHub Classroom's reporter shows."""

    table: float
    """The test score of its table: passed tests / tests * `max_score`."""
    notice: float
    """The points of its notice: the sum of `score`."""
    maximum: float
    failed: bool
    """Whether its own step ends red."""
    log: str


class ClassroomReporter:
    """`autograding-grading-reporter` with one runner."""

    def read(self, encoded: str) -> Told:
        """Take a step's output `result`."""
        assert len(encoded) < SMALLEST_ARGUMENT_LIMIT - len("SOME_RUNNER_RESULTS=")
        results = json.loads(base64.b64decode(encoded, validate=True))
        tests = results["tests"]
        assert tests, "it divides by their number"
        passed = sum(test["status"] == "pass" for test in tests)
        notice = 0.0
        for test in tests:
            assert type(test["score"]) in (int, float), "null points"
            notice += test["score"]
        return Told(
            table=passed / len(tests) * results["max_score"],
            notice=notice,
            maximum=results["max_score"],
            failed=results["status"] in ("fail", "error"),
            log="\n".join(line for test in tests for line in self._lines(test)),
        )

    def _lines(self, test: Mapping[str, Any]) -> list[str]:
        assert type(test["line_no"]) is int, "line undefined"
        at = f" - line {test['line_no']}" if test["line_no"] else ""
        shown = f"Error: {test['message']}" if test["status"] == "error" else f"{test['name']}{at}"
        return [shown, *([f"Test code:\n{test['test_code']}"] if test.get("test_code") else [])]


_WHOLE = {"type": "integer", "minimum": 0}
_TEXT = {"type": "string", "minLength": 1}

CLASSROOM = {
    "type": "object",
    "required": ["version", "status", "max_score", "tests"],
    "additionalProperties": False,
    "properties": {
        "version": {"const": 1},
        "status": {"enum": ["pass", "fail", "error"]},
        "max_score": {"type": "number", "minimum": 0},
        "message": {"type": "string"},
        "tests": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["name", "status", "score", "line_no"],
                "additionalProperties": False,
                "properties": {
                    "name": _TEXT,
                    "status": {"enum": ["pass", "fail", "error"]},
                    "score": {"type": "number", "minimum": 0},
                    "message": {"type": "string"},
                    "test_code": {"type": "string"},
                    "filename": {"type": "string"},
                    "line_no": _WHOLE,
                    "duration": {"type": "number"},
                },
            },
        },
    },
}

_OWN = ("classroom", "assignment", "owner", "commit", "release", "review")
CLASSROOM50 = {
    "type": "object",
    "required": [
        *("schema", "assignment_type", "submission", "datetime", "score", "max-score", "tests"),
        *_OWN,
    ],
    "additionalProperties": False,
    "properties": {
        "schema": {"const": "classroom50/result/v1"},
        "assignment_type": {"enum": ["individual", "group", "team"]},
        "submission": {"type": "string", "pattern": "^submit/"},
        "datetime": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"},
        "score": _WHOLE,
        "max-score": _WHOLE,
        **dict.fromkeys(_OWN, _TEXT),
        "tests": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["test-name", "passed", "score", "max-score"],
                "properties": {
                    "test-name": _TEXT,
                    "passed": {"type": "boolean"},
                    "score": _WHOLE,
                    "max-score": _WHOLE,
                },
            },
        },
    },
}

_VISIBILITY = {"enum": ["hidden", "after_due_date", "after_published", "visible"]}
_FORMAT = {"enum": ["text", "html", "simple_format", "md", "ansi"]}
GRADESCOPE = {
    "type": "object",
    "required": ["tests"],
    "additionalProperties": False,
    "properties": {
        "score": {"type": "number"},
        "execution_time": {"type": "number"},
        "output": {"type": "string"},
        "output_format": _FORMAT,
        "test_output_format": _FORMAT,
        "test_name_format": _FORMAT,
        "visibility": _VISIBILITY,
        "stdout_visibility": _VISIBILITY,
        "extra_data": {"type": "object"},
        "tests": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["score", "max_score", "name", "visibility"],
                "properties": {
                    "score": {"type": "number", "minimum": 0},
                    "max_score": {"type": "number", "minimum": 0},
                    "status": {"enum": ["passed", "failed"]},
                    "name": _TEXT,
                    "number": {"type": "string"},
                    "output": {"type": "string"},
                    "output_format": _FORMAT,
                    "visibility": _VISIBILITY,
                },
            },
        },
    },
}

EXERCISM = {
    "type": "object",
    "required": ["version", "status"],
    "additionalProperties": False,
    "properties": {
        "version": {"const": 3},
        "status": {"enum": ["pass", "fail", "error"]},
        "message": {"type": "string", "minLength": 1, "maxLength": 65_535},
        "tests": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["name", "status", "test_code"],
                "additionalProperties": False,
                "properties": {
                    "name": _TEXT,
                    "status": {"enum": ["pass", "fail", "error"]},
                    "message": {"type": "string", "maxLength": 65_535},
                    "output": {"type": "string", "maxLength": 500},
                    "test_code": {"type": "string"},
                },
            },
        },
    },
    "if": {"properties": {"status": {"const": "error"}}},
    "then": {"required": ["message"], "properties": {"tests": {"maxItems": 0}}},
    "else": {"required": ["tests"], "properties": {"message": False, "tests": {"minItems": 1}}},
}


def parsed(document: str, schema: Mapping[str, Any]) -> Any:
    """Return a document that follows a schema; numbers that JSON does not know are none."""

    def refuse(name: str) -> None:
        raise ValueError(name)

    data = json.loads(document, parse_constant=refuse)
    jsonschema.validate(data, schema)
    return data


@dataclass(frozen=True)
class Annotation:
    """What GitHub shows at a line."""

    kind: str
    properties: Mapping[str, str]
    message: str


def annotations(log: str) -> list[Annotation]:
    """Read the workflow commands of a log as GitHub's runner does."""
    found = []
    # It reads lines, and takes any that begins with `::` after blanks.
    for line in log.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        if not line.strip().startswith("::"):
            continue
        head, _, message = line.strip()[2:].partition("::")
        kind, _, rest = head.partition(" ")
        pairs = [part.partition("=") for part in rest.split(",")] if rest else []
        properties = {name: _plain(value, {":": "%3A", ",": "%2C"}) for name, _, value in pairs}
        found.append(Annotation(kind, properties, _plain(message, {})))
    return found


def _plain(value: str, more: Mapping[str, str]) -> str:
    for character, escape in {"\r": "%0D", "\n": "%0A", **more, "%": "%25"}.items():
        value = value.replace(escape, character)
    return value
