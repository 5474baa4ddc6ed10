"""Near-identical submissions: pairs for a person to look at, never a verdict.

What is compared is what somebody wrote: lines of the stub don't count, nor do lines that more than
a few of the class share (Moss leaves such passages out for the same reason: the one obvious way to
write a loop says nothing about anybody). One expression cuts the rest into tokens, also where it
is no valid Python; Pygments does that with more care and takes ten times as long. Two measures are
taken, both by rapidfuzz, as the share of tokens that a longest common subsequence has:

- `written`: names as they are; comments and layout don't count;
- `shape`: any name stands for any other, so that renaming everything changes nothing.

copydetect does a similar thing, but it works on files in folders, knows nothing of a class's common
lines, counts renamed names only, and has not been released since March 2024.
"""

from __future__ import annotations

import builtins
import keyword
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""(?P<skip>[ \t\f\r]+|\#[^\n]*)|(?P<line>\n)"""
    r'''|(?P<string>"""(?s:.)*?(?:"""|\Z)|\'{3}(?s:.)*?(?:\'{3}|\Z)|"(?:\\.|[^"\\\n])*"?'''
    r"""|\'(?:\\.|[^\'\\\n])*\'?)|(?P<name>[^\W\d]\w*)|(?P<rest>[\d.]\w*|.)"""
)
_KNOWN = frozenset((*keyword.kwlist, *dir(builtins), "self"))
"""Names that mean the same to everybody."""

COMMON = 0.1
"""A line is common if more than this share of the class has it,"""
COMMON_PEOPLE = 6
"""and more people than this."""
FEWEST_TOKENS = 40
"""Less of one's own is too little to be compared."""
WRITTEN = 0.9
SHAPE = 0.95
"""From where on a pair is shown."""
MOST_PAIRS = 40
"""How many pairs are shown, the most similar ones."""
MOST_CHARACTERS = 40_000
"""How much of a source is compared and shown."""


@dataclass(frozen=True, slots=True)
class Work:
    """What somebody handed in for an exercise."""

    owner: int
    """A student's number."""
    source: str


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a pair."""

    owner: int
    lines: tuple[str, ...]
    own: tuple[bool, ...]
    """Which lines counted."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two works that are nearly the same."""

    exercise: str
    written: float
    shape: float
    left: Side
    right: Side
    steps: tuple[tuple[str, int, int, int, int], ...]
    """How one becomes the other, line by line, as difflib's opcodes say it."""


@dataclass(frozen=True, slots=True)
class Similar:
    """What was found in an exercise."""

    pairs: tuple[Pair, ...]
    """Those that are shown."""
    found: int
    compared: int
    unread: int
    """How many have a mark, but no file that can be read again."""


def similar(
    exercise: str, works: Sequence[Work], *, stub: str = "", unread: int = 0, most: int = MOST_PAIRS
) -> Similar:
    """Return the pairs of an exercise that are nearly the same, the most similar ones first."""
    cut = [_Cut(work, _lines(work.source[:MOST_CHARACTERS])) for work in works]
    shared = Counter(key for one in cut for key in {line.key for line in one.lines})
    limit = max(COMMON_PEOPLE, COMMON * len(cut))
    common = {key for key, count in shared.items() if count > limit}
    common |= {line.key for line in _lines(stub)}
    for one in cut:
        one.leave_out(common)
    long_enough = [one for one in cut if len(one.written) >= FEWEST_TOKENS]
    found = sorted(
        _pairs(long_enough), key=lambda p: (-max(p[0], p[1]), -p[0], p[2].owner, p[3].owner)
    )
    pairs = (
        Pair(exercise, written, shape, left.side(), right.side(), _steps(left, right))
        for written, shape, left, right in found[:most]
    )
    return Similar(tuple(pairs), len(found), len(long_enough), unread)


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    written: tuple[str, ...]
    shape: tuple[str, ...]

    @property
    def key(self) -> tuple[str, ...]:
        return self.written


class _Cut:
    """A work, cut into tokens."""

    def __init__(self, work: Work, lines: list[_Line]) -> None:
        self.owner, self.lines = work.owner, lines
        self.own = [True] * len(lines)
        self.written: list[str] = []
        self.shape: list[str] = []

    def leave_out(self, common: set[tuple[str, ...]]) -> None:
        self.own = [bool(line.written) and line.key not in common for line in self.lines]
        for line, own in zip(self.lines, self.own, strict=True):
            if own:
                self.written += line.written
                self.shape += line.shape

    def side(self) -> Side:
        return Side(self.owner, tuple(line.text for line in self.lines), tuple(self.own))


def _lines(source: str) -> list[_Line]:
    source = source.replace("\r\n", "\n").replace("\r", "\n")
    texts = source.rstrip().split("\n")
    rows: list[tuple[list[str], list[str]]] = [([], []) for _ in texts]
    row, before = 0, "\n"
    for found in _TOKEN.finditer(source.rstrip()):
        kind, value = found.lastgroup, found[0]
        if kind in ("skip", "line"):
            before = value if kind == "line" else before
        elif not (kind == "string" and before == "\n" and value[:3] in ("'''", '"""')):
            # What is left out above are docstrings.
            written, shape = rows[row]
            written.append(value)
            shape.append(_shape(kind, value, before))
            before = value
        row += value.count("\n")
    return [_Line(t, tuple(w), tuple(s)) for t, (w, s) in zip(texts, rows, strict=True)]


def _shape(kind: str | None, value: str, before: str) -> str:
    """Return what stands for a token where names are all the same; attributes keep theirs."""
    if kind == "name" and value not in _KNOWN and before != ".":
        return "a name"
    return "a string" if kind == "string" else value


def _pairs(works: list[_Cut]) -> Iterable[tuple[float, float, _Cut, _Cut]]:
    """Yield the pairs that are similar enough; each token is one character to rapidfuzz."""
    import numpy as np
    from rapidfuzz.distance import Indel
    from rapidfuzz.process import cdist

    if len(works) < 2:
        return
    shares = []
    for measure in ("written", "shape"):
        letters: dict[str, str] = {}
        texts = ["".join(_letter(letters, t) for t in getattr(one, measure)) for one in works]
        shares.append(cdist(texts, texts, scorer=Indel.normalized_similarity, dtype=np.float32))
    written, shape = shares
    for left, right in np.argwhere(np.triu((written >= WRITTEN) | (shape >= SHAPE), 1)):
        yield float(written[left, right]), float(shape[left, right]), works[left], works[right]


def _letter(letters: dict[str, str], token: str) -> str:
    """Return the character that stands for a token, none of them a surrogate."""
    return letters.setdefault(token, chr(0x10000 + len(letters) % 0x100000))


def _steps(left: _Cut, right: _Cut) -> tuple[tuple[str, int, int, int, int], ...]:
    """Align the lines; each is one character to rapidfuzz. difflib takes minutes for equal ones."""
    from rapidfuzz.distance import Indel

    letters: dict[str, str] = {}
    before, after = (
        "".join(_letter(letters, line.text.rstrip()) for line in one.lines) for one in (left, right)
    )
    steps: list[tuple[str, int, int, int, int]] = []
    for step in Indel.opcodes(before, after):
        kind, a, b, c, d = step.tag, step.src_start, step.src_end, step.dest_start, step.dest_end
        if steps and "equal" not in (kind, steps[-1][0]):
            # One is left out and another is put in, side by side.
            _, a, _, c, _ = steps.pop()
            kind = "replace"
        steps.append((kind, a, b, c, d))
    return tuple(steps)
