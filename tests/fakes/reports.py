"""Reports made by hand, with one check of every kind."""

from __future__ import annotations

from grader.language import Text, text
from grader.model.outcome import Broken, Failed, Outcome, Passed, Skipped
from grader.model.report import CheckResult, ExerciseResult, Place, Report, Visibility


def check(name: str, outcome: Outcome, points: float = 2.0, **rest: object) -> CheckResult:
    visibility: Visibility = "hidden" if name.startswith("hidden") else "visible"
    title = Text(f"The {name} holds.", others={"zh": f"{name} 成立。"})
    return CheckResult(f"net/{name}", title, outcome, points, visibility, **rest)  # type: ignore[arg-type]


FAILED = Failed(
    text("The result is {received}, where {expected} was expected.", received="a", expected="b"),
    call="count(net)",
    expected="752",
    received="700",
    counterexample={"size": "3"},
    traceback="net.py, line 3: x",
    hint=Text("Look at the bias."),
    details="Traceback of the check",
)

EVERY_KIND = ExerciseResult(
    "net",
    Text("A network", others={"zh": "网络"}),
    (
        check("passed", Passed()),
        check("failed", FAILED, 3.0, output="hello\x1b[31m\x00", place=Place("net.py", 3)),
        check("waits", Skipped(text("not started"), "after")),
        check("needs", Skipped(text("needs a CUDA GPU, and this machine has none"), "needs"), 5.0),
        check(
            "broken",
            Broken(text("The check itself failed: {type}.", type="KeyError"), "Trace"),
            7.0,
        ),
        check("hidden_failed", FAILED, 1.0, output="secret"),
    ),
)

REPORT = Report(
    (EVERY_KIND,),
    "run-1",
    {"files": "net.py"},
    {
        "python": "3.11.7",
        "torch": "2.13.0",
        "devices": ("cpu",),
        "sandbox": "process",
        "grader": "0",
    },
)
