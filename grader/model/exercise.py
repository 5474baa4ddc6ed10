"""An exercise: what `exercise.toml` says, and where its files lie."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, get_args

from grader.errors import ExerciseFileError, UsageError
from grader.language import LANGUAGES, Text, text

Network = Literal["none", "loopback"]
Commands = Literal["skip", "refuse", "run"]
Prefer = Literal["newest", "script", "notebook"]


@dataclass(frozen=True, slots=True)
class Limits:
    """What a student's process may use up. Times are CPU seconds of the whole process tree."""

    load_seconds: float = 10.0
    """To import the submitted file."""
    call_seconds: float = 10.0
    """For one call."""
    total_seconds: float = 60.0
    """For all checks of the exercise that end in a deadline: after that, none is tried again."""
    memory_mb: int = 1024
    """Over what the process has when it starts."""
    output_kb: int = 64
    """Of what it prints, how much is kept."""


@dataclass(frozen=True, slots=True)
class Grants:
    """What the sandbox has to leave open for an exercise; everything else stays shut."""

    network: Network = "none"
    processes: bool = False
    """It may start processes of its own."""
    scratch: bool = False
    """It needs a folder to write files in."""
    devices: bool = False
    """It uses GPUs where there are any."""
    preload: tuple[str, ...] = ()
    """Modules that are slow on first use: imported before the fork."""


@dataclass(frozen=True, slots=True)
class Notebooks:
    """How notebooks of an exercise are taken."""

    script: bool = False
    """It is handed in as a script; its notebook holds that in a cell `%%writefile NAME.py`."""
    commands: Commands = "skip"
    """What becomes of lines for the system's shell: `!pip install ...`."""
    prefer: Prefer = "newest"
    """Which counts where a script and a notebook are both there."""


@dataclass(frozen=True, slots=True)
class Exercise:
    """One exercise of a course."""

    id: str
    track: str
    title: Text
    order: int
    book: str
    files: tuple[str, ...]
    """What is handed in; the first file names the exercise."""
    limits: Limits
    grants: Grants
    notebooks: Notebooks
    hints: tuple[Text, ...]
    tells_hidden_mistakes: bool
    """Whether the student reads the diagnosis of a hidden check; never its inputs or values."""
    folder: Path
    """What a student receives."""
    solution: Path | None
    """What only the instructor has; None in a student's bundle."""

    @property
    def stub(self) -> Path:
        """The file that a student starts from."""
        return self.folder / self.files[0]

    @property
    def notebook_stub(self) -> Path:
        """The notebook that a student starts from."""
        return self.stub.with_suffix(".ipynb")

    @property
    def check_files(self) -> tuple[Path, ...]:
        """Visible checks, then hidden ones where this machine has them."""
        hidden = self.solution / "hidden_checks.py" if self.solution else None
        return tuple(p for p in (self.folder / "checks.py", hidden) if p and p.is_file())

    @property
    def reference(self) -> Path | None:
        """The reference solution, where this machine has it."""
        path = self.solution / self.files[0] if self.solution else None
        return path if path and path.is_file() else None

    def handout(self, language: str) -> Path:
        """The task's text in `language`, English where there is none."""
        path = self.folder / f"README.{language}.md"
        return path if path.is_file() else self.folder / "README.md"

    @classmethod
    def parse(cls, path: Path, *, solutions: Path | None = None) -> Exercise:
        """Read an `exercise.toml`.

        Args:
            path: `.../exercises/TRACK/ID/exercise.toml`.
            solutions: the folder that mirrors `exercises/`, if this machine has it.

        Raises:
            ExerciseFileError: names the file, the key and the value that is wrong.
        """
        table = _Table.read(path)
        folder = path.parent
        ident = table.take("id", str)
        if not ident.isidentifier() or ident != folder.name:
            raise ExerciseFileError(
                path, "id", ident, text("must be the folder's name, {name}", name=repr(folder.name))
            )
        files = tuple(table.take("files", list, str))
        if not files or files[0] != f"{ident}.py":
            problem = text("must begin with {name}", name=repr(f"{ident}.py"))
            raise ExerciseFileError(path, "files", list(files), problem)
        for name in files:
            if Path(name).name != name or not name.endswith(".py"):
                raise ExerciseFileError(path, "files", name, "must be plain names of Python files")
        solution = solutions / folder.parent.name / ident if solutions else None
        exercise = cls(
            id=ident,
            track=folder.parent.name,
            title=table.texts("title"),
            order=table.take("order", int),
            book=table.take("book", str, default=""),
            files=files,
            limits=_limits(table.section("limits")),
            grants=_grants(table.section("sandbox")),
            notebooks=_notebooks(table.section("notebook")),
            tells_hidden_mistakes=_tells(table.section("hidden")),
            hints=tuple(hint.as_text() for hint in table.sections("hints")),
            folder=folder,
            solution=solution if solution and solution.is_dir() else None,
        )
        table.finish()
        return exercise


