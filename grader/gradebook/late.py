"""What being late costs: a small TOML file, and the share of the points that is left.

due = 2026-10-01T23:59:00+08:00   # without a zone: this machine's; a date: the end of that day
grace_minutes = 10                # later than due, and still on time
per_day = 0.1                     # share of the points lost for each day that has begun
at_most = 0.5                     # no more than that is lost, or
after_days = 3                    # nothing is left after so many days; 0: nothing late counts

[extensions]                      # by login or by the layout's key: nothing is due before
anna = 2026-10-05T23:59:00+08:00

[exercises.training]              # any of the above, for one exercise
due = 2026-10-08
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from grader.errors import UsageError
from grader.language import Text, text
from grader.model.source import read_bytes

if TYPE_CHECKING:
    from grader.gradebook.batch import Class

MAX_POLICY = 1 << 20
"""Bytes of the file."""

_DAY = timedelta(days=1)
_KEYS = ("due", "grace_minutes", "per_day", "at_most", "after_days", "extensions")


@dataclass(frozen=True, slots=True)
class Factor:
    """What is left of the points, and why."""

    value: float
    """From 0 to 1."""
    why: Text


@dataclass(frozen=True, slots=True)
class Rule:
    """When something is due, and what being late costs."""

    due: datetime | None = None
    """With a time zone; None: it is never late."""
    grace: timedelta = timedelta(0)
    per_day: float = 0.0
    """Share of the points lost for each day that has begun."""
    at_most: float = 1.0
    """No more than that is lost, unless `after_days` says otherwise."""
    after_days: float | None = None
    """Nothing is left after so many days."""
    extensions: Mapping[str, datetime] = field(default_factory=lambda: MappingProxyType({}))
    """By student: nothing is due before."""

    def due_for(self, *students: str) -> tuple[datetime | None, bool]:
        """Return when it is due for someone, known by these names, and if that was extended."""
        if self.due is None:
            return None, False
        folded = {name.casefold(): when for name, when in self.extensions.items()}
        for student in students:
            when = self.extensions.get(student) or folded.get(student.casefold())
            if student and when and when > self.due:
                return when, True
        return self.due, False


@dataclass(frozen=True, slots=True)
class Policy:
    """A course's rule, and those of single exercises."""

    rule: Rule
    exercises: Mapping[str, Rule]

    def factor(
        self,
        exercise: str,
        student: str,
        submitted: datetime | None,
        late: bool | None,  # noqa: FBT001 - it stands in a row of facts
        *,
        login: str = "",
    ) -> Factor:
        """Return what is left of the points for something that was handed in.

        Args:
            exercise: the exercise's id.
            student: whose it is, as the layout tells.
            submitted: when, if that is known; with a time zone.
            late: what the platform itself says, if it says something.
            login: the student's, by the roster.
        """
        rule = self.exercises.get(exercise, self.rule)
        due, extended = rule.due_for(login, student)
        if submitted is None:
            return _by_mark(rule, late=late, extended=extended)
        if due is None:
            return Factor(1.0, text("No time is set by which it is due."))
        over = submitted - due
        if over <= rule.grace:
            if over <= timedelta(0):
                why = text("on time, by an extension") if extended else text("on time")
            else:
                why = text("on time, within the period of grace")
            return Factor(1.0, why)
        return _after(rule, over)

    def strange(self, found: Class) -> tuple[Text, ...]:
        """Say which extensions are nobody's: whoever was meant pays for being late."""
        known = {name.casefold() for name in _names(found)}
        rules = (self.rule, *self.exercises.values())
        extended = dict.fromkeys(name for rule in rules for name in rule.extensions)
        return tuple(
            text(
                "The extension for {name} is nobody's: no login, and no key, of this class is "
                "called so.",
                name=repr(name),
            )
            for name in extended
            if name.casefold() not in known
        )


def _names(found: Class) -> Iterator[str]:
    """Yield whom an extension may name; the key of somebody missing will be one of their names."""
    for attempt in found.attempts:
        yield from (attempt.student, *attempt.group)
    yield from (person.login for person in found.people.values() if person)
    for person in found.missing:
        yield from (person.login, person.id, person.sis_id, person.email)


def _after(rule: Rule, over: timedelta) -> Factor:
    days = math.ceil(over / _DAY)
    if rule.after_days is not None and over > rule.after_days * _DAY:
        why = text(
            "late (day {days} after it was due): nothing is left after {limit}",
            days=days,
            limit=f"{rule.after_days:g}",
        )
        return Factor(0.0, why)
    lost = min(rule.per_day * days, rule.at_most, 1.0)
    return Factor(
        round(1.0 - lost, 6),
        text(
            "late (day {days} after it was due): -{percent} %", days=days, percent=f"{100 * lost:g}"
        ),
    )


