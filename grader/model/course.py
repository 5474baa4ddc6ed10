"""A course: the exercises that lie below one folder, and how that folder is found."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from pathlib import Path

import grader
from grader.errors import UsageError
from grader.language import text
from grader.model.exercise import Exercise


@dataclass(frozen=True, slots=True)
class Course:
    """Exercises in their order; `root` holds `exercises/` and, for an instructor, `solutions/`."""

    root: Path
    exercises: tuple[Exercise, ...]

    @classmethod
    def load(cls, root: Path) -> Course:
        """Read every exercise below `root`.

        Raises:
            UsageError: there is none, or an `exercise.toml` is malformed.
        """
        folder = root / "exercises"
        if not folder.is_dir():
            # A wheel carries the exercises, without solutions, inside the package.
            folder = root / "_exercises"
        solutions = root / "solutions"
        found = [
            Exercise.parse(path, solutions=solutions if solutions.is_dir() else None)
            for path in sorted(folder.glob("*/*/exercise.toml"))
        ]
        if not found:
            raise UsageError(
                text(
                    "There are no exercises below {path} (exercises/*/*/exercise.toml).", path=root
                )
            )
        return cls(root, tuple(sorted(found, key=lambda e: (e.track, e.order, e.id))))

    @classmethod
    def find(cls, start: Path) -> Course:
        """Load the course that `start` lies in, else the one that came with the grader."""
        if folder := cls.around(start):
            return cls.load(folder)
        package = Path(grader.__file__).resolve().parent
        return cls.load(package if (package / "_exercises").is_dir() else package.parent)

    @classmethod
    def begin(cls, start: Path) -> Course:
        """Load the course that `start` lies in, else begin an empty one there."""
        folder = cls.around(start)
        return cls.load(folder) if folder else cls(start, ())

    @staticmethod
    def around(start: Path) -> Path | None:
        """Return the folder of the course that `start` lies in."""
        for folder in (start, *start.parents):
            if next((folder / "exercises").glob("*/*/exercise.toml"), None):
                return folder
        return None

    def exercise(self, name: str) -> Exercise:
        """Return the exercise called `name`.

        Raises:
            UsageError: there is none; the message offers the nearest name.
        """
        for exercise in self.exercises:
            if name in (exercise.id, f"{exercise.track}/{exercise.id}"):
                return exercise
        names = [exercise.id for exercise in self.exercises]
        if near := difflib.get_close_matches(name, names, n=1, cutoff=0.5):
            raise UsageError(
                text(
                    "There is no exercise called {name}. Did you mean {near}?",
                    name=repr(name),
                    near=near[0],
                )
            )
        raise UsageError(
            text(
                "There is no exercise called {name}. The exercises are: {names}.",
                name=repr(name),
                names=", ".join(names),
            )
        )

    def by_file(self, name: str) -> Exercise | None:
        """Return the exercise that a file of this name is handed in for."""
        return next((e for e in self.exercises if e.files[0] == name), None)
