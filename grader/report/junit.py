"""The report as JUnit XML, in the dialect that pytest writes.

Its newer one (xunit2) names no place. Its older one (`junit_family=xunit1`) has `file` and `line`
of a test case, and these are written too, where a place is known: CI that shows JUnit at the code,
such as GitLab's, reads `file`, and what does not know them passes them over.
"""

from __future__ import annotations

from xml.etree import ElementTree as ET

from grader.model.outcome import Broken, Failed, Passed, Skipped
from grader.model.report import CheckResult, Report
from grader.report.safe import xml


def to_junit(report: Report, language: str = "en") -> str:
    """Return the report as a JUnit XML document."""
    checks = [check for exercise in report.exercises for check in exercise.checks]
    root = ET.Element("testsuites", name="torchgrade")
    suite = ET.SubElement(
        root,
        "testsuite",
        name="torchgrade",
        errors=str(sum(isinstance(c.outcome, Broken) for c in checks)),
        failures=str(sum(isinstance(c.outcome, Failed) for c in checks)),
        skipped=str(sum(isinstance(c.outcome, Skipped) for c in checks)),
        tests=str(len(checks)),
        time=f"{sum(c.duration_s for c in checks):.3f}",
    )
    for check in checks:
        _case(suite, check, language)
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True)


def _case(suite: ET.Element, check: CheckResult, language: str) -> None:
    exercise, _, name = check.id.partition("/")
    case = ET.SubElement(
        suite, "testcase", classname=exercise, name=name, time=f"{check.duration_s:.3f}"
    )
    if check.place:
        # pytest's line counts from 0; readers who show a line take it as counted from 1.
        case.set("file", xml(check.place.file))
        if check.place.line and not check.place.cell:
            case.set("line", str(check.place.line))
    properties = ET.SubElement(case, "properties")
    for key, value in (
        ("title", check.title.render(language)),
        ("points", f"{check.points:g}"),
        ("max_points", f"{check.max_points:g}"),
    ):
        ET.SubElement(properties, "property", name=key, value=xml(value))
    match check.outcome:
        case Passed():
            pass
        case Failed() as failed:
            lines = [failed.message.render(language)]
            facts = {"call": failed.call, "expected": failed.expected, "received": failed.received}
            lines += [f"{label}: {fact}" for label, fact in facts.items() if fact]
            lines += [f"{k} = {v}" for k, v in failed.counterexample.items()]
            if failed.diagnosis:
                lines.append(failed.diagnosis.text.render(language))
            element = ET.SubElement(case, "failure", message=xml(lines[0]))
            element.text = xml("\n".join([*lines, failed.traceback]).strip())
        case Skipped(reason=reason):
            ET.SubElement(
                case, "skipped", type="torchgrade.skip", message=xml(reason.render(language))
            )
        case Broken(reason=reason, traceback=traceback):
            element = ET.SubElement(case, "error", message=xml(reason.render(language)))
            element.text = xml(traceback)
    if check.output:
        ET.SubElement(case, "system-out").text = xml(check.output)
