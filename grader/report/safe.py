"""A student's text, made harmless for whatever reads it: a terminal, a CI's log, a file's reader.

Names of files and people are a student's text as well.
"""

from __future__ import annotations

import re
import unicodedata

_COMMAND = re.compile(
    r"^((?:[^\S\n]|\x1b\[[0-9;]*m)*):(?=:)"  # GitHub: `::error::`; it strips blanks first
    r"|(?<=\#)\#(?=\[|vso\[|teamcity\[)",  # GitHub's older ones and Azure's, TeamCity's: anywhere
    re.MULTILINE,
)
"""Where the words of a student could command the CI that shows them. The styles that a terminal is
sent may stand before them. Blanks end with their line: past it, a text of line ends alone would be
read to its end from each of them, which takes minutes."""

_XML_FORBIDDEN = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 can't hold, not even escaped."""

_FORMULA = re.compile(
    r"""^(?=[\s"']*[=+\-@＝＋－＠﹢﹣﹦﹫])"""
    r"""|(?:^|(?<=[;\t\r\n]))(?=(?:[^\S\t\r\n]|["'])*[=+\-@＝＋－＠﹢﹣﹦﹫]|[\t\r])"""
)
"""Where a cell could begin a formula. Some locales' spreadsheets split at semicolons or tabs, and
what follows one would be a cell of its own. There, too, blanks end where the next cell begins."""


def block(value: str) -> str:
    """Return text for a terminal, its lines kept; what can't be seen is shown as an escape.

    Control characters move the cursor or colour the screen, marks of direction reorder a line,
    characters without width hide in a word, and lone surrogates can't be written at all.
    """
    return _shown(value.replace("\r\n", "\n"), "\n\t")


def line(value: str) -> str:
    """Return text for one line of a terminal: line ends and tabs are shown as escapes too."""
    return _shown(value, "")


def _shown(value: str, kept: str) -> str:
    if value.isascii() and value.isprintable():
        return value
    return "".join(
        c
        if c.isprintable() or c in kept or unicodedata.category(c) == "Zs"
        else c.encode("unicode_escape").decode("ascii")
        for c in value
    )


def log(value: str) -> str:
    """Return laid out text such that no CI takes a part of it for a command.

    To be the last step before printing: a line may begin anew where a text is wrapped.
    """
    return _COMMAND.sub(lambda match: f"{match[1] or ''}\\x{ord(match[0][-1]):02x}", value)


def json_text(encoded: str) -> str:
    r"""Return JSON text with harmless spellings of the same strings.

    Of two hashes the second is written `\u0023`, as a log's reader looks for `##[` and the like;
    `<` so that no `</script>` ends the page that it is put on; and what a terminal can't show.
    """
    encoded = encoded.replace("##", "#\\u0023").replace("<", "\\u003c")
    if encoded.isascii() and "\x7f" not in encoded:
        return encoded
    return "".join(_json_character(c) for c in encoded)


def _json_character(character: str) -> str:
    if character.isprintable() or character == "\n" or unicodedata.category(character) == "Zs":
        return character
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))


def xml(value: str) -> str:
    """Return text without the characters that XML can't hold."""
    return _XML_FORBIDDEN.sub("\ufffd", value)


def cell(value: str) -> str:
    """Return text with an apostrophe before what a spreadsheet would take for a formula."""
    return _FORMULA.sub("'", block(value))