def _limits(table: _Table) -> Limits:
    default = Limits()
    seconds = {
        key: table.positive(key, getattr(default, key))
        for key in ("load_seconds", "call_seconds", "total_seconds")
    }
    limits = Limits(
        **seconds,
        memory_mb=int(table.positive("memory_mb", default.memory_mb)),
        output_kb=int(table.positive("output_kb", default.output_kb)),
    )
    table.finish()
    return limits


def _tells(table: _Table) -> bool:
    tells: bool = table.take("tell_mistakes", bool, default=False)
    table.finish()
    return tells


def _grants(table: _Table) -> Grants:
    grants = Grants(
        network=table.choice("network", Network),
        processes=table.take("processes", bool, default=False),
        scratch=table.take("scratch", bool, default=False),
        devices=table.take("devices", bool, default=False),
        preload=tuple(table.take("preload", list, str, default=[])),
    )
    table.finish()
    return grants


def _notebooks(table: _Table) -> Notebooks:
    notebooks = Notebooks(
        script=table.take("script", bool, default=False),
        commands=table.choice("commands", Commands),
        prefer=table.choice("prefer", Prefer),
    )
    table.finish()
    return notebooks


class _Table:
    """A TOML table that is read key by key, and says where a value is wrong."""

    def __init__(self, path: Path, values: Mapping[str, Any], prefix: str = "") -> None:
        self.path, self.prefix = path, prefix
        self._left = dict(values)

    @classmethod
    def read(cls, path: Path) -> _Table:
        try:
            return cls(path, tomllib.loads(path.read_text(encoding="utf-8")))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
            raise UsageError(
                text("{path} is not a TOML file: {reason}", path=path, reason=error)
            ) from None

    def take(self, key: str, kind: type, item: type | None = None, default: Any = ...) -> Any:
        if key not in self._left:
            if default is ...:
                raise ExerciseFileError(self.path, self.prefix + key, None, "is missing")
            return default
        value: Any = self._left.pop(key)
        right = type(value) is kind
        if right and item is not None:
            right = all(type(member) is item for member in value)
        if not right:
            wanted = kind.__name__ if item is None else f"{kind.__name__} of {item.__name__}"
            problem = text("must be a {wanted}", wanted=wanted)
            raise ExerciseFileError(self.path, self.prefix + key, value, problem)
        return value

    def positive(self, key: str, default: float) -> float:
        value = self._left.pop(key, default)
        if type(value) not in (int, float) or not 0 < value < 1e9:
            raise ExerciseFileError(
                self.path, self.prefix + key, value, "must be a number above zero"
            )
        return float(value)

    def choice(self, key: str, kind: Any) -> Any:
        """One of the words of a `Literal`, its first by default."""
        words = get_args(kind)
        if (word := self.take(key, str, default=words[0])) not in words:
            listed = ", ".join(f'"{word}"' for word in words)
            problem = text("must be one of {words}", words=listed)
            raise ExerciseFileError(self.path, self.prefix + key, word, problem)
        return word

    def section(self, key: str) -> _Table:
        return _Table(self.path, self.take(key, dict, default={}), f"{self.prefix}{key}.")

    def sections(self, key: str) -> list[_Table]:
        rows = self.take(key, list, dict, default=[])
        return [_Table(self.path, row, f"{self.prefix}{key}[{n}].") for n, row in enumerate(rows)]

    def texts(self, key: str) -> Text:
        return self.section(key).as_text()

    def as_text(self) -> Text:
        words = {language: self.take(language, str) for language in LANGUAGES}
        self.finish()
        return Text(words.pop("en"), MappingProxyType({}), MappingProxyType(words))

    def finish(self) -> None:
        for key, value in self._left.items():
            raise ExerciseFileError(self.path, self.prefix + key, value, "is not a known key")
