"""Archives: what is taken out, and what refuses one."""

from __future__ import annotations

import bz2
import contextlib
import gzip
import io
import lzma
import os
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from grader.errors import UsageError
from grader.intake import archives
from grader.intake.archives import read_archive

PACKERS: dict[str, Callable[[bytes], bytes]] = {
    ".tar": bytes,
    ".tar.gz": gzip.compress,
    ".tgz": gzip.compress,
    ".tar.bz2": bz2.compress,
    ".tar.xz": lzma.compress,
}


def zipped(files: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def tarred(files: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return packed.getvalue()


def read(folder: Path, name: str, raw: bytes) -> dict[str, bytes]:
    path = folder / name
    path.write_bytes(raw)
    return {str(k): v.content for k, v in read_archive(path, lambda n: n.endswith(".py")).items()}


@pytest.mark.parametrize("suffix", PACKERS)
def test_tars_of_every_compression(tmp_path: Path, suffix: str) -> None:
    raw = PACKERS[suffix](tarred({"./a/x.py": b"1", "a/notes.txt": b"2"}))
    assert read(tmp_path, f"w{suffix}", raw) == {"a/x.py": b"1"}


def test_noise_and_inner_archives_are_left_alone(tmp_path: Path) -> None:
    files = {
        "a/x.py": b"1",
        "__MACOSX/a/._x.py": b"2",
        "a/__pycache__/x.py": b"3",
        ".git/hooks/x.py": b"4",
        "a/.ipynb_checkpoints/x.py": b"5",
        "more.zip": zipped({"y.py": b"6"}),
    }
    assert read(tmp_path, "w.zip", zipped(files)) == {"a/x.py": b"1"}
    assert read(tmp_path, "w.tar", tarred(files)) == {"a/x.py": b"1"}


@pytest.mark.parametrize("cut", [1, 30, 200, -1, -30])
@pytest.mark.parametrize("suffix", [".zip", *PACKERS])
def test_a_truncated_archive_is_refused(tmp_path: Path, suffix: str, cut: int) -> None:
    files = {"x.py": os.urandom(2_000), "y.py": b"2" * 5_000}
    raw = zipped(files) if suffix == ".zip" else PACKERS[suffix](tarred(files))
    if suffix == ".tar" and cut < 0:
        raw = raw.rstrip(b"\0")  # the end of a tar is zeros
    with pytest.raises(UsageError, match="damaged"):
        read(tmp_path, f"w{suffix}", raw[:cut])


@given(st.integers(0, 3_000), st.integers(1, 255))
def test_a_flipped_byte_never_does_more_than_refuse(
    tmp_path_factory: pytest.TempPathFactory, at: int, by: int
) -> None:
    folder = tmp_path_factory.getbasetemp()
    files = {"x.py": b"print(1)\n" * 20, "b/y.py": b"print(2)\n" * 20}
    for suffix in (".zip", ".tar", ".tar.gz", ".tar.bz2", ".tar.xz"):
        raw = bytearray(zipped(files) if suffix == ".zip" else PACKERS[suffix](tarred(files)))
        raw[at % len(raw)] ^= by
        try:
            content = read(folder, f"w{suffix}", bytes(raw))
        except UsageError:
            continue
        if suffix != ".tar":  # a plain tar has no checksum of contents
            assert set(content.values()) <= set(files.values())


@given(st.binary(max_size=200))
@pytest.mark.parametrize("head", [b"", b"PK\x03\x04", b"\x1f\x8b", b"BZh9", b"\xfd7zXZ\0"])
def test_any_bytes_are_an_archive_or_refused(
    tmp_path_factory: pytest.TempPathFactory, head: bytes, raw: bytes
) -> None:
    folder = tmp_path_factory.getbasetemp()
    for suffix in (".zip", ".tar.gz"):
        with contextlib.suppress(UsageError):
            assert read(folder, f"w{suffix}", head + raw) == {}


NAMES = st.text(
    st.sampled_from("abx./\\:~ \0\n\x1b\u202e\u200bA\u0301é\udc80C"), min_size=1, max_size=12
)


@given(NAMES)
@example("../x")
@example("a/../../x")
@example("/etc/x")
@example("C:x")
@example("a\\..\\x")
@example("x\n::error::")
def test_a_name_is_refused_or_stays_inside(
    tmp_path_factory: pytest.TempPathFactory, name: str
) -> None:
    folder = tmp_path_factory.getbasetemp()
    raw = tarred({name + ".py": b"1"})
    try:
        content = read(folder, "w.tar", raw)
    except UsageError:
        return
    for found in content:
        root = PurePosixPath("/nowhere/work")
        assert root in (root / os.path.normpath(root / found)).parents
        assert not PurePosixPath(found).is_absolute()
        assert found.isprintable()
        assert "\\" not in found


def bomb(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_MEMBER", 50_000)
    monkeypatch.setattr(archives, "MAX_TOTAL", 100_000)


@pytest.mark.parametrize("lie", [False, True])
def test_a_zip_bomb_is_counted_as_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lie: bool
) -> None:
    bomb(monkeypatch)
    raw = zipped({"x.py": bytes(10_000_000)})
    if lie:  # both headers say that it is small
        size = (10_000_000).to_bytes(4, "little")
        assert raw.count(size) == 2
        raw = raw.replace(size, (10).to_bytes(4, "little"))
    with pytest.raises(UsageError, match="more than|damaged"):
        read(tmp_path, "w.zip", raw)


def test_many_small_files_are_a_bomb_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bomb(monkeypatch)
    files = {f"{n}/x.py": bytes(40_000) for n in range(3)}
    with pytest.raises(UsageError, match="more than 100000 bytes"):
        read(tmp_path, "w.zip", zipped(files))
    with pytest.raises(UsageError, match="more than 100000 bytes"):
        read(tmp_path, "w.tar.gz", gzip.compress(tarred(files)))


def test_a_file_that_is_not_asked_for_may_be_large(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bomb(monkeypatch)
    raw = zipped({"x.py": b"1", "weights.pt": bytes(10_000_000)})
    assert read(tmp_path, "w.zip", raw) == {"x.py": b"1"}


@pytest.mark.parametrize("kind", ["zip", "tar"])
def test_too_many_members(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    monkeypatch.setattr(archives, "MAX_MEMBERS", 5)
    files = {f"{n}.txt": b"" for n in range(6)}
    raw = zipped(files) if kind == "zip" else tarred(files)
    with pytest.raises(UsageError, match="more than 5 files"):
        read(tmp_path, f"w.{kind}", raw)


def test_a_chain_of_headers_ends(tmp_path: Path) -> None:
    """Each extended header of a tar is read within the one before."""
    head = tarfile.TarInfo("h")
    head.type = tarfile.XGLTYPE
    with pytest.raises(UsageError, match="damaged"):
        read(tmp_path, "w.tar", head.tobuf() * 5_000 + tarred({"x.py": b"1"}))