def _by_mark(rule: Rule, *, late: bool | None, extended: bool) -> Factor:
    """Without a time, there is only the platform's own word."""
    if late is None:
        return Factor(1.0, text("When it was handed in is not known."))
    if not late:
        return Factor(1.0, text("on time, as the platform says"))
    if extended:
        why = text("Late, as the platform says, but with an extension; by how much is not known.")
        return Factor(1.0, why)
    if rule.after_days == 0:
        return Factor(0.0, text("Late, as the platform says: nothing that is late counts."))
    if rule.after_days is not None and rule.after_days < 1:
        why = text(
            "Late, as the platform says, but not by how much; counted as one day: nothing is left "
            "after {limit}",
            limit=f"{rule.after_days:g}",
        )
        return Factor(0.0, why)
    lost = min(rule.per_day, rule.at_most, 1.0)
    why = text(
        "Late, as the platform says, but not by how much; counted as one day: -{percent} %",
        percent=f"{100 * lost:g}",
    )
    return Factor(round(1.0 - lost, 6), why)


def read_policy(path: Path, *, known: Collection[str] | None = None) -> Policy:
    """Read a policy.

    Args:
        path: a TOML file.
        known: ids of the exercises that there are, if names are to be checked.

    Raises:
        UsageError: names the file, the key and the value that is wrong.
    """
    raw = read_bytes(path, MAX_POLICY)
    try:
        table = tomllib.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise UsageError(
            text("{path} is no TOML: {reason}.", path=path, reason=str(error).splitlines()[0])
        ) from None
    singles = table.pop("exercises", {})
    if not isinstance(singles, dict):
        raise _wrong(path, "exercises", singles, text("must be a table"))
    rule = _rule(path, "", table, Rule())
    rules = {}
    for name, single in singles.items():
        if known is not None and name not in known:
            raise _wrong(path, "exercises", name, text("there is no such exercise"))
        if not isinstance(single, dict):
            raise _wrong(path, f"exercises.{name}", single, text("must be a table"))
        rules[name] = _rule(path, f"exercises.{name}.", single, rule)
    return Policy(rule, MappingProxyType(rules))


def _rule(path: Path, prefix: str, table: dict[str, Any], above: Rule) -> Rule:
    if strange := [key for key in table if key not in _KEYS]:
        known = text("is unknown; there are: {names}", names=", ".join(_KEYS))
        raise _wrong(path, f"{prefix}{strange[0]}", table[strange[0]], known)
    rule = above
    if "due" in table:
        rule = replace(rule, due=_time(path, f"{prefix}due", table["due"]))
    if "grace_minutes" in table:
        minutes = _number(path, f"{prefix}grace_minutes", table["grace_minutes"], 1e6)
        rule = replace(rule, grace=timedelta(minutes=minutes))
    if "per_day" in table:
        rule = replace(rule, per_day=_number(path, f"{prefix}per_day", table["per_day"], 1))
    if "at_most" in table:
        rule = replace(rule, at_most=_number(path, f"{prefix}at_most", table["at_most"], 1))
    if "after_days" in table:
        days = _number(path, f"{prefix}after_days", table["after_days"], 1e4)
        rule = replace(rule, after_days=days)
    if "extensions" in table:
        extensions = table["extensions"]
        if not isinstance(extensions, dict):
            raise _wrong(path, f"{prefix}extensions", extensions, text("must be a table"))
        times = {k: _time(path, f"{prefix}extensions.{k}", v) for k, v in extensions.items()}
        rule = replace(rule, extensions=MappingProxyType({**rule.extensions, **times}))
    return rule


def _time(path: Path, key: str, value: object) -> datetime:
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime.combine(value, time.max)
    if not isinstance(value, datetime):
        problem = text("must be a date and a time: 2026-10-01T23:59:00+08:00, without quotes")
        raise _wrong(path, key, value, problem)
    try:
        return value if value.tzinfo else value.astimezone()
    except (OverflowError, OSError, ValueError):
        raise _wrong(path, key, value, text("there is no such time")) from None


def _number(path: Path, key: str, value: object, most: float) -> float:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not 0 <= float(str(value)) <= most:
        raise _wrong(path, key, value, text("must be a number from 0 to {most}", most=f"{most:g}"))
    return float(str(value))


def _wrong(path: Path, key: str, value: object, problem: Text) -> UsageError:
    shown = value.isoformat() if isinstance(value, date) else repr(value)
    return UsageError(
        text("{path}: {key} = {value}: {problem}", path=path, key=key, value=shown, problem=problem)
    )
