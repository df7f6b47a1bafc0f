"""Text from outside as it may stand in a terminal, a log or a message: nothing in it moves the cursor or turns a line.

Only the standard library is used: every command prints.
"""

from __future__ import annotations

import unicodedata

_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
_SOFT_HYPHEN = "\N{SOFT HYPHEN}"


def printable(text: str) -> str:
    r"""The text with control, bidi and other unseen characters written out: `\u001b`, `\u202e`.

    Spaces of every width and the soft hyphen of printed words stay. The escapes are JSON's, so that a JSON text stays
    the same JSON.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(letter if _stays(letter) else _escape(letter) for letter in text)


def printable_lines(text: str) -> str:
    """The same of a text of several lines, which stay lines."""
    return "\n".join(printable(line) for line in text.split("\n"))


def _stays(letter: str) -> bool:
    return letter.isprintable() or letter == _SOFT_HYPHEN or unicodedata.category(letter) == "Zs"


def _escape(letter: str) -> str:
    if letter in _SHORT:
        return _SHORT[letter]
    units = letter.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))
