"""What is printed is drained at all times, and kept up to a limit."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from typing import Any

import psutil
import pytest

from grader.sandbox.deaths import Crashed, TimedOut
from grader.sandbox.output import Drain
from grader.sandbox.process import Launcher
from grader.sandbox.zygote import Zygote

Open = Any
Call = Callable[..., Any]
Piped = Callable[[int], tuple[Drain, int]]

LIMIT = 1000


@pytest.fixture
def piped() -> Iterator[Piped]:
    """A drain and the descriptor to write to."""
    made: list[tuple[Drain, int]] = []

    def make(limit: int = LIMIT) -> tuple[Drain, int]:
        reader, writer = os.pipe()
        made.append((Drain(reader, limit), writer))
        return made[-1]

    yield make
    for drain, writer in made:
        os.close(writer)
        drain.close()


def test_what_was_written_is_taken_once(piped: Piped) -> None:
    drain, writer = piped(LIMIT)
    assert drain.take() == ""
    os.write(writer, b"one\n")
    assert drain.take() == "one\n"
    assert drain.take() == ""
    os.write(writer, b"two\n")
    os.write(writer, b"three\n")
    assert drain.take() == "two\nthree\n"


def test_output_is_kept_up_to_the_limit_and_the_rest_counted(piped: Piped) -> None:
    drain, writer = piped(LIMIT)
    os.write(writer, b"a" * LIMIT)
    assert drain.take() == "a" * LIMIT
    os.write(writer, b"b" * (LIMIT + 1))
    assert drain.take() == "b" * LIMIT + "\n… (1 more bytes were printed)"
    for _ in range(3):
        os.write(writer, b"c" * LIMIT)
    assert drain.take() == "c" * LIMIT + "\n… (2,000 more bytes were printed)"
    os.write(writer, b"d")
    assert drain.take() == "d"


def test_a_flood_never_blocks_the_writer(piped: Piped) -> None:
    drain, writer = piped(LIMIT)

    def flood() -> None:
        left = 20 << 20
        while left:
            left -= os.write(writer, b"x" * min(left, 1 << 16))

    thread = threading.Thread(target=flood, daemon=True)
    thread.start()
    thread.join(60)
    assert not thread.is_alive()
    assert drain.take() == "x" * LIMIT + f"\n… ({(20 << 20) - LIMIT:,} more bytes were printed)"


def test_a_writer_without_end_does_not_hold_the_reader(piped: Piped) -> None:
    drain, writer = piped(LIMIT)
    enough = threading.Event()

    def flood() -> None:
        while not enough.is_set():
            os.write(writer, b"x" * 65536)

    thread = threading.Thread(target=flood, daemon=True)
    thread.start()
    assert all(len(drain.take()) < 2 * LIMIT for _ in range(20))
    enough.set()
    thread.join(60)
    assert not thread.is_alive()


def test_bytes_that_are_no_utf8_are_shown_as_such(piped: Piped) -> None:
    drain, writer = piped(LIMIT)
    os.write(writer, "é".encode() + b"\xff\x00z")
    assert drain.take() == "é\ufffd\x00z"


def test_the_end_of_the_stream_is_no_end_of_taking() -> None:
    reader, writer = os.pipe()
    drain = Drain(reader, LIMIT)
    os.write(writer, b"last words")
    os.close(writer)
    assert drain.take() == "last words"
    assert drain.take() == ""
    drain.close()


def test_a_drain_that_is_closed_leaves_no_thread_and_no_descriptor() -> None:
    process = psutil.Process()
    before, threads = process.num_fds(), threading.active_count()
    reader, writer = os.pipe()
    drain = Drain(reader, LIMIT)
    os.write(writer, b"unread")
    drain.close()
    os.close(writer)
    assert process.num_fds() == before
    assert threading.active_count() == threads


def test_what_a_student_prints_is_there_with_the_answer(
    launcher: Launcher, open_session: Open, call: Call
) -> None:
    session = open_session(launcher, "import sys\nprint('loading')\n" + SHOUT)
    assert session.output() == "loading\n"
    call(session, "shout", "out", "err")
    assert sorted(session.output().splitlines()) == ["err", "out"]
    call(session, "shout", "é😀", "")
    assert sorted(session.output().splitlines()) == ["", "é😀"]
    assert session.output() == ""


SHOUT = """
def shout(out, err):
    print(out)
    print(err, file=sys.stderr)

def flood(megabytes):
    import os
    line = b"x" * 65535 + b"\\n"
    for _ in range(megabytes * 8):
        os.write(1, line)
        os.write(2, line)
    return "done"

def last_words(text, flush):
    import os
    print(text, flush=flush)
    os._exit(1)

def silence():
    sys.stdout = sys.stderr = None
    return "quiet"

def close():
    sys.stdout.close()
    return "closed"
"""


def test_a_student_that_floods_both_streams_is_not_held_up(
    launcher: Launcher, open_session: Open, call: Call
) -> None:
    session = open_session(launcher, "import sys\n" + SHOUT, output_kb=4)
    assert call(session, "flood", 16) == "done"
    printed = session.output()
    assert printed.startswith("x" * 4096 + "\n… (")
    assert f"({(16 << 20) - 4096:,} more bytes" in printed
    call(session, "shout", "after", "")
    assert sorted(session.output().splitlines()) == ["", "after"]


def test_printing_without_end_is_stopped_and_its_beginning_kept(
    zygote: Zygote, open_session: Open, call: Call
) -> None:
    session = open_session(zygote, call_seconds=0.3, output_kb=1)
    with pytest.raises(TimedOut):
        call(session, "shout_for_ever")
    assert session.output().startswith("y" * 1024 + "\n… (")


@pytest.mark.parametrize("flush", [True, False])
def test_the_last_words_before_a_crash_are_kept(
    zygote: Zygote, open_session: Open, call: Call, flush: bool
) -> None:
    session = open_session(zygote, "import sys\n" + SHOUT)
    with pytest.raises(Crashed):
        call(session, "last_words", "I see a light", flush)
    assert session.output() == "I see a light\n"


@pytest.mark.parametrize(("name", "answer"), [("silence", "quiet"), ("close", "closed")])
def test_a_student_that_takes_its_streams_away_still_answers(
    zygote: Zygote, open_session: Open, call: Call, name: str, answer: str
) -> None:
    session = open_session(zygote, "import sys\n" + SHOUT)
    assert call(session, name) == answer
    assert session.request("get", None, "__name__") == "hostile"
