"""What can't be graded ends in one sentence, with exit code 4 or 5, and writes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Grader

EXERCISE = ("--exercise", "parameter_count")


def one_sentence(err: str) -> bool:
    return len(err.strip().splitlines()) == 1 and "Traceback" not in err


def test_a_missing_file(grader: Grader) -> None:
    ran = grader("check", "nope.py")
    assert (ran.code, ran.out) == (4, "")
    assert "nope.py" in ran.err
    assert one_sentence(ran.err)


@pytest.mark.parametrize(
    ("name", "content", "code", "words"),
    [
        ("empty.py", b"", 5, "is empty"),
        ("blank.py", b" \n\n", 5, "is empty"),
        ("notes.txt", b"hello", 4, "not a Python file"),
        ("binary.py", b"\x7fELF\0\0", 4, "NUL bytes"),
        ("latin.py", b'x = "\xe9"\n', 4, "not UTF-8"),
        ("large.py", b"#" * 600_000, 4, "at most"),
    ],
)
def test_a_file_that_is_no_submission(
    grader: Grader, workspace: Path, name: str, content: bytes, code: int, words: str
) -> None:
    (workspace / name).write_bytes(content)
    ran = grader("check", name, *EXERCISE)
    assert ran.code == code
    assert words in ran.err
    assert one_sentence(ran.err)
    assert (workspace / name).read_bytes() == content
    assert [path.name for path in workspace.iterdir()] == [name]


def test_a_file_whose_name_does_not_tell(grader: Grader, workspace: Path) -> None:
    (workspace / "mine.py").write_text("x = 1\n")
    ran = grader("check", "mine.py")
    assert ran.code == 4
    assert "--exercise" in ran.err


def test_an_encoding_declaration_is_honoured(grader: Grader, workspace: Path) -> None:
    (workspace / "mine.py").write_bytes(b'# -*- coding: latin-1 -*-\nx = "\xe9"\n')
    ran = grader("check", "mine.py", *EXERCISE)
    assert ran.code == 1


def test_a_folder_without_exercises(grader: Grader, workspace: Path) -> None:
    (workspace / "empty").mkdir()
    ran = grader("check", "empty")
    assert ran.code == 5
    assert "parameter_count.py" in ran.err


def test_nothing_begun(grader: Grader) -> None:
    ran = grader("check")
    assert ran.code == 5
    assert "grader start" in ran.err


def test_an_exercise_that_was_not_begun(grader: Grader) -> None:
    ran = grader("check", "training")
    assert ran.code == 5
    assert "grader start training" in ran.err


def test_an_unknown_exercise_offers_the_nearest_name(grader: Grader) -> None:
    ran = grader("check", "parametercount")
    assert ran.code == 4
    assert "Did you mean parameter_count?" in ran.err


def test_an_unknown_exercise_without_a_neighbour_lists_all(grader: Grader) -> None:
    ran = grader("hint", "zzzzzz")
    assert ran.code == 4
    assert "training" in ran.err


def test_an_unknown_option(grader: Grader) -> None:
    ran = grader("check", "--fast")
    assert ran.code == 4
    assert "--fast" in ran.err


def test_an_unknown_language(grader: Grader) -> None:
    ran = grader("list", "--lang", "tlh")
    assert ran.code == 4
    assert "tlh" in ran.err


def test_errors_speak_the_language_that_was_asked_for(grader: Grader) -> None:
    ran = grader("check", "nope.py", "--lang", "zh")
    assert ran.code == 4
    assert "没有" in ran.err


MALFORMED = {
    "order": ('order = "first"', "order", "'first'"),
    "id": ('id = "another"', "id", "'another'"),
    "files": ('files = ["../x.py"]', "files", "../x.py"),
    "network": ("[sandbox]\nnetwork = 'all'", "sandbox.network", "'all'"),
    "limit": ("[limits]\ncall_seconds = -1", "limits.call_seconds", "-1"),
    "unknown": ("colour = 'red'", "colour", "'red'"),
    "title": ("[title]\nen = 'x'", "title.zh", "None"),
    "toml": ("id = ", "exercise.toml", "not a TOML file"),
}

SOUND = {
    "id": 'id = "thing"',
    "order": "order = 1",
    "files": 'files = ["thing.py"]',
    "title": '[title]\nen = "Thing"\nzh = "物"',
}


@pytest.mark.parametrize("case", MALFORMED)
def test_a_malformed_exercise_names_file_key_and_value(
    grader: Grader, workspace: Path, case: str
) -> None:
    line, key, value = MALFORMED[case]
    parts = dict(SOUND)
    if case in parts:
        parts[case] = line
    elif line.startswith("["):
        parts["title"] += "\n" + line
    else:
        parts["id"] += "\n" + line
    folder = workspace / "exercises" / "intro" / "thing"
    folder.mkdir(parents=True)
    (folder / "exercise.toml").write_text("\n".join(parts.values()), encoding="utf-8")
    ran = grader("list")
    assert ran.code == 4
    assert "exercise.toml" in ran.err
    assert key in ran.err
    assert value in ran.err
    assert "Traceback" not in ran.err


def test_a_sound_exercise_of_the_same_form_is_read(grader: Grader, workspace: Path) -> None:
    folder = workspace / "exercises" / "intro" / "thing"
    folder.mkdir(parents=True)
    (folder / "exercise.toml").write_text("\n".join(SOUND.values()), encoding="utf-8")
    ran = grader("list")
    assert ran.code == 0
    assert "Thing" in ran.out
