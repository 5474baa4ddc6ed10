"""The image file and the dev container: linted, since no test can build them."""

from __future__ import annotations

import fnmatch
import json
import re
from pathlib import Path

from tests.fakes.linters import lint
from tests.repository.test_documents import ROOT

DOCKERFILE = ROOT / "Dockerfile"
DEV_CONTAINER = ROOT / ".devcontainer" / "devcontainer.json"


def copied() -> list[str]:
    """What the images take from this repository."""
    found = []
    for line in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE.read_text(), re.MULTILINE):
        found += line.split()[:-1]
    return found


def sent(path: str) -> bool:
    """Whether `.dockerignore` lets a path into what Docker sees: the last line that fits decides.

    Source: docs.docker.com, "Build context", ".dockerignore files".
    """
    seen = True
    for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        pattern = line.removeprefix("!").removeprefix("**/")
        places = [path, *(str(parent) for parent in Path(path).parents)]
        names = places if "**/" not in line else [Path(place).name for place in places]
        if any(fnmatch.fnmatchcase(name, pattern) for name in names if name != "."):
            seen = line.startswith("!")
    return seen


def test_hadolint_finds_nothing() -> None:
    """It hands the shell of every RUN line to ShellCheck as well."""
    ran = lint("hadolint", "--failure-threshold", "style", "--no-color", DOCKERFILE)
    assert (ran.returncode, ran.stdout) == (0, "")


def test_hadolint_would_find_it(tmp_path: Path) -> None:
    bad = tmp_path / "Dockerfile"
    bad.write_text("FROM python\nRUN cd $HOME\n")
    found = lint("hadolint", bad).stdout
    assert "DL3006" in found
    assert "SC2086" in found


def test_the_images_take_what_they_are_sent_and_no_solution() -> None:
    assert {path for path in copied() if not (ROOT / path).exists() or not sent(path)} == set()
    for hidden in ("solutions", "solutions/intro/ddp/ddp.py", ".git", "tests", "seed", "results"):
        assert not sent(hidden), hidden
    assert not sent("grader/cli/__pycache__/check.cpython-313.pyc")
    assert sent("exercises/intro/ddp/ddp.py")


def test_both_targets_exist_and_the_desk_has_no_rights() -> None:
    stages = re.split(r"^FROM ", DOCKERFILE.read_text(), flags=re.MULTILINE)[1:]
    by_name = {re.search(r"AS (\S+)", stage)[1]: stage for stage in stages}  # type: ignore[index]
    assert re.search(r"^USER [1-9]", by_name["desk"], re.MULTILINE)
    assert 'ENTRYPOINT ["grader"]' in by_name["batch"]
    assert ".[batch]" in by_name["install-batch"]


def test_the_dev_container_installs_what_contributing_says() -> None:
    told = json.loads(DEV_CONTAINER.read_text(encoding="utf-8"))
    # Of the specification's properties (containers.dev, "devcontainer.json reference").
    assert set(told) <= {"name", "image", "containerEnv", "postCreateCommand", "customizations"}
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert told["postCreateCommand"].replace("'", '"') in text
