"""A document's text as strings that can tell the line of each of their characters."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from copy import copy
from itertools import accumulate, compress, count

# What is left of spaces and dashes when a document was opened.
_SPACE = "\u00a0"
_DASHES = "\u2010\u2011\u2013\u2014"
_TABLE = "Indikator"
_OPENING_LINES = 60
_OPENING_LETTERS = 6000


def plain_lines(lines: Sequence[str]) -> list[str]:
    """The lines with one space between words, none at their ends, and every kind of dash made plain.

    The whole text at once, and only lines with two spaces word by word, for speed.
    """
    text = "\n".join(lines).replace(_SPACE, " ")
    for dash in _DASHES:
        text = text.replace(dash, "-")
    stripped = map(str.strip, text.split("\n"))
    return [" ".join(line.split()) if "  " in line else line for line in stripped]


class RunningText:
    """The filled lines of a document as one string, with one space between words.

    So wrapped sentences can be searched: "Rinkeby-" + "Kista" becomes "Rinkeby-Kista".
    """

    def __init__(self, plain: Sequence[str]) -> None:
        self._pieces = [line if line[-1] == "-" else line + " " for line in filter(None, plain)]
        self._starts = list(accumulate(map(len, self._pieces), initial=0))
        self._lines = list(compress(count(1), plain))
        self.text = "".join(self._pieces)

    def squeezed(self) -> RunningText:
        """The same without spaces, in which words can be searched that the text broke without a hyphen.

        'Perio' + 'dens' in the header of a narrow column.
        """
        tight = copy(self)
        # No line holds an end of line.
        pieces = "\n".join(self._pieces).replace(" ", "").split("\n")
        tight.text = "".join(pieces)
        tight._starts = list(accumulate(map(len, pieces), initial=0))
        return tight

    def line(self, offset: int) -> int:
        """The 1-based line of the document on which a character of `text` stands."""
        return self._lines[bisect_right(self._starts, offset) - 1]


class Opening:
    """The first filled lines of a document, joined by ends of line.

    It ends where the first indicator table begins.
    """

    def __init__(self, plain: Sequence[str]) -> None:
        self.lines: list[str] = []
        self._numbers: list[int] = []
        self._starts: list[int] = []
        length = 0
        for number, line in enumerate(plain, start=1):
            if not line:
                continue
            if len(self.lines) == _OPENING_LINES or length >= _OPENING_LETTERS or _TABLE in line.split(" ", 1)[:1]:
                break
            printed = line[:_OPENING_LETTERS]
            if self.lines and self.lines[-1].endswith("-") and printed[0].isupper():
                # 'Hägersten-' + 'Älvsjö stadsdelsnämnd'
                self.lines[-1] += printed
                length += len(printed)
                continue
            self.lines.append(printed)
            self._numbers.append(number)
            self._starts.append(length)
            length += len(printed) + 1
        self.text = "\n".join(self.lines)
        self.ends_before = self._numbers[-1] + 1 if self._numbers else 1

    def index(self, offset: int) -> int:
        """Which of `lines` a character of `text` stands on."""
        return bisect_right(self._starts, offset) - 1

    def start(self, index: int) -> int:
        """Where one of `lines` begins in `text`."""
        return self._starts[index]

    def line(self, offset: int) -> int:
        """The 1-based line of the document on which a character of `text` stands."""
        return self._numbers[self.index(offset)]
