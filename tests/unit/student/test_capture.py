"""An exception becomes plain data, whatever its class does."""

from __future__ import annotations

import linecache
from collections.abc import Callable, Iterator
from types import CodeType

import pytest

from grader.bridge.messages import Line, Raised
from grader.student.capture import MAX_LINES, MAX_MESSAGE, describe, remember_source

PATH = "/work-x/mine.py"


@pytest.fixture(autouse=True)
def clean_cache() -> Iterator[None]:
    yield
    linecache.cache.pop(PATH, None)


def caught(run: Callable[[], object]) -> BaseException:
    try:
        run()
    except BaseException as error:  # noqa: BLE001 - the subject is whatever is raised
        return error
    raise AssertionError("nothing was raised")


def compiled(source: str) -> CodeType:
    remember_source(PATH, source)
    return compile(source, PATH, "exec")


def described(source: str) -> Raised:
    code = compiled(source)
    return describe(caught(lambda: exec(code, {})), [PATH])


def test_the_types_lead_from_the_class_to_its_root() -> None:
    raised = describe(caught(lambda: {}["k"]), [])
    assert raised.types == ("KeyError", "LookupError", "Exception", "BaseException")
    assert raised.message == "'k'"
    assert raised.type == "KeyError"


def test_the_trace_shows_the_students_own_lines_only() -> None:
    source = "import json\ndef f():\n    return json.loads('{')\n\nf()\n"
    raised = described(source)
    assert raised.type == "JSONDecodeError"
    assert raised.trace == (
        Line("mine.py", 5, "<module>", "f()"),
        Line("mine.py", 3, "f", "return json.loads('{')"),
    )
    assert describe(caught(lambda: exec(compiled(source), {})), []).trace == ()


def test_of_a_long_trace_the_end_is_kept() -> None:
    raised = described("def f(n):\n    return 1 // n if n == 0 else f(n - 1)\nf(50)\n")
    assert len(raised.trace) == MAX_LINES
    assert {line.number for line in raised.trace} == {2}


def test_endless_recursion_is_described() -> None:
    raised = described("def f():\n    return f()\nf()\n")
    assert raised.type == "RecursionError"
    assert len(raised.trace) == MAX_LINES


def test_messages_and_lines_are_cut() -> None:
    raised = described(f"raise ValueError('é' * 100_000)  # {'x' * 1000}")
    assert raised.message == "é" * MAX_MESSAGE
    assert len(raised.trace[0].source) == 300


@pytest.mark.parametrize(
    "method", ["raise RuntimeError", "raise SystemExit", "return 5", "return str(self)"]
)
def test_a_message_that_can_not_be_read_is_said_to_be(method: str) -> None:
    raised = described(f"class E(Exception):\n    def __str__(self):\n        {method}\nraise E\n")
    assert raised.type == "E"
    assert raised.message == "(its message can't be read)"


def test_a_class_that_does_not_tell_its_name_is_described() -> None:
    source = (
        "class Meta(type):\n"
        "    @property\n"
        "    def __name__(cls):\n"
        "        raise RuntimeError\n"
        "class E(Exception, metaclass=Meta):\n"
        "    pass\n"
        "raise E\n"
    )
    assert described(source).types


@pytest.mark.parametrize("base", ["SystemExit", "KeyboardInterrupt", "GeneratorExit"])
def test_what_is_no_exception_in_the_narrow_sense_is_described_too(base: str) -> None:
    assert described(f"raise {base}('m')\n").types == (base, "BaseException")


def test_a_group_of_exceptions_is_described() -> None:
    raised = described("raise ExceptionGroup('both', [ValueError(1), TypeError(2)])\n")
    assert raised.types[:2] == ("ExceptionGroup", "BaseExceptionGroup")
    assert raised.message == "both (2 sub-exceptions)"


def test_a_syntax_error_shows_the_line_and_the_place() -> None:
    source = "x = 1\nif x == 2:\n    y = (1 +* 2)\n"
    raised = describe(caught(lambda: compile(source, PATH, "exec")), [PATH])
    assert raised.types[0] == "SyntaxError"
    message, line, caret = raised.message.split("\n")
    assert message == "invalid syntax"
    assert line == "    y = (1 +* 2)"
    assert line[caret.index("^")] == "*"
    assert raised.trace == (Line("mine.py", 3, "<module>", "y = (1 +* 2)"),)


@pytest.mark.parametrize(
    "source", ["def f():\nx = 1\n", "if 1:\n\tx\n        y\n", "'open", "(", ""]
)
def test_every_kind_of_broken_source_is_described(source: str) -> None:
    run = (lambda: compile(source, PATH, "exec")) if source else (lambda: exec("raise SyntaxError"))
    raised = describe(caught(run), [PATH])
    assert "SyntaxError" in raised.types
    assert all(type(line.number) is int for line in raised.trace)


@pytest.mark.parametrize("details", ["('f', 'x', 1, 'a')", "('f', 1, 'x', 'a')", "('f', 1, 1, 5)"])
def test_a_syntax_error_with_odd_fields_is_described(details: str) -> None:
    raised = described(f"raise SyntaxError('m', {details})\n")
    assert type(raised.message) is str
    assert all(type(line.number) is int for line in raised.trace)
    assert all(type(line.file) is str for line in raised.trace)


def test_windows_paths_are_cut_to_the_name_as_well() -> None:
    path = "C:\\work\\mine.py"
    code = compile("1 / 0", path, "exec")
    raised = describe(caught(lambda: exec(code, {})), [path])
    assert [line.file for line in raised.trace] == ["mine.py"]
