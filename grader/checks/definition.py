"""`@check`: makes a function a check."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from grader.errors import CheckDefinitionError

Function = TypeVar("Function", bound=Callable[..., object])
Evidence = Literal["value", "claim"]

NEEDS = ("cuda", "cuda:2", "mps", "nccl")
"""What a check may need of the machine: a GPU, two of them, Apple's, NCCL with two GPUs."""

EXAMPLES = 20
"""Inputs that hypothesis tries for a check by property, unless the check says otherwise."""


@dataclass(frozen=True, slots=True)
class CheckInfo:
    """What `@check` was given."""

    points: float
    after: tuple[str, ...]
    """Names of checks of the same exercise."""
    needs: tuple[str, ...]
    evidence: Evidence
    examples: int


def check(
    *,
    points: float,
    after: object = (),
    needs: str | tuple[str, ...] = (),
    evidence: Evidence = "value",
    examples: int = EXAMPLES,
) -> Callable[[Function], Function]:
    """Make a function a check. Its docstring is the line that the student reads.

    Args:
        points: what a pass is worth; zero or more.
        after: a check, its name, or a tuple of them: where one of them does not pass, this check is
            skipped, and its points stay in the denominator.
        needs: of `NEEDS`; where the machine lacks it, the points leave the denominator.
        evidence: "claim" where the points rest on what only the student's process can say;
            SECURITY.md lists those checks.
        examples: inputs that hypothesis tries, for a check with `@given`.

    Raises:
        CheckDefinitionError: an argument is wrong; the message shows it.
    """
    if type(points) not in (int, float) or not 0 <= points < 1e6:
        raise CheckDefinitionError(f"check: points={points!r} must be a number, zero or more")
    wanted = (needs,) if isinstance(needs, str) else tuple(needs)
    for need in wanted:
        if need not in NEEDS:
            raise CheckDefinitionError(f"check: needs={need!r} is not one of {', '.join(NEEDS)}")
    if evidence not in ("value", "claim"):
        raise CheckDefinitionError(f"check: evidence={evidence!r} must be 'value' or 'claim'")
    if type(examples) is not int or examples < 1:
        raise CheckDefinitionError(f"check: examples={examples!r} must be an int above zero")
    before = tuple(
        _name(item) for item in (after if isinstance(after, (tuple, list)) else (after,))
    )

    def decorate(function: Function) -> Function:
        name = function.__name__
        if not (function.__doc__ or "").strip():
            raise CheckDefinitionError(
                f"check {name}: needs a docstring, the line that the student reads"
            )
        info = CheckInfo(float(points), before, wanted, evidence, examples)
        marked: Any = function
        marked.__check__ = info
        marked.__test__ = True  # pytest collects any function that says so
        if hasattr(marked, "hypothesis"):
            marked = _with_settings(marked, examples)
        return marked  # type: ignore[no-any-return]

    return decorate


def _with_settings(function: Any, examples: int) -> Any:
    """Every check by property runs under the same settings; nothing in them depends on time."""
    from hypothesis import HealthCheck, Phase, settings

    return settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=False,
        print_blob=False,
        report_multiple_bugs=False,
        phases=(Phase.explicit, Phase.generate, Phase.shrink),
        # The `student` fixture is one object for all examples, knowingly.
        suppress_health_check=list(HealthCheck),
    )(function)


def _name(item: object) -> str:
    if isinstance(item, str):
        return item.rpartition("/")[2]
    if callable(item) and hasattr(item, "__check__"):
        return str(item.__name__)  # type: ignore[attr-defined]
    raise CheckDefinitionError(f"check: after={item!r} is neither a check nor a check's name")


def info_of(function: object) -> CheckInfo | None:
    """Return what `@check` was given, or None for a function that is no check."""
    info = getattr(function, "__check__", None)
    return info if isinstance(info, CheckInfo) else None
