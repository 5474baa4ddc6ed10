"""The pytest plugin: `pytest exercises/intro/parameter_count --submission FILE`.

Loaded at every start of pytest where torchgrade is installed, so it imports nothing heavy until a
file of checks is met.
"""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from grader.checks.examiner import Examiner
    from grader.checks.reference import Reference
    from grader.checks.student import Student
    from grader.model.exercise import Exercise
    from grader.model.submission import Submission

CHECK_FILES = ("checks.py", "hidden_checks.py")

EXAMINER: pytest.StashKey[Examiner] = pytest.StashKey()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--submission`."""
    group = parser.getgroup("torchgrade", "checks of exercises")
    group.addoption(
        "--submission",
        metavar="FILE",
        help="the file to examine; without it, the one that lies beside the checks",
    )
    group.addoption(
        "--check-seed",
        dest="torchgrade_seed",
        default="0",
        metavar="SEED",
        help="what the inputs of checks are derived from",
    )


def exercise_file(check_file: Path) -> Path | None:
    """Return the `exercise.toml` that a file of checks belongs to, None where it is none."""
    if check_file.name not in CHECK_FILES:
        return None
    for folder in (check_file.parent, *_mirrored(check_file.parent)):
        if (folder / "exercise.toml").is_file():
            return folder / "exercise.toml"
    return None


def _mirrored(folder: Path) -> list[Path]:
    """`solutions/TRACK/ID` lies beside `exercises/TRACK/ID`."""
    track, root = folder.parent, folder.parent.parent
    return (
        [root.parent / "exercises" / track.name / folder.name] if root.name == "solutions" else []
    )


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Module | None:
    """Collect files of checks; pytest itself collects those that are named on the command line."""
    if exercise_file(file_path) and not parent.session.isinitpath(file_path):
        return pytest.Module.from_parent(parent, path=file_path)
    return None


def exercise_of(check_file: Path) -> Exercise:
    """Read the exercise that a file of checks belongs to."""
    from grader.model.exercise import Exercise

    path = exercise_file(check_file)
    if path is None:
        raise pytest.UsageError(f"{check_file}: no exercise.toml lies beside these checks")
    solutions = path.parents[3] / "solutions"
    return Exercise.parse(path, solutions=solutions if solutions.is_dir() else None)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Sort checks; drop those that a file merely imported."""
    if not any(item.path.name in CHECK_FILES for item in items):
        return
    from grader.errors import GraderError

    _submission(config)
    try:
        examiner = config.stash.get(EXAMINER, None) or _examiner(config)
        items[:] = examiner.adopt(items, exercise_of)
    except GraderError as error:
        raise pytest.UsageError(str(error)) from None


def _examiner(config: pytest.Config) -> Examiner:
    """Make one for a run of pytest by hand; the grader brings its own."""
    from grader.checks.bench import Bench
    from grader.checks.examiner import Examiner
    from grader.sandbox.capabilities import launcher

    started = launcher()
    examiner = Examiner(Bench(started), config.getoption("torchgrade_seed"))
    config.stash[EXAMINER] = examiner

    def close() -> None:
        examiner.bench.clear()
        started.close()

    config.add_cleanup(close)
    return examiner


def _check(item: pytest.Item) -> Any:
    if EXAMINER not in item.config.stash:
        return None
    from grader.checks.examiner import CHECK

    return item.stash.get(CHECK, None)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Start and finish a check."""
    check = _check(item)
    if check is None:
        return (yield)
    examiner = item.config.stash[EXAMINER]
    examiner.start()
    done = yield
    examiner.finish(check)
    return done


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a check that can't be run; in a run by hand, take up the submission."""
    if check := _check(item):
        examiner = item.config.stash[EXAMINER]
        if examiner.bench.exercise is None or examiner.bench.exercise.id != check.exercise.id:
            _place(item.config, examiner, check.exercise)
        examiner.setup(check)


def _submission(config: pytest.Config) -> Submission | None:
    """Read what `--submission` names."""
    from grader.errors import UsageError
    from grader.model.submission import Submission

    given = config.getoption("submission", None)
    try:
        return Submission.read(Path(given)) if given else None
    except UsageError as error:
        raise pytest.UsageError(str(error)) from None


def _place(config: pytest.Config, examiner: Examiner, exercise: Exercise) -> None:
    from grader.model.submission import Submission

    submission = _submission(config) or Submission.read(exercise.stub)
    files = {exercise.files[0]: next(iter(submission.files.values()))}
    examiner.bench.place(exercise, Submission(files, submission.path))
    if failure := examiner.bench.load():
        pytest.fail(str(failure.message), pytrace=False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn what a check raised into its outcome."""
    if _check(item):
        item.config.stash[EXAMINER].observe(call)
    return (yield)


@pytest.fixture(scope="session")
def student(request: pytest.FixtureRequest) -> Student:
    """The student's code, in its own process."""
    from grader.checks.student import Student

    return Student(request.config.stash[EXAMINER].bench)


@pytest.fixture
def reference(request: pytest.FixtureRequest) -> Reference:
    """The reference solution, on the trusted side."""
    from grader.checks.reference import Reference

    exercise = _check(request.node).exercise
    if exercise.reference is None:
        pytest.skip(f"there is no reference for {exercise.id} on this machine")
    return Reference(exercise.reference)
