"""Names of files, one for each student, that every system can hold and none takes for another's."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

MOST_BYTES = 100
"""UTF-8; file systems take 255, some archives and course systems less."""

_RESERVED = re.compile(
    r"(?:con|prn|aux|nul|conin\$|conout\$|clock\$|(?:com|lpt)[0-9¹²³])\s*(?:\..*)?",
    re.IGNORECASE | re.DOTALL,
)
"""What Windows takes for a device, whatever follows the first dot."""

_FORBIDDEN = set('<>:"/\\|?*')


def unique(people: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return a name, without its suffix, for each (key, name to show).

    Names that some system would take for the same one carry a digest of the key, all of them, so
    that no name depends on the order.
    """
    plain = {key: safe_stem(key if name in ("", key) else f"{key} {name}") for key, name in people}
    counts = Counter(folded(stem) for stem in plain.values())
    return {
        key: stem if counts[folded(stem)] == 1 else f"{_cut(stem, MOST_BYTES - 9)}~{_digest(key)}"
        for key, stem in plain.items()
    }


def safe_stem(value: str) -> str:
    """Return a name that is a plain file's on Linux, macOS and Windows."""
    kept = "".join(
        c if c not in _FORBIDDEN and (c.isprintable() or c == " ") else "_"
        for c in unicodedata.normalize("NFC", value)
    )
    kept = re.sub(r"\s+", " ", kept).strip(" .")
    # A dash would be an option to programs, a dot hides the file, a tilde is a home.
    kept = re.sub(r"^[-.~]", "_", kept)
    if _RESERVED.fullmatch(kept):
        kept = f"_{kept}"
    if len(kept.encode()) > MOST_BYTES:
        kept = f"{_cut(kept, MOST_BYTES - 9)}~{_digest(value)}"
    return kept or "_"


def folded(name: str) -> str:
    """Return a name as a system that ignores case, width and composition compares it."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())


def _cut(value: str, most: int) -> str:
    return value.encode()[:most].decode("utf-8", "ignore").rstrip(" .")


def _digest(value: str) -> str:
    return hashlib.sha256(value.encode("utf-8", "surrogatepass")).hexdigest()[:8]
