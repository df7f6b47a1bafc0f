"""A document's text as strings that can tell the line of each of their characters."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

_SPACES = "\u00a0\u2007\u202f"
_DASHES = "\u2010\u2011\u2013\u2014"
_TABLE = "Indikator"
_OPENING_LINES = 60
_OPENING_LETTERS = 6000


def words_by_line(lines: Sequence[str]) -> list[list[str]]:
    """The words of each line, with every kind of dash and space made plain: the whole text at once, for speed."""
    text = "\n".join(lines)
    for signs, plain in ((_DASHES, "-"), (_SPACES, " ")):
        for sign in signs:
            text = text.replace(sign, plain)
    return [line.split() for line in text.split("\n")]


class RunningText:
    """The text of a document as one string.

    With a separator of one space, wrapped sentences can be searched ("Rinkeby-" + "Kista" becomes
    "Rinkeby-Kista"); with none, words that the text broke without a hyphen can ("Perio" + "dens" in the
    header of a narrow column); with an end of line, the filled lines themselves.
    """

    def __init__(self, words: Sequence[Sequence[str]], separator: str) -> None:
        pieces = [separator.join(of_line) for of_line in words if of_line]
        pieces = [piece if piece[-1] == "-" else piece + separator for piece in pieces]
        self._starts = list(accumulate(map(len, pieces), initial=0))
        self._lines = [number for number, of_line in enumerate(words, start=1) if of_line]
        self.text = "".join(pieces)

    def line(self, offset: int) -> int:
        """The 1-based line of the document on which a character of `text` stands."""
        return self._lines[bisect_right(self._starts, offset) - 1]


class Opening:
    """The first filled lines of a document, each its words with one space between, joined by ends of line.

    It ends where the first indicator table begins.
    """

    def __init__(self, words: Sequence[Sequence[str]]) -> None:
        self.lines: list[str] = []
        self._numbers: list[int] = []
        self._starts: list[int] = []
        length = 0
        for number, of_line in enumerate(words, start=1):
            if not of_line:
                continue
            if len(self.lines) == _OPENING_LINES or length >= _OPENING_LETTERS or of_line[0] == _TABLE:
                break
            line = " ".join(of_line)
            if self.lines and self.lines[-1].endswith("-") and line[0].isupper():
                # 'Hägersten-' + 'Älvsjö stadsdelsnämnd'
                self.lines[-1] += line
                length += len(line)
                continue
            self.lines.append(line)
            self._numbers.append(number)
            self._starts.append(length)
            length += len(line) + 1
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
