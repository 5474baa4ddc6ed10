"""Whose submissions are whose: keys of a layout, and people of a roster."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, fields, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from grader.gradebook.roster import Person
from grader.language import Text, text

if TYPE_CHECKING:
    from grader.gradebook.layouts import Attempt


@dataclass(frozen=True, slots=True)
class Matched:
    """Whose submissions are whose."""

    people: Mapping[str, Person | None]
    """By `Attempt.student`, and by the keys of groups."""
    missing: tuple[Person, ...]
    """Those whom no submission was found for, in the roster's order."""
    notes: tuple[Text, ...]
    """What could be read in more than one way, and was not guessed."""


_FIELDS = {
    "canvas": ("id",),
    "moodle": ("id",),
    "classroom": ("login",),
    "gradescope": ("sis_id", "email", "id", "login"),
    "folders": ("login", "id", "sis_id", "email"),
    "flat": ("login", "id", "sis_id", "email"),
}
"""What a layout's keys may be."""


def with_groups(attempts: Sequence[Attempt], people: Sequence[Person]) -> list[Attempt]:
    """Let a clone that is a group's, by the roster, count for everybody who is in the group.

    GitHub Classroom calls it `assignment-group`, with the group's name as a slug ("Team Alpha":
    `team-alpha`). Where that may be somebody's login as well, it stays that person's.
    """
    clones = [a for a in attempts if a.layout == "classroom" and not a.group]
    keys = {_folded(a.student): a.student for a in clones}
    groups: dict[str, list[str]] = {}
    for person in people:
        if (slug := _slug(person.group)) and (known := person.login or person.name):
            groups.setdefault(slug, []).append(keys.get(_folded(known), known))
    logins = {slug for person in people if (slug := _slug(person.login))}
    slugs = [_slug(a.student) for a in clones]
    found: dict[int, Attempt] = {}
    for clone in clones:
        if slug := _group_of(clone, groups, logins, slugs):
            first, *others = dict.fromkeys(groups[slug])
            found[id(clone)] = replace(clone, student=first, group=tuple(others))
    touched = {key for a in found.values() for key in (a.student, *a.group)}
    return numbered([found.get(id(a), a) for a in attempts], touched)


def _group_of(
    clone: Attempt, groups: Iterable[str], logins: Iterable[str], clones: Sequence[str]
) -> str:
    """Return the slug of the group that a clone is of; "" if it is nobody's, or one student's."""
    key, folder = _slug(clone.student), _slug(clone.path.name)

    def may_be(group: str) -> bool:
        # The assignment's name may have swallowed a part that all groups have, `team-`.
        if key == group or (_ends(folder, group) and _ends(group, key)):
            return True
        # Or it is in the key still. But `jane-2` is not of group 2: one word alone counts only
        # where all clones begin alike.
        head = key.removesuffix(group)
        return _ends(key, group) and ("-" in group or all(c.startswith(head) for c in clones))

    longest = max((g for g in groups if may_be(g)), key=len, default="")
    of_person = max((len(login) for login in logins if _ends(folder, login)), default=0)
    return longest if len(longest) > of_person else ""


def numbered(attempts: Sequence[Attempt], touched: AbstractSet[str]) -> list[Attempt]:
    """Number the attempts of a group's members anew, by time: each may have others of their own."""
    counts: dict[str, int] = {}
    numbers: dict[int, int] = {}

    def age(attempt: Attempt) -> tuple[float, int, str]:
        when = attempt.submitted.timestamp() if attempt.submitted else 0.0
        return when, attempt.number, str(attempt.path)

    for attempt in sorted(attempts, key=age):
        everybody = (attempt.student, *attempt.group)
        if touched.isdisjoint(everybody):
            continue
        number = 1 + max(counts.get(key, 0) for key in everybody)
        counts.update(dict.fromkeys(everybody, number))
        numbers[id(attempt)] = number
    renumbered = [replace(a, number=numbers.get(id(a), a.number)) for a in attempts]
    return sorted(renumbered, key=lambda a: (a.student, a.number))


def match(attempts: Sequence[Attempt], people: Sequence[Person]) -> Matched:
    """Say whose submissions are whose.

    By login, id, SIS id and email, as they are and then in any case; then by name, whatever the
    case, accents and order. Where that leads to several people, or several students to one person,
    none is taken and a note says so.
    """
    finder = _Finder(people)
    notes: list[Text] = []
    told: dict[str, tuple[str, str, str]] = {}
    for attempt in attempts:
        for member in attempt.members():
            name, email, layout = told.get(member.key, ("", "", attempt.layout))
            told[member.key] = (name or member.name, email or member.email, layout)
    found = {key: finder.find(key, *known, notes) for key, known in told.items()}
    by_person: dict[Person, list[tuple[int, str]]] = {}
    for key, hit in found.items():
        if hit:
            by_person.setdefault(hit[1], []).append((hit[0], key))
    for person, claims in by_person.items():
        best = min(strength for strength, _ in claims)
        winners = [key for strength, key in claims if strength == best]
        if len(claims) == 1:
            continue
        listed = ", ".join(sorted(key for _, key in claims))
        if len(winners) == 1:
            note = text(
                "{keys} could all be {person}; only {key} was taken for that.",
                keys=listed,
                person=shown(person),
                key=winners[0],
            )
        else:
            note = text(
                "{keys} could all be {person}; none was taken for that.",
                keys=listed,
                person=shown(person),
            )
        notes.append(note)
        for _, key in claims:
            if winners != [key]:
                found[key] = None
    matched = {key: hit[1] if hit else None for key, hit in found.items()}
    there = {id(person) for person in matched.values() if person}
    missing = tuple(person for person in people if id(person) not in there)
    return Matched(MappingProxyType(matched), missing, tuple(notes))


