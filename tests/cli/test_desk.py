"""A student's desk: list, start, hint, check; and what the grader remembers."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import jsonschema

from grader.report.json_format import schema
from tests.conftest import Grader
from tests.fakes.courses import sums

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "solutions" / "intro" / "parameter_count" / "parameter_count.py"


def test_start_copies_stub_and_task(grader: Grader, workspace: Path) -> None:
    ran = grader("start", "parameter_count")
    assert ran.code == 0
    folder = workspace / "parameter_count"
    assert sorted(p.name for p in folder.iterdir()) == ["README.md", "parameter_count.py"]
    stub = ROOT / "exercises" / "intro" / "parameter_count"
    assert (folder / "README.md").read_text() == (stub / "README.md").read_text()


def test_start_speaks_chinese(grader: Grader, workspace: Path) -> None:
    ran = grader("start", "parameter_count", env={"LC_ALL": "zh_CN.UTF-8"})
    assert "已就绪" in ran.out
    assert "参数" in (workspace / "parameter_count" / "README.md").read_text(encoding="utf-8")


def test_start_never_overwrites(grader: Grader, workspace: Path) -> None:
    folder = workspace / "parameter_count"
    folder.mkdir()
    (folder / "parameter_count.py").write_text("my work")
    ran = grader("start", "parameter_count")
    assert ran.code == 0
    assert "stays as it is" in ran.out
    assert (folder / "parameter_count.py").read_text() == "my work"
    assert (folder / "README.md").exists()


def test_start_with_a_file_in_the_way(grader: Grader, workspace: Path) -> None:
    (workspace / "training").write_text("mine")
    ran = grader("start", "training")
    assert ran.code == 4
    assert "in the way" in ran.err
    assert (workspace / "training").read_text() == "mine"


def test_start_without_a_name_begins_all(grader: Grader, workspace: Path) -> None:
    ran = grader("start", "--into", "course")
    assert ran.code == 0
    names = {path.name for path in (workspace / "course").iterdir()}
    assert names == {path.name for path in (ROOT / "exercises" / "intro").iterdir()}


def test_hints_say_more_each_time(grader: Grader) -> None:
    shown = [grader("hint", "training").out for _ in range(2)]
    assert shown[0].startswith("Hint 1 of")
    assert shown[1].startswith("Hint 2 of")
    again = grader("hint", "training", "--again")
    assert again.out == shown[0]
    for _ in range(6):
        last = grader("hint", "training")
    assert last.code == 0
    assert grader("hint", "training").out == last.out
    word = "That was the last one. To begin again: grader hint training --again"
    assert last.out.splitlines()[-1] == word
    assert word not in shown[0] + shown[1]


def test_check_list_and_memory(grader: Grader, workspace: Path) -> None:
    grader("start", "parameter_count")
    before = json.loads(grader("list", "--json").out)
    states = {row["id"]: row["state"] for row in before}
    assert states["parameter_count"] == "not started"
    assert states["training"] == "new"
    work = workspace / "parameter_count" / "parameter_count.py"
    work.write_text(REFERENCE.read_text(encoding="utf-8"), encoding="utf-8")
    ran = grader("check", "--junit", "out.xml")
    assert ran.code == 0, ran.out + ran.err
    assert "✓" in ran.out
    assert "✗" not in ran.out
    assert ran.err == ""
    after = {row["id"]: row for row in json.loads(grader("list", "--json").out)}
    assert after["parameter_count"]["state"] == "done"
    suite = ET.parse(workspace / "out.xml").getroot()[0]
    assert suite.get("failures") == "0"


def test_only_ones_own_work_is_remembered(grader: Grader, workspace: Path) -> None:
    sums(workspace)
    for name, source in {
        "desk/sums/sums.py": "def add(a, b): return a + b\ndef double(x): return x\n",
        "desk/friend.py": "def add(a, b): return 3\ndef double(x): return x\n",
        "friend/sums.py": "def add(a, b): return 3\ndef double(x): return 2 * x\n",
    }.items():
        path = workspace / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source, encoding="utf-8")
    desk = workspace / "desk"

    def score() -> object:
        return json.loads(grader("list", "--json", cwd=desk).out)[0].get("score")

    assert grader("check", "../friend", cwd=desk).code == 1
    assert score() is None
    for own in (["sums"], [str(desk / "sums" / "sums.py")], []):
        assert grader("check", *own, cwd=desk).code == 1
        assert score() == 2
        (desk / ".torchgrade" / "progress.json").unlink()
    grader("check", cwd=desk)
    for other in (["friend.py", "--exercise", "sums"], ["../friend"], ["../friend/sums.py"]):
        assert grader("check", *other, cwd=desk).code == 1
        assert score() == 2


def test_json_is_the_published_format_in_both_languages(grader: Grader, workspace: Path) -> None:
    mistake = REFERENCE.parent / "mistakes" / "no_bias.py"
    (workspace / "mine.py").write_text(mistake.read_text(encoding="utf-8"), encoding="utf-8")
    reports = {}
    for language in ("en", "zh"):
        ran = grader(
            "check", "mine.py", "--exercise", "parameter_count", "--json", "--lang", language
        )
        assert ran.code == 1
        reports[language] = json.loads(ran.out)
        jsonschema.validate(reports[language], schema())
    for one, other in zip(
        reports["en"]["exercises"][0]["checks"],
        reports["zh"]["exercises"][0]["checks"],
        strict=True,
    ):
        assert one["id"] == other["id"]
        assert one["outcome"] == other["outcome"]
        assert one["title"] != other["title"]


def test_the_same_work_gets_the_same_report(grader: Grader, workspace: Path) -> None:
    (workspace / "parameter_count.py").write_text(
        REFERENCE.read_text(encoding="utf-8").replace("model.parameters()", "model.buffers()"),
        encoding="utf-8",
    )

    def report(*options: str) -> object:
        data = json.loads(grader("check", "parameter_count", "--json", "--full", *options).out)
        data.pop("run")
        for check in data["exercises"][0]["checks"]:
            check.pop("duration_s")
        return data

    first = report()
    assert first == report()
    assert first == report("--seed", "0")
    assert "seed" not in json.dumps(first)


def test_full_shows_hidden_checks_and_the_default_does_not(grader: Grader, workspace: Path) -> None:
    (workspace / "parameter_count.py").write_text(
        REFERENCE.read_text(encoding="utf-8").replace("model.parameters()", "model.buffers()"),
        encoding="utf-8",
    )

    def hidden(*options: str) -> list[dict[str, object]]:
        data = json.loads(grader("check", "parameter_count", "--json", *options).out)
        return [
            c
            for c in data["exercises"][0]["checks"]
            if c["visibility"] == "hidden" and c["outcome"] == "failed"
        ]

    for check in hidden():
        assert "hidden" in str(check["message"])
        assert not {"call", "expected", "received", "counterexample"} & check.keys()
    full = hidden("--full")
    assert all("hidden" not in str(c["message"]) for c in full)


def test_doctor_tells_the_level_and_starts_a_process(grader: Grader) -> None:
    ran = grader("doctor", "--json")
    assert ran.code == 0
    found = {row["id"]: row for row in json.loads(ran.out)}
    assert found["start"]["ok"]
    walls = {name for name in ("namespaces", "Landlock", "seccomp") if found[name]["ok"]}
    level = found["sandbox"]["text"].split()[-1]
    assert (level == "full") == (walls == {"namespaces", "Landlock", "seccomp"})
    assert found["sandbox"]["ok"] == (level != "process")
    assert all(found[name]["text"] for name in ("account", "namespaces", "Landlock", "seccomp"))


def test_version_and_help(grader: Grader) -> None:
    assert grader("--version").out.startswith("torchgrade ")
    shown = grader("--help").out
    for command in ("list", "start", "check", "hint", "doctor", "verify", "stub", "new"):
        assert f"  {command} " in shown


def test_check_leaves_nothing_but_its_own_folder(
    grader: Grader, workspace: Path, root: Path
) -> None:
    reference = root / "solutions" / "intro" / "parameter_count" / "parameter_count.py"
    (workspace / "parameter_count.py").write_bytes(reference.read_bytes())
    assert grader("check", "--course", str(root)).code == 0
    assert {path.name for path in workspace.iterdir()} == {"parameter_count.py", ".torchgrade"}


def test_a_course_begins_where_none_is(grader: Grader, workspace: Path, root: Path) -> None:
    """Never in the course that came with the grader."""
    before = sorted(path.name for path in (root / "exercises" / "intro").iterdir())
    assert grader("new", "running_mean").code == 0
    assert (workspace / "solutions" / "intro" / "running_mean" / "running_mean.py").is_file()
    assert sorted(path.name for path in (root / "exercises" / "intro").iterdir()) == before
    assert grader("new", "running_sum").code == 0
    told = json.loads(grader("list", "--json").out)
    assert [one["id"] for one in told] == ["running_mean", "running_sum"]
