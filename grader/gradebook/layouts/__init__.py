"""A class's submissions, in the layouts that instructors have.

Each module here knows one: `recognised(material)` tells whether a class is laid out so, and
`handed_in(material)` says who handed in which files. They look at names only; files are read when
an attempt is graded (`content`). Nothing is left out without a word: what belongs to nobody becomes
an attempt with a problem, under its own name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

from grader.errors import UsageError
from grader.gradebook.layouts import canvas, classroom, folders, gradescope, moodle
from grader.gradebook.layouts.content import Content, Reading
from grader.gradebook.layouts.material import Handed, Material, Member, stray
from grader.gradebook.layouts.naming import attempt_of
from grader.gradebook.layouts.on_disk import FolderTree
from grader.gradebook.layouts.trees import Tree
from grader.gradebook.layouts.zips import ZipTree
from grader.gradebook.matching import numbered
from grader.grading.file_names import exercise_of
from grader.grading.grading import Work
from grader.language import Text, text
from grader.model.course import Course
from grader.model.exercise import Exercise

__all__ = ["LAYOUTS", "Attempt", "Reading", "read_class"]

Layout = Callable[[Material], Iterator[Handed]]

LAYOUTS: Mapping[str, Layout] = MappingProxyType(
    {
        "folders": folders.handed_in,
        "flat": folders.handed_in,
        "classroom": classroom.handed_in,
        "canvas": canvas.handed_in,
        "moodle": moodle.handed_in,
        "gradescope": gradescope.handed_in,
    }
)
"""By name; `folders` and `flat` are one: files by student may lie beside folders by student."""

_SPECIAL = (
    ("gradescope", gradescope.recognised),
    ("moodle", moodle.recognised),
    ("canvas", canvas.recognised),
    ("classroom", classroom.recognised),
)
"""Those with marks of their own, in the order in which they are tried."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One thing that was handed in."""

    student: str
    """A stable key: a login, an id or a folder's name, as the layout tells."""
    name: str
    """The name to show; "" if only the key is known."""
    path: Path
    """As it is shown: a member of an archive is the archive's path and its own."""
    problem: Text | None
    """Why nothing of it can be read at all, as far as names tell; `reading` knows more."""
    submitted: datetime | None
    """When, where the layout tells; always with a time zone."""
    late: bool | None
    """What the layout itself says; None if it says nothing."""
    number: int
    """Attempts of one student, in their order, from 1."""
    layout: str
    """ "folders", "flat", "classroom", "canvas", "moodle" or "gradescope"."""
    group: tuple[str, ...]
    """Keys of other students for whom it counts too."""
    email: str = ""
    """Where the layout tells."""
    content: Content | None = field(default=None, repr=False, compare=False)
    others: tuple[Member, ...] = ()
    """Those of the group of whom the layout tells more than the key."""

    def members(self) -> Iterator[Member]:
        """Yield everybody for whom it counts, with all that the layout tells of them."""
        yield Member(self.student, self.name, self.email)
        told = {other.key: other for other in self.others}
        yield from (told.get(key) or Member(key) for key in self.group)

    def read(self, exercises: Sequence[Exercise]) -> tuple[Work, ...]:
        """Return the works alone; `reading` also tells why there are none, or not all."""
        return self.reading(exercises).works

    def reading(self, exercises: Sequence[Exercise]) -> Reading:
        """Read what there is for these exercises; never raises for what a student did."""
        if self.problem or self.content is None:
            return Reading((), self.problem)
        return self.content.read(exercises)


def read_class(
    course: Course, source: Path, *, exercise: str | None = None, layout: str | None = None
) -> list[Attempt]:
    """List what a class handed in, by student and attempt.

    Args:
        course: the exercises that there are.
        source: a folder or a zip.
        exercise: the exercise that everything is for; files may then have any name.
        layout: one of `LAYOUTS`, where it is not to be told from names.

    Raises:
        UsageError: the source itself can't be read, or no such exercise or layout exists.
    """
    if layout is not None and layout not in LAYOUTS:
        raise UsageError(
            text(
                "There is no layout called {name}. The layouts are: {names}.",
                name=repr(layout),
                names=", ".join(LAYOUTS),
            )
        )
    only = course.exercise(exercise) if exercise is not None else None
    tree = _tree(source)
    listed = tree.entries()
    # What has a name that leads nowhere stands for itself.
    packed = isinstance(tree, ZipTree)
    strange = [e for e in listed if packed and e.problem and e.member is None]
    entries = tuple(e for e in listed if not (packed and e.problem and e.member is None))
    material = _unwrapped(
        Material(tree, entries, (only,) if only else course.exercises, only).at(()), strict=layout
    )
    name = layout or _detected(material)
    handed = [*LAYOUTS[name](material), *(stray(entry, name) for entry in strange)]
    return _attempts(tree, handed, only)


def _tree(source: Path) -> Tree:
    """Return the tree of a folder or a zip.

    Raises:
        UsageError: it is neither, or can't be read.
    """
    if source.is_dir():
        return FolderTree(source)
    if not source.exists():
        raise UsageError(text("There is no file or folder {path}.", path=source))
    if source.name.lower().endswith(".zip"):
        return ZipTree(source)
    raise UsageError(
        text("{path} is neither a folder nor a zip: a class comes as one of these.", path=source)
    )


def _detected(material: Material) -> str:
    return next((name for name, recognised in _SPECIAL if recognised(material)), "folders")


def _unwrapped(material: Material, *, strict: str | None) -> Material:
    """Step into a folder that holds the whole class, and nothing else lies beside."""
    inner = material
    for _ in range(4):
        if strict is None and _detected(inner) != "folders":
            return inner
        inside = inner.folders()
        if len(inside) != 1 or inner.files():
            break
        inner = inner.at((*inner.base, *inside))
    return inner if inner.base and _is_class(inner) else material


def _is_class(inner: Material) -> bool:
    """Whether single folders, one in another, are around a class, rather than of one student."""
    tops = inner.folders()
    ids = {exercise.id for exercise in inner.exercises}
    if any(exercise_of(entry.name, inner.exercises) for entry in inner.files()):
        return False
    if any(top in ids or _is_attempt(top) for top in tops):
        return False
    return len(tops) + len(inner.files()) > 1


def _is_attempt(top: str) -> bool:
    """Whether a folder says that it is an attempt; a bare number may be a student's."""
    return attempt_of(top) is not None and not top.isdigit()


def _attempts(tree: Tree, handed: Sequence[Handed], only: Exercise | None) -> list[Attempt]:
    depth = 1 if isinstance(tree, ZipTree) else 0
    by_student: dict[str, list[Handed]] = {}
    for one in handed:
        by_student.setdefault(one.student, []).append(one)
    attempts = []
    for student in sorted(by_student):
        ordered = sorted(by_student[student], key=lambda one: (*one.order, one.place))
        for number, one in enumerate(ordered, 1):
            attempts.append(
                Attempt(
                    student=student,
                    name=one.name,
                    path=tree.source.joinpath(*one.place),
                    problem=one.problem,
                    submitted=one.submitted,
                    late=one.late,
                    number=number,
                    layout=one.layout,
                    group=tuple(member.key for member in one.group),
                    others=one.group,
                    email=one.email,
                    content=Content(tree, one.files, student, only, depth),
                )
            )
    grouped = {key for a in attempts if a.group for key in (a.student, *a.group)}
    return numbered(attempts, grouped) if grouped else attempts
