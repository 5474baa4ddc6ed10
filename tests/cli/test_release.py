"""`grader release`: what is in a bundle, what is not, and that releasing again spares work."""

from __future__ import annotations

import ast
import base64
import csv
import hashlib
import importlib.metadata
import io
import json
import os
import re
import runpy
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

import grader as package
from tests.conftest import ROOT, Grader

MANIFEST = ".torchgrade-release.json"
DIES = """
import os, sys
from pathlib import Path
from grader.authoring.release.release import Order, release
from grader.model.course import Course

course = Course.load(Path(sys.argv[1]))
left = int(sys.argv[3])

def step(path):
    global left
    left -= 1
    if left < 0:
        os._exit(9)

release(Order(course, course.exercises, student=Path(sys.argv[2])), step)
"""


@pytest.fixture(scope="session")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course of two small exercises, with all that `grader new` makes."""
    root = tmp_path_factory.mktemp("course")
    (root / "exercises" / "intro").mkdir(parents=True)
    seedling = ROOT / "exercises" / "intro" / "parameter_count"
    shutil.copytree(seedling, root / "exercises" / "intro" / "parameter_count")
    command = [str(Path(sys.executable).with_name("grader")), "new"]
    for name in ("tiny", "small"):
        subprocess.run(
            [*command, name, "--course", str(root)], check=True, capture_output=True, timeout=300
        )
    shutil.rmtree(root / "exercises" / "intro" / "parameter_count")
    subprocess.run(
        [*command[:1], "stub", "--course", str(root)], check=True, capture_output=True, timeout=300
    )
    return root


@pytest.fixture
def course(begun: Path, tmp_path: Path) -> Path:
    """The same, to be changed."""
    return Path(shutil.copytree(begun, tmp_path / "course"))


def contents(folder: Path) -> dict[str, bytes]:
    """All files below a folder, but git's."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".git" not in path.relative_to(folder).parts
    }


def every(folder: Path) -> Iterator[tuple[str, bytes]]:
    """All files below a folder, and all in the zips among them."""
    for name, content in contents(folder).items():
        yield name, content
        yield from inside(name, content)