def shown(person: Person) -> str:
    """Return what to call someone: a name, else whatever there is."""
    values = (getattr(person, f.name) for f in fields(person))
    return person.name or next((value for value in values if value), "?")


class _Finder:
    """People by all that is known of them."""

    def __init__(self, people: Sequence[Person]) -> None:
        self.exact: dict[tuple[str, str], list[Person]] = {}
        self.folded: dict[tuple[str, str], list[Person]] = {}
        self.names: dict[str, list[Person]] = {}
        for person in people:
            for column in ("login", "id", "sis_id", "email"):
                if value := getattr(person, column):
                    self.exact.setdefault((column, _nfc(value)), []).append(person)
                    self.folded.setdefault((column, _folded(value)), []).append(person)
            for form in _forms(person.name):
                self.names.setdefault(form, []).append(person)

    def find(
        self, key: str, name: str, email: str, layout: str, notes: list[Text]
    ) -> tuple[int, Person] | None:
        """Return who it is, and how sure that is: 0, 1 or 2 for a name."""
        columns = _FIELDS.get(layout, _FIELDS["folders"])
        for strength, (index, fold) in enumerate(((self.exact, _nfc), (self.folded, _folded))):
            hits = [p for c in columns for p in index.get((c, fold(key)), [])]
            if email and not hits:
                hits = index.get(("email", fold(email)), [])
            if hits:
                return self._one(key, name, _distinct(hits), strength, notes)
        for spelled in (name or key, *_after_hyphens(name or key)):
            if hits := _distinct([p for f in _forms(spelled) for p in self.names.get(f, [])]):
                return self._one(key, "", hits, 2, notes)
        return None

    def _one(
        self, key: str, name: str, hits: Sequence[Person], strength: int, notes: list[Text]
    ) -> tuple[int, Person] | None:
        if len(hits) > 1:
            listed = ", ".join(shown(person) for person in hits)
            note = text(
                "{key} could be each of these, and none was taken: {names}.", key=key, names=listed
            )
            notes.append(note)
            return None
        (person,) = hits
        if not _agree(name, person.name):
            note = text(
                "{key} is {person} by the roster, but is called {name}; none was taken.",
                key=key,
                person=shown(person),
                name=name,
            )
            notes.append(note)
            return None
        return strength, person


def _distinct(people: Iterable[Person]) -> list[Person]:
    return list({id(person): person for person in people}.values())


def _nfc(value: str) -> str:
    return unicodedata.normalize("NFC", value)


def _folded(value: str) -> str:
    return unicodedata.normalize("NFKC", value).strip().casefold()


def _slug(name: str) -> str:
    """Return a name as GitHub spells it in a repository's."""
    apart = unicodedata.normalize("NFKD", name.casefold())
    kept = "".join(c for c in apart if not unicodedata.combining(c))
    return "-".join(re.findall(r"[^\W_]+", kept))


def _ends(slug: str, end: str) -> bool:
    return bool(end) and (slug == end or slug.endswith(f"-{end}"))


def _tokens(name: str) -> list[str]:
    """Return a name's parts without case, accents and punctuation; "Doe, Jane" as Jane Doe."""
    last, comma, first = name.partition(",")
    plain = f"{first} {last}" if comma else name
    apart = unicodedata.normalize("NFKD", plain.casefold())
    kept = "".join(c for c in apart if not unicodedata.combining(c))
    # An apostrophe joins: O'Brien is one part, as Canvas writes it.
    return re.findall(r"\w+", re.sub(r"['’`]", "", kept.replace("_", " ")))


def _forms(name: str) -> set[str]:
    """Return a name without spaces, begun with each of its parts: janedoe, doejane."""
    tokens = _tokens(name)[:8]
    return {"".join(tokens[i:] + tokens[:i]) for i in range(len(tokens))}


def _after_hyphens(name: str) -> list[str]:
    """Return what follows each hyphen: Moodle writes `Group 1-Jane Doe`."""
    parts = name.split("-")
    return ["-".join(parts[i:]) for i in range(1, len(parts))]


def _agree(one: str, other: str) -> bool:
    """Whether two names may be one person's: a part is shared, or they can't be compared."""
    whole, tokens = "".join(_tokens(one)), _tokens(other)
    if not whole or not tokens or whole.isascii() != "".join(tokens).isascii():
        return True
    return any(token in whole for token in tokens)
