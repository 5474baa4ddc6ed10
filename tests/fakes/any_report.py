"""Reports of all kinds and sizes, for properties that have to hold for every one."""

from __future__ import annotations

from types import MappingProxyType

from hypothesis import strategies as st

from grader.language import Text
from grader.model.outcome import Broken, Diagnosis, Failed, Outcome, Passed, Skipped
from grader.model.report import CheckResult, ExerciseResult, Place, Report

_SPECIAL = (
    "::error::pwned",
    "x\n::set-output name=result::cGF3bmVk\n",
    "##[error]x",
    "%0A::warning::x",
    "一二三" * 800,
    "long " * 500,
    "\ud800",
    "\x1b[31m\x00",
    "```\n# x",
    "{name}",
    "",
)


def texts() -> st.SearchStrategy[str]:
    """What a student may have written."""
    return st.one_of(st.sampled_from(_SPECIAL), st.text(max_size=10))


_NAMES = st.sampled_from(("a", "b", "loads", "hidden", "x_1", "long_" * 20))
_POINTS = st.one_of(
    st.sampled_from((0, 0.5, 0.25, 0.75, 1 / 3, 2 / 3, 0.1, 1, 1, 2, 3, 10, 40)),
    st.floats(0.001, 50),
)
_TEXTS = texts().map(Text)
_TITLES = st.sampled_from(
    ("It holds.", "::error::x", "`f` is {right}", "求和", "Long " * 100, "\ud800 a\nb", "x")
).map(Text)
_FAILED = st.builds(
    Failed,
    _TEXTS,
    call=st.none() | texts(),
    expected=st.none() | texts(),
    received=st.none() | texts(),
    counterexample=st.dictionaries(_NAMES, texts(), max_size=2).map(MappingProxyType),
    traceback=texts(),
    diagnosis=st.none() | st.builds(Diagnosis, _NAMES, _TEXTS),
    hint=st.none() | _TEXTS,
)
OUTCOMES: st.SearchStrategy[Outcome] = st.one_of(
    st.just(Passed()),
    st.just(Passed()),
    _FAILED,
    st.builds(Skipped, _TEXTS, st.sampled_from(("needs", "after", "not_started", "time"))),
    st.builds(Broken, _TEXTS, texts()),
)
_PLACES = st.builds(
    Place,
    texts(),
    st.none() | st.integers(1, 10_000),
    st.none() | st.integers(1, 50),
)


@st.composite
def _exercises(draw: st.DrawFn) -> ExerciseResult:
    ident = draw(_NAMES)
    checks = tuple(
        CheckResult(
            f"{ident}/{name}",
            draw(_TITLES),
            draw(OUTCOMES),
            draw(_POINTS),
            draw(st.sampled_from(("visible", "visible", "hidden"))),
            output=draw(texts()),
            place=draw(st.none() | _PLACES),
        )
        for name in draw(st.lists(_NAMES, max_size=5, unique=True))
    )
    return ExerciseResult(ident, draw(_TITLES), checks, tuple(draw(st.lists(_TEXTS, max_size=2))))


REPORTS = st.builds(
    lambda exercises: Report(tuple(exercises), "run"), st.lists(_exercises(), max_size=2)
)


def huge(
    count: int, points: float = 1.0, letters: int = 20_000, outcome: Outcome | None = None
) -> Report:
    """One exercise with many checks that fail, each with a long story."""
    failed = Failed(
        Text("message " * (letters // 8)),
        call="f(" + "1, " * (letters // 3) + ")",
        traceback="line\n" * (letters // 5),
    )
    checks = tuple(
        CheckResult(
            f"big/check_{n}",
            Text(f"Check {n} holds."),
            outcome or failed,
            points,
            "visible",
            output="字" * letters,
            place=Place("big.py", n + 1),
        )
        for n in range(count)
    )
    return Report((ExerciseResult("big", Text("Big"), checks),), "run")