def inside(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in archive.namelist():
                yield f"{name}!{member}", archive.read(member)
                yield from inside(f"{name}!{member}", archive.read(member))


def released(grader: Grader, course: Path, *arguments: str, **options: object) -> str:
    ran = grader("release", *arguments, "--course", str(course), **options)
    assert ran.code == 0, ran.err
    return ran.out


# ---- what is in it ----


def test_a_bundle_holds_what_a_student_needs(grader: Grader, course: Path, workspace: Path) -> None:
    released(grader, course, "bundle")
    names = set(contents(workspace / "bundle"))
    (wheel,) = (name for name in names if name.startswith("wheels/"))
    # Sources are ahead of their version: another state of them is another version to pip.
    version = re.escape(package.__version__)
    assert re.fullmatch(rf"wheels/torchgrade-{version}\+[0-9a-f]{{8}}-py3-none-any\.whl", wheel)
    assert {
        *("README.md", "README.zh.md", "constraints.txt", "requirements.txt"),
        *(".gitignore", ".gitattributes", ".editorconfig", ".github/workflows/grade.yml"),
        *(".vscode/settings.json", ".vscode/tasks.json", ".devcontainer/devcontainer.json"),
        *(f"tiny/{name}" for name in ("tiny.py", "tiny.ipynb", "README.md", "README.zh.md")),
        *(
            f"exercises/intro/tiny/{name}"
            for name in ("exercise.toml", "checks.py", "checks.zh.toml", "tiny.py", "README.md")
        ),
        "exercises/intro/tiny/fingerprints.json",
        "small/small.py",
    } <= names
    for name in (".vscode/settings.json", ".vscode/tasks.json", ".devcontainer/devcontainer.json"):
        json.loads((workspace / "bundle" / name).read_text())
    bundle = workspace / "bundle"
    pins = (bundle / "constraints.txt").read_text().splitlines()[1:]
    assert all(re.fullmatch(r"[a-z0-9.-]+==[0-9][\w.!]*", line) for line in pins), pins
    direct = {re.match(r"[\w-]+", line)[0] for line in dependencies()}
    assert direct <= {line.partition("==")[0] for line in pins}


def dependencies() -> list[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return list(project["dependencies"])


def test_one_works_in_it(grader: Grader, course: Path, workspace: Path) -> None:
    released(grader, course, "bundle")
    bundle = workspace / "bundle"
    blank = grader("check", cwd=bundle)
    assert (blank.code, blank.out.count("not started")) == (1, 2), blank.err
    listed = json.loads(grader("list", "--json", cwd=bundle).out)
    assert {row["id"]: row["state"] for row in listed} == dict.fromkeys(
        ("small", "tiny"), "not started"
    )
    assert "stays as it is" in grader("start", "tiny", cwd=bundle).out

    work = bundle / "tiny" / "tiny.py"
    head = work.read_text().replace("raise NotImplementedError", "return {}")
    work.write_text(head.format("t * factor"))
    ran = grader("check", "tiny", cwd=bundle)
    assert ran.code == 0, ran.out
    assert "1 of 1 point" in ran.out


def test_named_exercises_alone(grader: Grader, course: Path, workspace: Path) -> None:
    released(grader, course, "bundle", "small")
    names = contents(workspace / "bundle")
    assert not [name for name in names if "tiny" in name]
    assert grader("release", "other", "no_such", "--course", str(course)).code == 4
    assert not (workspace / "other").exists()


def test_it_is_the_same_byte_for_byte(grader: Grader, course: Path, workspace: Path) -> None:
    environment = {"GRADER_SEED": "0123456789abcdef"}
    for name, extra in (("one", {"PYTHONHASHSEED": "1"}), ("two", {"TZ": "Asia/Shanghai"})):
        released(grader, course, name, "--gradescope", f"{name}.zip", env={**environment, **extra})
    assert contents(workspace / "one") == contents(workspace / "two")
    assert (workspace / "one.zip").read_bytes() == (workspace / "two.zip").read_bytes()


def test_in_chinese(grader: Grader, course: Path, workspace: Path) -> None:
    told = released(grader, course, "bundle", "--lang", "zh", "--ci", "classroom")
    assert "写入" in told
    bundle = workspace / "bundle"
    assert "成绩怎么来" in (bundle / "README.md").read_text(encoding="utf-8")
    assert "How marks come about" in (bundle / "README.en.md").read_text(encoding="utf-8")
    handout = course / "exercises" / "intro" / "tiny" / "README.zh.md"
    assert (bundle / "tiny" / "README.md").read_bytes() == handout.read_bytes()
    assert "--lang zh" in (bundle / ".github" / "workflows" / "grade.yml").read_text()


def test_another_grader_is_installed_where_it_is_asked_for(
    grader: Grader, course: Path, workspace: Path
) -> None:
    released(grader, course, "bundle", "--grader", "torchgrade==9.9")
    lines = (workspace / "bundle" / "requirements.txt").read_text().splitlines()
    assert lines == ["-c constraints.txt", "torchgrade==9.9"]
    assert not (workspace / "bundle" / "wheels").exists()


@pytest.mark.parametrize(
    ("spec", "installed"),
    [
        ("torchgrade==9.9", "torchgrade[batch]==9.9"),
        ("git+https://host/torchgrade", "torchgrade[batch] @ git+https://host/torchgrade"),
        ("/srv/torchgrade", "/srv/torchgrade[batch]"),
    ],
)
def test_another_grader_can_do_what_the_grading_side_asks_of_it(
    grader: Grader, course: Path, workspace: Path, spec: str, installed: str
) -> None:
    released(grader, course, "bundle", "--grader", spec, "--grading", "side")
    assert (workspace / "bundle" / "requirements.txt").read_text().splitlines()[-1] == spec
    assert (workspace / "side" / "requirements.txt").read_text().splitlines()[-1] == installed
    pins = (workspace / "side" / "constraints.txt").read_text()
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    for line in extras["project"]["optional-dependencies"]["batch"]:
        assert f"\n{line.partition('>')[0]}==" in pins


@pytest.mark.parametrize("ci", ["github", "classroom", "classroom50", "none"])
def test_a_report_that_students_can_change_says_so(
    grader: Grader, course: Path, workspace: Path, ci: str
) -> None:
    released(grader, course, "bundle", "--ci", ci, "--grading", "side")
    workflow = workspace / "bundle" / ".github" / "workflows" / "grade.yml"
    assert workflow.is_file() is (ci in ("github", "classroom"))
    if workflow.is_file():
        assert "the report is advisory" in " ".join(workflow.read_text().split("\n# "))
    readme = (workspace / "bundle" / "README.md").read_text()
    assert "not yet your mark" in readme
    autograder = workspace / "side" / "classroom50" / "autograder" / "autograder.py"
    assert autograder.is_file() is (ci == "classroom50")


def test_a_runner_is_taken_for_ready_only_with_this_very_grader(
    grader: Grader, course: Path, workspace: Path
) -> None:
    """Two releases from sources have one `__version__`, and different graders."""
    released(grader, course, "bundle", "--ci", "classroom50", "--grading", "side")
    path = workspace / "side" / "classroom50" / "autograder" / "autograder.py"
    program = path.read_text()
    version = re.search(r'^VERSION = "(.*)"$', program, re.MULTILINE)
    assert version
    assert f"-{version[1]}-" in the_wheel(path.parent).name
    for wanted, is_ready in (
        (importlib.metadata.version("torchgrade"), True),
        (f"{package.__version__}+0ld50ur", False),
    ):
        path.write_text(program.replace(version[1], wanted))
        probe = runpy.run_path(str(path))["PROBE"]
        done = subprocess.run([sys.executable, "-I", "-c", probe], cwd=workspace, timeout=300)
        assert (done.returncode == 0) is is_ready


# ---- the wheel ----


def the_wheel(bundle: Path) -> Path:
    return next((bundle / "wheels").glob("*.whl"))


def test_the_wheel_is_whole(grader: Grader, course: Path, workspace: Path) -> None:
    released(grader, course, "bundle")
    with zipfile.ZipFile(the_wheel(workspace / "bundle")) as archive:
        names = archive.namelist()
        record = next(name for name in names if name.endswith(".dist-info/RECORD"))
        rows = list(csv.reader(archive.read(record).decode().splitlines()))
        assert sorted(row[0] for row in rows) == sorted(names)
        for name, digest, size in rows:
            if name == record:
                assert (digest, size) == ("", "")
                continue
            content = archive.read(name)
            hashed = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=")
            assert (digest, size) == (f"sha256={hashed.decode()}", str(len(content)))
        metadata = archive.read(record.replace("RECORD", "METADATA")).decode()
    for line in dependencies():
        assert f"Requires-Dist: {line}\n" in metadata
    assert not [name for name in names if "_exercises" in name or "scaffold" in name]


def test_an_installed_wheel_makes_the_same_wheel(
    grader: Grader, course: Path, workspace: Path
) -> None:
    """Of an ordinary installation too, not only of an editable one."""
    released(grader, course, "bundle")
    wheel = the_wheel(workspace / "bundle")
    place = workspace / "installed"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*pip, "--target", str(place), str(wheel)], check=True, timeout=300)
    code = "import grader, sys; from grader.cli.main import run; print(grader.__file__); run()"
    done = subprocess.run(
        [sys.executable, "-c", code, "release", "again", "--course", str(course)],
        cwd=workspace,
        env={**os.environ, "PYTHONPATH": str(place)},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    assert str(place) in done.stdout
    assert the_wheel(workspace / "again").read_bytes() == wheel.read_bytes()
    refused = subprocess.run(
        [sys.executable, "-c", code, "new", "more", "--course", str(course)],
        cwd=workspace,
        env={**os.environ, "PYTHONPATH": str(place)},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert refused.returncode == 4
    assert "can't begin exercises" in refused.stderr


# ---- what is not in it ----


def functions(source: str, *, checks_alone: bool = False) -> Iterator[str]:
    """The bodies of a program's functions, however they are written down."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and (node.decorator_list or not checks_alone):
            body = node.body[1:] if ast.get_docstring(node) is not None else node.body
            yield "\n".join(ast.dump(statement) for statement in body)


def programs(name: str, content: bytes) -> Iterator[str]:
    if name.endswith(".py"):
        yield content.decode()
    elif name.endswith(".ipynb"):
        for cell in json.loads(content)["cells"]:
            yield "".join(cell["source"])
    elif name.endswith((".md", ".toml")):
        yield from re.findall(r"```python\n(.*?)```", content.decode(), re.DOTALL)


def test_nothing_of_the_real_course_that_is_hidden_is_in_it(
    grader: Grader, workspace: Path
) -> None:
    seed = "5eed5eed5eed5eed5eed5eed5eed5eed"
    released(grader, ROOT, "bundle", "--grading", "side", env={"GRADER_SEED": seed})
    own = (workspace / "side" / "seed").read_text().strip()
    assert len(own) == 32
    found = list(every(workspace / "bundle"))
    assert len(found) > 300  # the wheel was looked into

    given: set[str] = set()
    for stub in ROOT.glob("exercises/*/*/*.py"):
        given |= (
            set(functions(stub.read_text(encoding="utf-8"))) if stub.name != "checks.py" else set()
        )
    # One statement may be anybody's; an oracle may serve visible checks and hidden ones.
    hidden = {
        body: path
        for path in ROOT.glob("solutions/**/*.py")
        for body in functions(
            path.read_text(encoding="utf-8"), checks_alone=path.name == "hidden_checks.py"
        )
        if body not in given and (body.count("\n") or len(body) > 600)
    }
    assert len(hidden) > 300
    names, titles = set(), set()
    for path in ROOT.glob("solutions/*/*/hidden_checks.py"):
        visible = ROOT / "exercises" / path.parent.parent.name / path.parent.name / "checks.py"
        seen = visible.read_text(encoding="utf-8")
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and node.name not in seen and node.decorator_list:
                names.add(node.name)
                titles.add((ast.get_docstring(node) or "").partition("\n")[0])
    checks = {name for name in names if name.count("_") > 1}
    assert len(checks) > 20
    assert len(titles) > 20
    for name, content in found:
        for source in programs(name, content):
            for body in functions(source):
                assert body not in hidden, (name, hidden[body])
        for words in (*checks, *(title for title in titles if title), seed, own):
            assert words.encode() not in content, (name, words)


REFERENCE = "solutions/intro/tiny/tiny.py"
HIDDEN = "solutions/intro/tiny/hidden_checks.py"


def as_zip(path: Path) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inner/readme.txt", path.read_bytes())
    return buffer.getvalue()


LONG = """    total = 0.0
    for position, value in enumerate(reversed(t), start=7):
        total = total * 31 + value / (position + 0.5)
    return total - len(t)
"""
TABLE = """LEVELS = {
    "first": (0.125, 17, "amber"),
    "second": (0.375, 29, "violet"),
    "third": (0.625, 31, "turquoise"),
}"""


def mistake_head(course: Path) -> str:
    """What a file of a mistake begins with."""
    known = course / "solutions" / "intro" / "tiny" / "mistakes" / "in_place.py"
    head, end, _ = known.read_text().partition("# ///\n")
    return f"{head}{end}"


def plant(course: Path, leak: str) -> str:  # noqa: C901, PLR0915 - a list
    """Put something hidden into the exercise `tiny`; return the path that must be named."""
    folder = course / "exercises" / "intro" / "tiny"
    readme = folder / "README.md"
    reference, hidden = course / REFERENCE, course / HIDDEN
    match leak:
        case "the reference in the handout":
            code = reference.read_text().replace("\n", "\n    ")
            readme.write_text(f"{readme.read_text()}\n    {code}\n")
        case "its body in a hint":
            settings = folder / "exercise.toml"
            words = "def scaled(t: torch.Tensor, factor: float) -> torch.Tensor: return t * factor"
            hint = f'\n[[hints]]\nen = "{words}"\nzh = "{words}"\n'
            settings.write_text(settings.read_text() + hint)
            return "exercises/intro/tiny/exercise.toml"
        case "the reference as the stub":
            shutil.copy(reference, folder / "tiny.py")
            return "exercises/intro/tiny/tiny.py"
        case "the reference in a notebook":
            notebook = json.loads((folder / "tiny.ipynb").read_text())
            notebook["cells"][-1]["source"] = reference.read_text().splitlines(keepends=True)
            (folder / "tiny.ipynb").write_text(json.dumps(notebook))
            return "exercises/intro/tiny/tiny.ipynb"
        case "hidden checks by name":
            shutil.copy(hidden, folder)
            return "exercises/intro/tiny/hidden_checks.py"
        case "hidden checks by another name":
            shutil.copy(hidden, folder / "data.txt")
            return "exercises/intro/tiny/data.txt"
        case "hidden checks among the visible ones":
            checks = folder / "checks.py"
            checks.write_text(checks.read_text() + hidden.read_text())
            return "exercises/intro/tiny/checks.py"
        case "hidden checks in a zip":
            (folder / "data.bin").write_bytes(as_zip(hidden))
            return "exercises/intro/tiny/data.bin!inner/readme.txt"
        case "a hidden title":
            readme.write_text(f"{readme.read_text()}\nThe argument keeps\nits values.\n")
        case "a hidden title in Chinese":
            titles = tomllib.loads(hidden.with_suffix(".zh.toml").read_text(encoding="utf-8"))
            title = titles["titles"]["leaves_the_argument_alone"]
            readme.write_text(f"{readme.read_text()}\n{title}\n", encoding="utf-8")
        case "a mistake that only hidden checks see":
            mistake = course / "solutions" / "intro" / "tiny" / "mistakes" / "in_place.py"
            told = re.search(r'en = "(.*)"', mistake.read_text())
            assert told
            readme.write_text(f"{readme.read_text()}\n{told[1]}\n")
        case "a folder of mistakes":
            shutil.copytree(
                course / "solutions" / "intro" / "tiny" / "mistakes", folder / "mistakes"
            )
            return "exercises/intro/tiny/mistakes/in_place.py"
        case "the reference of a second file":
            settings = folder / "exercise.toml"
            settings.write_text(
                settings.read_text().replace('["tiny.py"]', '["tiny.py", "more.py"]')
            )
            more = f"def more(t: list[float]) -> float:\n{LONG}"
            for place in (folder, reference.parent):
                (place / "more.py").write_text(more)
            return "exercises/intro/tiny/more.py"
        case "a helper below the solutions":
            helper = reference.parent / "oracles" / "slow.py"
            helper.parent.mkdir()
            helper.write_text(f"def slow(t: list[float]) -> float:\n{LONG}")
            readme.write_text(f"{readme.read_text()}\n{LONG}\n")
        case "a table between its functions":
            (reference.parent / "variants" / "looks_up.py").write_text(f"{TABLE}\n\ndef f(): ...\n")
            readme.write_text(f"{readme.read_text()}\n{TABLE}\n")
        case "a class without functions":
            inner = TABLE.replace("\n", "\n    ")
            (reference.parent / "mistakes" / "by_class.py").write_text(
                f"{mistake_head(course)}class Table:\n    {inner}\n"
            )
            readme.write_text(f"{readme.read_text()}\n    {inner}\n")
        case "a file of data":
            (reference.parent / "weights.bin").write_bytes(bytes(range(256)))
            (folder / "start.bin").write_bytes(as_zip(reference.parent / "weights.bin"))
            return "exercises/intro/tiny/start.bin!inner/readme.txt"
        case "the seed":
            readme.write_text(f"{readme.read_text()}\nSeed: 0123456789abcdef\n")
        case _:
            raise AssertionError(leak)
    return "exercises/intro/tiny/README.md"


@pytest.mark.parametrize(
    "leak",
    [
        "the reference in the handout",
        "its body in a hint",
        "the reference as the stub",
        "the reference in a notebook",
        "hidden checks by name",
        "hidden checks by another name",
        "hidden checks among the visible ones",
        "hidden checks in a zip",
        "a hidden title",
        "a hidden title in Chinese",
        "a mistake that only hidden checks see",
        "a folder of mistakes",
        "the reference of a second file",
        "a helper below the solutions",
        "a table between its functions",
        "a class without functions",
        "a file of data",
        "the seed",
    ],
)
def test_a_planted_leak_is_found_and_nothing_is_written(
    grader: Grader, course: Path, workspace: Path, leak: str
) -> None:
    place = plant(course, leak)
    ran = grader(
        *("release", "bundle", "--grading", "side", "--gradescope", "upload.zip"),
        *("--course", str(course)),
        env={"GRADER_SEED": "0123456789abcdef"},
    )
    assert ran.code == 4, ran.out
    assert f"{place} would hold" in " ".join(ran.err.split())
    assert not list(workspace.iterdir())


def test_a_link_in_an_exercise_is_refused(grader: Grader, course: Path, workspace: Path) -> None:
    (course / "exercises" / "intro" / "tiny" / "more.txt").symlink_to(course / REFERENCE)
    ran = grader("release", "bundle", "--course", str(course))
    assert (ran.code, "is a link" in ran.err) == (4, True)
    assert not list(workspace.iterdir())


# ---- releasing again ----


def change_the_course(course: Path) -> None:
    """A new version: another task, another stub, one file more and one fewer."""
    folder = course / "exercises" / "intro" / "tiny"
    (folder / "README.md").write_text("# A new task\n")
    stub = folder / "tiny.py"
    stub.write_text(stub.read_text().replace("Multiply every", "Multiply each"))
    (folder / "data.txt").write_text("1 2 3\n")
    (course / "exercises" / "intro" / "small" / "small.zh.ipynb").unlink()


def test_released_again_it_spares_what_people_changed(
    grader: Grader, course: Path, workspace: Path
) -> None:
    bundle = workspace / "bundle"
    bundle.mkdir()
    subprocess.run(["git", "init", "--quiet", str(bundle)], check=True, timeout=60)
    released(grader, course, "bundle")
    (bundle / "tiny" / "tiny.py").write_text("mine = 1\n")
    (bundle / "tiny" / "notes.txt").write_text("also mine\n")
    (bundle / ".editorconfig").write_text("root = false\n")
    change_the_course(course)
    told = released(grader, course, "bundle")
    assert (bundle / "tiny" / "tiny.py").read_text() == "mine = 1\n"
    assert (bundle / "tiny" / "notes.txt").read_text() == "also mine\n"
    assert (bundle / ".editorconfig").read_text() == "root = false\n"
    kept = [line for line in told.splitlines() if "stays as it is" in line]
    assert kept == [
        "bundle/.editorconfig was changed and stays as it is.",
        "bundle/tiny/tiny.py was changed and stays as it is.",
    ]
    assert "Multiply each" in (bundle / "exercises" / "intro" / "tiny" / "tiny.py").read_text()
    assert (bundle / "tiny" / "README.md").read_text() == "# A new task\n"
    assert (bundle / "exercises" / "intro" / "tiny" / "data.txt").is_file()
    assert not (bundle / "exercises" / "intro" / "small" / "small.zh.ipynb").exists()

    # A third time nothing changes, and the same is told.
    before = contents(bundle)
    assert released(grader, course, "bundle").splitlines()[:2] == kept
    assert contents(bundle) == before


def test_an_exercise_that_is_dropped_leaves_its_students_work(
    grader: Grader, course: Path, workspace: Path
) -> None:
    bundle = workspace / "bundle"
    released(grader, course, "bundle")
    (bundle / "tiny" / "tiny.py").write_text("mine = 1\n")
    released(grader, course, "bundle", "small")
    assert sorted(p.name for p in (bundle / "tiny").iterdir()) == ["tiny.py"]
    assert not (bundle / "exercises" / "intro" / "tiny").exists()
    released(grader, course, "bundle", "tiny")
    assert (bundle / "tiny" / "tiny.py").read_text() == "mine = 1\n"
    assert not (bundle / "small").exists()


@pytest.mark.parametrize("steps", [0, 1, 7, 20])
def test_an_interrupted_release_is_mended_by_the_next(
    grader: Grader, course: Path, workspace: Path, steps: int
) -> None:
    bundle = workspace / "bundle"
    released(grader, course, "bundle")
    (bundle / "small" / "small.py").write_text("mine = 1\n")
    change_the_course(course)
    for name in ("checks.py", "checks.zh.toml"):
        path = course / "exercises" / "intro" / "tiny" / name
        path.write_text(path.read_text(encoding="utf-8") + "# new\n", encoding="utf-8")
    command = [sys.executable, "-c", DIES, str(course), str(bundle), str(steps)]
    died = subprocess.run(command, cwd=workspace, timeout=300)
    assert died.returncode in (9, 0)
    assert (died.returncode == 9) == (steps < 20)
    # By then the course is another one: neither the old files nor the half-written ones are
    # anybody's work.
    (course / "exercises" / "intro" / "tiny" / "README.md").write_text("# Newer still\n")
    told = released(grader, course, "bundle")
    assert told.count("stays as it is") == 1, told
    assert (bundle / "small" / "small.py").read_text() == "mine = 1\n"
    released(grader, course, "fresh")
    mended, fresh = contents(bundle), contents(workspace / "fresh")
    for ours in (mended, fresh):
        ours.pop("small/small.py")
        ours.pop(MANIFEST)
    assert mended == fresh


def test_a_first_release_that_was_interrupted_is_gone_on_with(
    grader: Grader, course: Path, workspace: Path
) -> None:
    command = [sys.executable, "-c", DIES, str(course), str(workspace / "bundle"), "5"]
    assert subprocess.run(command, cwd=workspace, timeout=300).returncode == 9
    assert "stays as it is" not in released(grader, course, "bundle")
    released(grader, course, "fresh")
    assert contents(workspace / "bundle") == contents(workspace / "fresh")


def test_a_wheel_that_a_kept_file_installs_stays(
    grader: Grader, course: Path, workspace: Path
) -> None:
    bundle = workspace / "bundle"
    released(grader, course, "bundle")
    wheel, requirements = the_wheel(bundle), bundle / "requirements.txt"
    requirements.write_text(f"{requirements.read_text()}rich\n")
    # Another wheel would need another grader: this release installs it from elsewhere.
    told = released(grader, course, "bundle", "--grader", "torchgrade==9.9")
    assert wheel.is_file()
    assert "put this line there instead: torchgrade==9.9" in " ".join(told.split())
    assert f"wheels/{wheel.name}" in told
    # And so a second time; with that line it is nobody's any more.
    assert "wheels/" in released(grader, course, "bundle", "--grader", "torchgrade==9.9")
    assert wheel.is_file()
    requirements.write_text("-c constraints.txt\ntorchgrade==9.9\n")
    told = released(grader, course, "bundle", "--grader", "torchgrade==9.9")
    assert "wheels/" not in told
    assert not (bundle / "wheels").exists()


# ---- folders that are not ours ----


@pytest.mark.parametrize("name", ["thesis.txt", "README.md", "exercises/own.txt"])
def test_a_folder_with_something_else_is_refused(
    grader: Grader, course: Path, workspace: Path, name: str
) -> None:
    path = workspace / "bundle" / name
    path.parent.mkdir(parents=True)
    path.write_text("mine\n")
    ran = grader("release", "bundle", "--course", str(course))
    assert ran.code == 4
    assert f"bundle holds {name.partition('/')[0]}" in " ".join(ran.err.split())
    assert list(contents(workspace / "bundle")) == [name]


def test_links_in_the_folder_lead_nowhere(grader: Grader, course: Path, workspace: Path) -> None:
    bundle, elsewhere = workspace / "bundle", workspace / "elsewhere"
    released(grader, course, "bundle")
    elsewhere.mkdir()
    shutil.rmtree(bundle / "tiny")
    (bundle / "tiny").symlink_to(elsewhere)
    ran = grader("release", "bundle", "--course", str(course))
    assert (ran.code, "is in the way" in ran.err) == (4, True)
    assert not list(elsewhere.iterdir())


@pytest.mark.parametrize("text", ["{", '{"schema": "other", "side": "student", "files": {}}'])
def test_a_manifest_that_is_none_is_refused(
    grader: Grader, course: Path, workspace: Path, text: str
) -> None:
    released(grader, course, "bundle")
    (workspace / "bundle" / MANIFEST).write_text(text)
    ran = grader("release", "bundle", "--course", str(course))
    assert (ran.code, MANIFEST in ran.err) == (4, True)


def test_a_manifest_cannot_reach_outside(grader: Grader, course: Path, workspace: Path) -> None:
    released(grader, course, "bundle")
    victim = workspace / "victim.txt"
    victim.write_text("mine\n")
    path = workspace / "bundle" / MANIFEST
    data = json.loads(path.read_text())
    data["files"]["../victim.txt"] = [hashlib.sha256(b"mine\n").hexdigest()]
    path.write_text(json.dumps(data))
    assert grader("release", "bundle", "--course", str(course)).code == 4
    assert victim.read_text() == "mine\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ["bundle", "--grading", "bundle"],
        ["bundle", "--grading", "bundle/side"],
        ["bundle", "--gradescope", "bundle/upload.zip"],
        ["side/bundle", "--grading", "side"],
        ["bundle", "--ci", "classroom50"],
    ],
    ids=" ".join,
)
def test_the_sides_stay_apart(
    grader: Grader, course: Path, workspace: Path, arguments: list[str]
) -> None:
    ran = grader("release", *arguments, "--course", str(course))
    assert ran.code == 4, ran.out
    assert not list(workspace.iterdir())


def test_one_side_is_never_written_over_the_other(
    grader: Grader, course: Path, workspace: Path
) -> None:
    released(grader, course, "bundle", "--grading", "side")
    before = contents(workspace / "side")
    ran = grader("release", "side", "--course", str(course))
    assert (ran.code, "other side" in ran.err) == (4, True)
    assert contents(workspace / "side") == before


# ---- the grading side ----


def test_the_grading_side_holds_what_is_hidden_and_keeps_its_seed(
    grader: Grader, course: Path, workspace: Path
) -> None:
    released(grader, course, "bundle", "--grading", "side", "--gradescope", "upload.zip")
    side = workspace / "side"
    seed = side / "seed"
    assert seed.stat().st_mode & 0o077 == 0
    first = seed.read_text()
    assert {REFERENCE, HIDDEN, "exercises/intro/tiny/checks.py"} <= set(contents(side))
    assert "/seed" in (side / ".gitignore").read_text().splitlines()
    (side / "roster.csv").write_text("login\nanna\n")
    (side / REFERENCE).write_text("# corrected here\n")
    told = released(grader, course, "bundle", "--grading", "side", "--gradescope", "upload.zip")
    assert f"side/{REFERENCE} was changed and stays as it is." in told
    assert seed.read_text() == first
    assert (side / "roster.csv").read_text() == "login\nanna\n"
    with zipfile.ZipFile(workspace / "upload.zip") as archive:
        assert archive.read("seed").decode() == first


def packed_seed(upload: Path) -> str:
    with zipfile.ZipFile(upload) as archive:
        return archive.read("seed").decode().strip()


SEEDED = ("bundle", "--grading", "side", "--gradescope", "upload.zip")


def test_all_that_grades_has_one_seed(grader: Grader, course: Path, workspace: Path) -> None:
    seed = workspace / "side" / "seed"
    released(grader, course, *SEEDED, env={"GRADER_SEED": "a-seed-of-our-own"})
    assert seed.read_text().strip() == packed_seed(workspace / "upload.zip") == "a-seed-of-our-own"
    seed.unlink()
    (workspace / "upload.zip").unlink()

    # A fresh clone, which git gave no seed: another one would give everybody other inputs.
    before = contents(workspace)
    ran = grader("release", *SEEDED, "--course", str(course))
    assert (ran.code, "set GRADER_SEED" in " ".join(ran.err.split())) == (4, True)
    assert contents(workspace) == before
    released(grader, course, *SEEDED, env={"GRADER_SEED": "a-seed-of-our-own"})
    assert seed.read_text().strip() == "a-seed-of-our-own"

    # What was made apart from it disagrees.
    released(grader, course, "other", "--gradescope", "apart.zip")
    for arguments, environment in (
        (("bundle", "--grading", "side", "--gradescope", "apart.zip"), {}),
        (("bundle", "--grading", "side"), {"GRADER_SEED": "another-seed-of-ours"}),
        (("bundle", "--gradescope", "upload.zip"), {"GRADER_SEED": "another-seed-of-ours"}),
    ):
        ran = grader("release", *arguments, "--course", str(course), env=environment)
        told = " ".join(ran.err.split())
        assert (ran.code, "hold different seeds" in told) == (4, True), told
        assert "a-seed-of-our-own" not in told
    assert packed_seed(workspace / "upload.zip") == "a-seed-of-our-own"


@pytest.mark.parametrize("seed", ["", "0", "seven77", "a seed with spaces", "种子种子种子种子"])
def test_a_seed_that_is_none_is_refused_where_it_would_be_used(
    grader: Grader, course: Path, workspace: Path, seed: str
) -> None:
    options = ("--course", str(course))
    ran = grader("release", "bundle", "--grading", "side", *options, env={"GRADER_SEED": seed})
    assert (ran.code, "The seed in GRADER_SEED can't be used" in ran.err) == (4, True)
    assert not list(workspace.iterdir())
    # "0" stands in every file: a bundle alone has no seed, and so none to be told.
    released(grader, course, "bundle", env={"GRADER_SEED": seed})


def test_a_release_that_ended_after_its_seed_goes_on_with_it(
    grader: Grader, course: Path, workspace: Path
) -> None:
    dies = DIES.replace("student=Path(sys", "student=Path('bundle'), grading=Path(sys")
    ends = "from grader.authoring.release.folder import Layout as L; L.lay = lambda *_: os._exit(9)"
    dies = dies.replace("release(Order", f"{ends}\nrelease(Order")
    command = [sys.executable, "-c", dies, str(course), "side", "0"]
    assert subprocess.run(command, cwd=workspace, timeout=300).returncode == 9
    seed = (workspace / "side" / "seed").read_text()
    assert len(seed.strip()) == 32
    released(grader, course, "bundle", "--grading", "side")
    assert (workspace / "side" / "seed").read_text() == seed


def test_the_grading_side_grades(grader: Grader, course: Path, workspace: Path) -> None:
    released(grader, course, "bundle", "--grading", "side")
    work = workspace / "side" / "submissions" / "anna"
    work.mkdir(parents=True)
    shutil.copy(course / REFERENCE, work)
    readme = (workspace / "side" / "README.md").read_text()
    block = re.search(r"<!-- command: grade -->\n```sh\n(.*?)```", readme, re.DOTALL)
    assert block
    venv = workspace / "side" / ".venv"
    venv.symlink_to(Path(sys.executable).parent.parent)
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", block[1]],
        cwd=workspace / "side",
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    marks = (workspace / "side" / "results" / "marks.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(marks.splitlines()))
    assert [(row["student"], row["mark"]) for row in rows if row["exercise"] == "tiny"] == [
        ("anna", "3")
    ]


def work_in(bundle: Path) -> None:
    """Solve one exercise of the bundle in its file, the other in its notebook."""
    stub = bundle / "tiny" / "tiny.py"
    stub.write_text(stub.read_text().replace("raise NotImplementedError", "return t * factor"))
    path = bundle / "small" / "small.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        words = "".join(cell["source"]).replace("raise NotImplementedError", "return t * factor")
        cell["source"] = words.splitlines(keepends=True)
    path.write_text(json.dumps(notebook), encoding="utf-8")


def test_a_zip_of_a_whole_bundle_is_graded(grader: Grader, course: Path, workspace: Path) -> None:
    """A student packs all there is: two copies of each stub, and what was made of one of them."""
    released(grader, course, "bundle", "--grading", "side")
    work_in(workspace / "bundle")
    (workspace / "class").mkdir()
    packed = workspace / "class" / "anna.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for path in sorted((workspace / "bundle").rglob("*")):
            archive.write(path, Path("bundle", path.relative_to(workspace / "bundle")))
    checked = grader("check", str(packed), "--json", "--course", "side")
    assert checked.code == 0, checked.out + checked.err
    report = json.loads(checked.out)
    found = {e["id"]: (e["score"], e["max_score"]) for e in report["exercises"]}
    assert found == {"tiny": (3, 3), "small": (3, 3)}

    options = ("--course", "side", "--seed", "any")
    assert grader("batch", "class", "-o", "results", *options).code == 0
    marks = csv.DictReader(grader("export", "results", "--format", "csv").out.splitlines())
    assert {row["exercise"]: row["mark"] for row in marks} == {
        "tiny": "3",
        "small": "3",
        "(total)": "6",
    }


def test_an_upload_grades_what_was_worked_in(grader: Grader, course: Path, workspace: Path) -> None:
    """Beside it lie the course's own stubs, as high, and in an order that comes first."""
    released(grader, course, "bundle", "tiny", "--gradescope", "upload.zip")
    with zipfile.ZipFile(workspace / "upload.zip") as archive:
        archive.extractall(workspace / "source")
    bundle = workspace / "bundle"
    work = bundle / "work" / "week1" / "x" / "tiny.py"
    work.parent.mkdir(parents=True)
    shutil.copy(course / REFERENCE, work)
    shutil.rmtree(bundle / "tiny")
    command = [sys.executable, "-I", "source/grade.py", "bundle", "gradescope=results.json"]
    # grade.py names its files from where it is started.
    command[-1] = f"gradescope={workspace / 'results.json'}"
    done = subprocess.run(command, cwd=workspace, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    tests = json.loads((workspace / "results.json").read_text(encoding="utf-8"))["tests"]
    assert tests
    assert all(test["status"] == "passed" for test in tests), tests


def test_an_upload_for_gradescope_keeps_its_seed_and_spares_others_files(
    grader: Grader, course: Path, workspace: Path
) -> None:
    def seed() -> bytes:
        with zipfile.ZipFile(workspace / "upload.zip") as archive:
            return archive.read("seed")

    released(grader, course, "bundle", "--gradescope", "upload.zip")
    first = seed()
    released(grader, course, "bundle", "--gradescope", "upload.zip")
    assert seed() == first
    with zipfile.ZipFile(workspace / "upload.zip") as archive:
        for name in ("setup.sh", "run_autograder"):
            assert archive.getinfo(name).external_attr >> 16 == 0o100755
            assert archive.read(name).startswith(b"#!/usr/bin/env bash\n")
        assert f"course/{HIDDEN}" in archive.namelist()
    (workspace / "upload.zip").write_bytes(as_zip(course / REFERENCE))
    before = (workspace / "upload.zip").read_bytes()
    ran = grader("release", "bundle", "--gradescope", "upload.zip", "--course", str(course))
    assert (ran.code, "name another file" in ran.err) == (4, True)
    assert (workspace / "upload.zip").read_bytes() == before


def test_without_solutions_there_is_no_grading_side(
    grader: Grader, course: Path, workspace: Path
) -> None:
    shutil.rmtree(course / "solutions")
    ran = grader("release", "bundle", "--grading", "side", "--course", str(course))
    assert (ran.code, "has no solution here" in ran.err) == (4, True)
    assert not list(workspace.iterdir())


def test_a_course_without_solutions_says_that_nothing_was_proved(
    grader: Grader, course: Path, workspace: Path
) -> None:
    shutil.rmtree(course / "solutions")
    ran = grader("release", "bundle", "--course", str(course))
    assert ran.code == 0
    assert "has no solutions: nothing could be looked for" in ran.err
