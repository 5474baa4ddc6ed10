"""What all platforms say of a check and of a report: plain text, with no command to a log in it."""

from __future__ import annotations

from grader.language import Text, text
from grader.model.outcome import Broken, Failed, Passed, Skipped
from grader.model.report import CheckResult, ExerciseResult, Report, left_out
from grader.report import safe

MOST = 2000
"""Characters of one value, of a traceback, or of what code printed."""
MOST_NAME = 200
ADVISORY = text(
    "This was made with the repository's own copy of the checks, which everybody who can push here "
    "can change: it is for learning. Marks that count are made elsewhere."
)


def name(check: CheckResult, report: Report, language: str) -> str:
    """Return a check's title on one line, after its exercise's name where there are several."""
    title = shown(check.title, language)
    if len(report.exercises) > 1:
        title = f"{check.id.partition('/')[0]}: {title}"
    return one_line(title, MOST_NAME, language)


def told(check: CheckResult, language: str, most: int = MOST) -> str:
    """Return all that is said of a check that does not pass; each part has at most `most` letters.

    Empty for one that passes.
    """
    match check.outcome:
        case Passed():
            return ""
        case Failed() as failed:
            parts = _failure(failed, language, most)
        case Skipped(reason=reason) | Broken(reason=reason):
            parts = [cut(shown(reason, language), most, language)]
    return safe.log("\n".join(safe.block(part) for part in parts if part))


def _failure(failed: Failed, language: str, most: int) -> list[str]:
    colon = "：" if language == "zh" else ": "
    facts = [
        (text("call"), failed.call),
        (text("expected"), failed.expected),
        (text("received"), failed.received),
        *((text("with {name}", name=name), value) for name, value in failed.counterexample.items()),
    ]
    parts = [cut(shown(failed.message, language), most, language)]
    parts += [
        shown(label, language) + colon + cut(value, most, language)
        for label, value in facts
        if value
    ]
    parts.append(cut(failed.traceback, most, language))
    if failed.diagnosis:
        parts.append("→ " + cut(shown(failed.diagnosis.text, language), most, language))
    if failed.hint:
        parts.append(cut(shown(failed.hint, language), most, language))
    return parts


def printed(check: CheckResult, language: str, most: int = MOST) -> str:
    """Return what the student's code printed, if anything."""
    # It may be long, so it is cut first; showing what can't be seen makes it longer again.
    output = cut(check.output.strip("\n"), most, language)
    return cut(safe.log(safe.block(output)), most, language)


def totals(result: Report | ExerciseResult, language: str) -> str:
    """Return the score, and what the machine or the grader left out of it."""
    said = [
        text(
            "{score} of {max_score} points",
            score=figure(result.score),
            max_score=figure(result.max_score),
        ).render(language)
    ]
    if result.skipped_points:
        words = "{points} more are left out: this machine can't check them"
        said.append(Text(words, {"points": figure(result.skipped_points)}).render(language))
    if result.broken_points:
        words = "{points} could not be graded, by the grader's own fault"
        said.append(Text(words, {"points": figure(result.broken_points)}).render(language))
    return ("；" if language == "zh" else "; ").join(said)


def figure(points: float) -> str:
    """Return points as people write them: no exponent, and no trace of how floats are summed."""
    shown = f"{points:.6f}".rstrip("0").rstrip(".")
    return "0" if shown == "-0" else shown


def preface(report: Report, language: str) -> str:
    """Return the totals, and what should be known of how the files were taken."""
    notes = [
        one_line(shown(note, language), MOST, language)
        for exercise in report.exercises
        for note in exercise.notes
    ]
    return "\n".join([totals(report, language), *notes])


def aside(check: CheckResult, language: str) -> str:
    """Return what a name needs to say beside it where no mark was taken; empty elsewhere."""
    if isinstance(check.outcome, Broken):
        return text("not graded, by the grader's own fault: no points are lost").render(language)
    if left_out(check.outcome):
        return text("left out: this machine can't check it").render(language)
    return ""


def shown(words: Text, language: str) -> str:
    """Return a sentence."""
    return words.render(language)


def one_line(words: str, most: int, language: str) -> str:
    """Return harmless text that stays on its line."""
    return cut(safe.log(safe.line(" ".join(words.split()))), most, language)


def cut(words: str, most: int, language: str) -> str:
    """Return at most `most` characters, with a word about it where something was taken away."""
    if len(words) <= most:
        return words
    note = " … " + text("(shortened)").render(language)
    return words[: max(most - len(note), 0)] + note[:most]


def cut_bytes(words: str, most: int, language: str) -> str:
    """Return at most `most` bytes of UTF-8, with a word about it where something was taken away."""
    encoded = words.encode("utf-8", "backslashreplace")
    if len(encoded) <= most:
        return encoded.decode()
    note = " … " + text("(shortened)").render(language)
    kept = encoded[: max(most - len(note.encode()), 0)].decode("utf-8", "ignore")
    return kept + note
