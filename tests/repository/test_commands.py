"""Every command and option of ours that a document names exists, and every link leads somewhere."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from typer.main import get_command

from grader.cli.main import app
from tests.repository.test_documents import ROOT

DOCUMENTS = sorted(
    [
        *(ROOT / "docs").glob("*.md"),
        *ROOT.glob("*.md"),
        ROOT / "benchmarks" / "README.md",
    ]
)
TALK = re.compile(r"(?:^|\s|/bin/|=)(?:grader|torchgrade-batch) (?=[a-z-])")
FOREIGN = {
    "--build-arg": "docker",
    "--gpus": "docker",
    "--privileged": "docker",
    "--resources": "dask",
    "--user": "docker",
}
"""Options of others."""
NO_COMMAND = {"exit"}
"""Words after `grader` that are prose."""


@cache
def options() -> dict[str, set[str]]:
    """Each command's options, as the program itself knows them."""
    group = get_command(app)
    return {
        name: {"--help", *(option for parameter in one.params for option in parameter.opts)}
        for name, one in group.commands.items()  # type: ignore[attr-defined]
    }


def said(path: Path) -> Iterator[str]:
    """What stands in code: lines of blocks, and words in backticks."""
    text = path.read_text(encoding="utf-8")
    for block in re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        yield from re.sub(r"\\\n\s*", "", block).splitlines()
    plain = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    for words in re.findall(r"`([^`]+)`", plain):
        yield " ".join(words.split())


def commands(path: Path) -> Iterator[tuple[str, list[str]]]:
    """Each of our commands, with the words after it."""
    for line in said(path):
        for part in re.split(r"&&|;|\|", line):
            if found := TALK.search(part):
                words = shlex.split(part[found.end() :], comments=True)
                if words and words[0] not in NO_COMMAND:
                    yield words[0], words[1:]


def problems(path: Path) -> list[str]:
    wrong = []
    known = set().union(*options().values())
    for name, words in commands(path):
        if name.startswith("-"):
            continue
        if name not in options():
            wrong.append(f"there is no grader {name}")
            continue
        asked = [word.partition("=")[0] for word in words if word.startswith("-") and len(word) > 1]
        wrong += [f"grader {name} has no {one}" for one in asked if one not in options()[name]]
    for line in said(path):
        found = re.match(r"--[a-z][a-z-]*", line)
        if found and found[0] not in known | FOREIGN.keys():
            wrong.append(f"nobody has {found[0]}")
    return wrong


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_commands_and_options_exist(path: Path) -> None:
    assert problems(path) == []


def test_pages_for_teachers_name_what_they_are_about() -> None:
    """The search above finds something, in each kind of place."""
    page = list(commands(ROOT / "docs" / "classroom.md"))
    assert ("release", ["bundle", "--gradescope", "upload.zip"]) in page
    assert ("batch", ["--late", "late.toml"]) in page
    assert ("doctor", []) in commands(ROOT / "docs" / "containers.md")


def test_what_does_not_exist_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "`grader relase x` and `--no-such`\n\n```sh\nA=1 grader batch x \\\n    --nope\n```\n"
    )
    assert problems(page) == [
        "grader batch has no --nope",
        "there is no grader relase",
        "nobody has --no-such",
    ]


def anchors(path: Path) -> set[str]:
    """The names that GitHub gives headings."""
    text = re.sub(
        r"^```.*?^```", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL
    )
    titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_to_a_file_and_its_heading(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if "://" in target:
            continue
        file, _, anchor = target.partition("#")
        place = path.parent / file if file else path
        assert place.exists(), target
        assert not anchor or anchor in anchors(place), target
