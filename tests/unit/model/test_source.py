"""Reading a file that was handed in: never waiting, never following, always told why not."""

from __future__ import annotations

import codecs
import contextlib
import os
import socket
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import UsageError
from grader.model.source import MAX_BYTES, decoded, read_bytes, read_source

PATH = Path("x.py")


@pytest.mark.parametrize(
    "raw",
    [
        'x = "é"\r\n'.encode(),
        codecs.BOM_UTF8 + 'x = "é"\n'.encode(),
        b'# -*- coding: latin-1 -*-\nx = "\xe9"\n',
        b"#!/usr/bin/python\n# vim: set fileencoding=cp1252 :\nx = '\xe9'",
        '# coding: gb18030\nx = "é"'.encode("gb18030"),
    ],
)
def test_encodings_that_editors_save_in(raw: bytes) -> None:
    source = decoded(raw, PATH)
    assert "é" in source
    assert "\r" not in source


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("x = 1".encode("utf-16"), "UTF-16"),
        ("x = 1".encode("utf-16-le"), "NUL"),
        (b"x = '\xe9'", "not UTF-8"),
        (b"# coding: no-such\n", "no-such"),
        (b"# coding: rot13\n", "rot13"),
        (b"# coding: utf-7\n", "utf-7"),
        (b"# coding: unicode_escape\n", "unicode_escape"),
        (b"# coding: punycode\n" + b"a" * 400_000, "punycode"),
        (codecs.BOM_UTF8 + b"# coding: latin-1\n", "not UTF-8"),
        (b"#" * (MAX_BYTES + 1), "at most"),
    ],
)
def test_what_is_no_source_text(raw: bytes, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        decoded(raw, PATH)


@given(st.binary(max_size=80), st.sampled_from([b"", b"# coding: ", codecs.BOM_UTF8]))
def test_any_bytes_are_text_or_refused(raw: bytes, head: bytes) -> None:
    with contextlib.suppress(UsageError):
        decoded(head + raw, PATH).encode()


def test_a_link_within_a_folder_is_not_followed(tmp_path: Path) -> None:
    folder = tmp_path / "handed_in"
    (folder / "real").mkdir(parents=True)
    (folder / "real" / "x.py").write_text("x = 1")
    (folder / "y.py").symlink_to("real/x.py")
    (folder / "unreal").symlink_to("real")
    assert read_source(folder / "real" / "x.py", inside=folder) == "x = 1"
    for path in (folder / "y.py", folder / "unreal" / "x.py"):
        assert read_source(path) == "x = 1"
        with pytest.raises(UsageError, match="is a link"):
            read_source(path, inside=folder)


def test_the_folder_itself_may_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "x.py").write_text("x = 1")
    (tmp_path / "folder").symlink_to("real")
    assert read_source(tmp_path / "folder" / "x.py", inside=tmp_path / "folder") == "x = 1"


@pytest.mark.parametrize("inside", [True, False])
def test_what_is_no_regular_file(tmp_path: Path, inside: bool) -> None:
    os.mkfifo(tmp_path / "fifo.py")
    (tmp_path / "folder.py").mkdir()
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(tmp_path / "s.py"))
    for name in ("fifo.py", "folder.py", "s.py"):
        with pytest.raises(UsageError, match="is not a file"):
            read_source(tmp_path / name, inside=tmp_path if inside else None)
    listener.close()


def test_devices_are_not_read() -> None:
    for name in ("/dev/zero", "/dev/null"):
        with pytest.raises(UsageError, match="is not a file"):
            read_bytes(Path(name), 10)


def test_a_file_that_says_it_is_empty_is_capped_all_the_same() -> None:
    """Files of /proc have no size."""
    assert read_bytes(Path("/proc/self/status"), 1 << 20)
    with pytest.raises(UsageError, match="at most 10"):
        read_bytes(Path("/proc/self/status"), 10)


def test_no_descriptor_is_left_open(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo.py")
    (tmp_path / "x.py").write_text("x = 1")
    (tmp_path / "a" / "b").mkdir(parents=True)
    before = len(os.listdir("/proc/self/fd"))
    for name in ("fifo.py", "x.py", "a/b/none.py", "a/none/x.py", "x.py/x.py", "a"):
        with contextlib.suppress(UsageError):
            read_bytes(tmp_path / name, 10, inside=tmp_path)
    assert len(os.listdir("/proc/self/fd")) == before
