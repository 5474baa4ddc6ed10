"""What the page says, apart from what the gradebook holds."""

from __future__ import annotations

from grader.language import Text, text

STATES = {
    "graded": text("graded"),
    "hand": text("by hand"),
    "missing": text("missing"),
    "unreadable": text("unreadable"),
    "waiting": text("waiting to be graded"),
    "broken": text("broken"),
}
"""The states of marks."""

KINDS = {
    "passed": ("✓", text("passed")),
    "failed": ("✗", text("failed")),
    "waits": ("·", text("waits")),
    "needs": ("-", text("left out")),
    "broken": ("!", text("broken")),
}
"""How checks end: the mark, and the word for it."""

SCRIPT: dict[str, Text] = {
    "report_of": text("Report of {name}"),
    "outcome": text("outcome"),
    "check": text("check"),
    "points": text("points"),
    "hidden": text("hidden"),
    "failed": text("What failed"),
    "printed": text("Your code printed:"),
    "traceback": text("Where it happened:"),
    "details": text("For the instructor:"),
    "nothing": text("There is no report: nothing was graded."),
    "section": text("section {name}"),
    "uncounted": text("grey lines are the exercise's own, or common in the class"),
    **{kind: words for kind, (_, words) in KINDS.items() if kind != "failed"},
    "kind_failed": text("failed"),
}
"""What its script says; it fills in the braces."""

PAGE: dict[str, Text] = {
    "shown": text("{shown} of {all} students shown"),
    "title": text("Class report"),
    "contents": text("Contents"),
    "skip": text("Skip this table"),
    "first": text("Look at these first"),
    "nothing_first": text("Nothing is broken, waiting or unreadable."),
    "marks": text("Marks"),
    "in_all": text("in all"),
    "exercise": text("exercise"),
    "marked": text("marked"),
    "mean": text("mean"),
    "median": text("median"),
    "lowest": text("lowest"),
    "highest": text("highest"),
    "distribution": text("How many students (the bars) have how much of the points"),
    "tenths": text("students by tenths of the points, from the lowest"),
    "misconceptions": text("Misconceptions"),
    "no_misconceptions": text("No known mistake was named."),
    "students": text("students"),
    "checks": text("Checks"),
    "failure_rate": text("failed, of those run"),
    "passed": text("passed"),
    "failed": text("failed"),
    "waits": text("waits"),
    "needs": text("left out"),
    "broken": text("broken"),
    "check": text("check"),
    "points": text("points"),
    "hidden": text("hidden"),
    "leave_out": text("left out by a correction"),
    "grant": text("granted by a correction"),
    "class": text("Students"),
    "filter": text("Filter students"),
    "name": text("name"),
    "name_hint": text("Name, key or section"),
    "state": text("State"),
    "any": text("any"),
    "late": text("late"),
    "full": text("full marks"),
    "below_half": text("below half of the points"),
    "mistake": text("Misconception"),
    "columns": text("Exercise in the heat map"),
    "reset": text("Show all"),
    "heat": text("Heat map"),
    "legend": text("An empty cell: nothing was graded. A name opens the report."),
    "slow": text("Slowest submissions"),
    "seconds": text("seconds"),
    "crashed": text("Crashed"),
    "what": text("what happened"),
    "unreadable": text("Could not be read"),
    "path": text("file"),
    "who": text("who"),
    "missing": text("Missing"),
    "missing_all": text("handed in nothing"),
    "late_ones": text("Late"),
    "factor": text("factor"),
    "reason": text("reason"),
    "submitted": text("handed in"),
    "by_hand": text("Marks by hand"),
    "mark": text("mark"),
    "author": text("by"),
    "made": text("when"),
    "corrections": text("Corrections"),
    "action": text("what"),
    "undone": text("undone"),
    "changes": text("Changes of the last run"),
    "before": text("before"),
    "after": text("after"),
    "none": text("None."),
    "similar": text("Near-identical submissions"),
    "similar_note": text(
        "Similar is not copied: look at what both have in common that nobody else has. Lines of "
        "the exercise's own file and lines that many share do not count."
    ),
    "written": text("as written"),
    "shape": text("with names left aside"),
    "left": text("previous"),
    "right": text("next"),
    "close": text("Close"),
    "heading_one": text("Report of one student"),
    "noscript": text(
        "Without JavaScript this page can be read, but not sorted or filtered, and it opens no "
        "student's report."
    ),
}
"""What its template says; the script fills in the braces of `shown`."""


def said(words: dict[str, Text], language: str) -> dict[str, str]:
    """Return the words in a language."""
    return {name: one.render(language) for name, one in words.items()}
