"""Lays a release out in a folder: what is ours is renewed, what anyone changed stays."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import quote

from grader.authoring.release.files import Files
from grader.authoring.release.manifest import FILE, Manifest, digest
from grader.errors import UsageError
from grader.language import text

_WELCOME = (".git", ".gitkeep", ".DS_Store", "LICENSE", "LICENSE.md", "LICENSE.txt")
"""What may lie in a folder before the first release."""
STAGE = ".torchgrade-new"
"""Where files are written, before they are moved to their places whole."""


@dataclass(frozen=True, slots=True)
class Held:
    """A wheel of an earlier release that stays: a file that somebody changed installs it."""

    wheel: str
    by: str
    """That file."""
    line: str
    """What this release would have written into it instead."""


@dataclass(frozen=True, slots=True)
class Laid:
    """What became of a folder: paths in it."""

    written: tuple[str, ...]
    kept: tuple[str, ...]
    """Changed by someone, so they stay as they are."""
    removed: tuple[str, ...]
    """Ours, unchanged, and no longer part of the release."""
    held: tuple[Held, ...] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """A release, and the folder that it goes to: looked at, and not yet touched."""

    folder: Path
    side: str
    files: Files
    known: Manifest
    """What an earlier release wrote."""

    @classmethod
    def plan(cls, folder: Path, side: str, files: Files, welcome: Collection[str] = ()) -> Layout:
        """Look whether the files may go there.

        Args:
            folder: where to.
            side: "student" or "grading".
            files: what is to lie there.
            welcome: what else may lie there before the first release.

        Raises:
            UsageError: the folder holds something else, or something is in the way.
        """
        if os.path.lexists(folder) and not folder.is_dir():
            raise UsageError(text("{path} is no folder; name another one.", path=folder))
        known = Manifest.read(folder)
        if known and known.side != side:
            raise UsageError(
                text("{path} holds the other side of a release; name another folder.", path=folder)
            )
        if known is None and folder.is_dir():
            _expect_empty(folder, welcome)
        for name in files:
            for part in reversed(PurePosixPath(name).parents):
                place = folder / part
                if place != folder and os.path.lexists(place):
                    _expect_folder(place)
        return cls(folder, side, files, known or Manifest(side, {}))

    def lay(self, step: Callable[[str], None] = lambda _: None) -> Laid:
        """Write the files.

        Args:
            step: is told each path before it is written or removed.

        Raises:
            UsageError: a file can't be written.
        """
        try:
            return self._lay(step)
        except OSError as error:
            raise UsageError(
                text("{path} can't be written: {reason}.", path=self.folder, reason=error.strerror)
            ) from None

    def _lay(self, step: Callable[[str], None]) -> Laid:
        new = {name: digest(item.content) for name, item in self.files.items()}
        kept = {name for name in (*new, *self.known.files) if self._is_foreign(name, new.get(name))}
        gone = [name for name in sorted(self.known.files) if name not in new and name not in kept]
        held = list(self._held(gone, kept))
        staying = {one.wheel for one in held}
        removed = [
            name for name in gone if name not in staying and os.path.lexists(self.folder / name)
        ]
        self.folder.mkdir(parents=True, exist_ok=True)
        stage = self.folder / STAGE
        shutil.rmtree(stage, ignore_errors=True)
        stage.mkdir()
        old = self.known.files
        ours = {
            name: tuple(dict.fromkeys((*old.get(name, ()), *((new[name],) if name in new else ()))))
            for name in sorted({*old, *new})
        }
        self._note(ours, stage)
        written = []
        for name, item in sorted(self.files.items()):
            path = self.folder / name
            if name in kept or self._digest(name) == new[name]:
                if name not in kept:
                    path.chmod(item.mode)
                continue
            step(name)
            fresh = stage / "file"
            fresh.write_bytes(item.content)
            fresh.chmod(item.mode)
            path.parent.mkdir(parents=True, exist_ok=True)
            fresh.replace(path)
            written.append(name)
        for name in removed:
            step(name)
            (self.folder / name).unlink()
            self._prune((self.folder / name).parent)
        ours |= {name: (new[name],) for name in new if name not in kept}
        self._note({name: ours[name] for name in sorted({*new, *staying})}, stage)
        shutil.rmtree(stage)
        return Laid(tuple(written), tuple(sorted(kept)), tuple(removed), tuple(held))

    def _held(self, gone: Collection[str], kept: Collection[str]) -> Iterator[Held]:
        """Wheels that would go, and that a file which stays names: it could install nothing."""
        for by in sorted(name for name in kept if name in self.files and self._digest(name)):
            said = (self.folder / by).read_bytes()
            line = self.files[by].content.decode("utf-8", "replace").rstrip().rpartition("\n")[2]
            for wheel in gone:
                place = PurePosixPath(wheel)
                beside = PurePosixPath(by).parent
                if place.suffix != ".whl" or not place.is_relative_to(beside):
                    continue
                called = str(place.relative_to(beside))
                is_named = called.encode() in said or quote(called).encode() in said
                if is_named and self._digest(wheel):
                    yield Held(wheel, by, line)

    def _note(self, files: dict[str, tuple[str, ...]], stage: Path) -> None:
        fresh = stage / "manifest"
        fresh.write_text(Manifest(self.side, files).to_json(), encoding="utf-8", newline="")
        fresh.replace(self.folder / FILE)

    def _digest(self, name: str) -> str | None:
        """What lies there; None for nothing, or what is no plain file."""
        path = self.folder / name
        if path.is_symlink() or not path.is_file():
            return None
        return digest(path.read_bytes())

    def _is_foreign(self, name: str, new: str | None) -> bool:
        """Whether something lies there that no release wrote."""
        if not os.path.lexists(self.folder / name):
            return False
        there = self._digest(name)
        return there is None or (there != new and there not in self.known.files.get(name, ()))

    def _prune(self, folder: Path) -> None:
        while folder != self.folder and not any(folder.iterdir()):
            folder.rmdir()
            folder = folder.parent


def _expect_empty(folder: Path, welcome: Collection[str]) -> None:
    known = (*_WELCOME, *welcome, STAGE)
    strange = sorted(path.name for path in folder.iterdir() if path.name not in known)
    if strange:
        raise UsageError(
            text(
                "{path} holds {name}, and nothing that was released before. "
                "Name an empty folder, or one that does not exist yet.",
                path=folder,
                name=strange[0],
            )
        )


def _expect_folder(place: Path) -> None:
    if place.is_symlink() or not place.is_dir():
        raise UsageError(
            text("{path} is in the way: it is no folder. Move it, and try again.", path=place)
        )
