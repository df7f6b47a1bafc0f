"""From numbered lines to blocks: page furniture taken out, page breaks and lost icons kept as marks.

The texts come from PDF by way of a converter that prints a table cell by cell: a cell that fits on one line is
followed by the next cell on the same line, a cell that wraps is followed by a blank line. So a block, the lines
between two blank lines, holds whole cells and ends with the one that wrapped.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

_PAGE_NUMBER = regex.compile(r"\s*Sid(?:a|an)?\s+\d+\s*\(\s*\d+\s*\)\s*")
_REPORT_TITLE = regex.compile(r"\s*(?:Tjänsteutlåtande|Verksamhetsplan|Verksamhetsberättelse|Tertialrapport \d)\s*")
# 'start.stockholm', 'stockholm.se', '08-508 7158', '50809014', but not the cells '47 2019' or '79 76 79 80 2019'
_ADDRESS = regex.compile(r"\s*(?:(?:[\w-]+\.)+[a-zåäö]{2,}|(?:\+46[ -]?\d{1,3}|0\d{1,3})[ -][\d ]{4,}\d|\d{7,})\s*")
# 'Sankt Eriksgatan 117', only where an address line follows
_STREET = regex.compile(r"\s*\p{Lu}[\p{L} .-]+ \d+\s?[A-Z]?\s*")
_FURNITURE_REACH = 10
# 'vård-' + 'och omsorgsboende': the hyphen stands for a part that follows.
_REPEATED_PART = regex.compile(r"\s*(?:och|eller|samt|respektive)\b")

_SYMBOLS = regex.compile(r"^[\s\p{So}\p{Co}\p{Cn}•·▪■□▲△▼►◄●○◆◇★☆✓✔✗✘♀♂*]+(?=[\p{L}\d\"”“(])")


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line with its 1-based number in the file."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """Lines without a blank one between them.

    `after_page_break`: a page ended just before. `after_icon`: lines with only spaces stand before it, which is what
    is left of an icon in the table's first column (' ', '', ' ', '' in the text of 000; '  ', ' ', '' in that of 004).
    """

    lines: tuple[Line, ...]
    after_page_break: bool = False
    after_icon: bool = False

    @property
    def first_line(self) -> int:
        """Number of the first line."""
        return self.lines[0].number

    @property
    def last_line(self) -> int:
        """Number of the last line."""
        return self.lines[-1].number

    @property
    def text(self) -> str:
        """The raw lines, joined by line feeds."""
        return "\n".join(line.text for line in self.lines)


def furniture(lines: Sequence[str]) -> frozenset[int]:
    """Indices of the lines that belong to page headers and footers, with the blank lines around them.

    Known by the page number, 'Sid 18 (84)': the report's title above it and web, telephone and street lines below it
    belong to it.
    """
    found: set[int] = set()
    for index, text in enumerate(lines):
        if "Sid" not in text or not _PAGE_NUMBER.fullmatch(text):
            continue
        found.add(index)
        above = index - 1
        while above >= 0 and not lines[above].strip() and index - above < 3:
            above -= 1
        # The title of one page may stand right above that of the next: 'Tjänsteutlåtande', twice, before the number.
        while above >= 0 and _REPORT_TITLE.fullmatch(lines[above]):
            found.update(range(above, index))
            above -= 1
            while above >= 0 and not lines[above].strip():
                found.add(above)
                above -= 1
        below = _furniture_below(lines, index + 1)
        found.update(range(index + 1, below))
    return frozenset(found)


def _furniture_below(lines: Sequence[str], start: int) -> int:
    """Index of the first line after the address lines that follow a page number."""
    end = start
    position = start
    while position < min(len(lines), start + _FURNITURE_REACH):
        text = lines[position]
        if _ADDRESS.fullmatch(text):
            end = position + 1
        elif text.strip() and not _STREET.fullmatch(text):
            break
        position += 1
    while end < len(lines) and not lines[end].strip():
        end += 1
    return end


def is_blank(text: str) -> bool:
    """Nothing printed on the line (it may hold spaces)."""
    return not text or text.isspace()


def blocks(lines: Sequence[Line], furniture_numbers: frozenset[int]) -> Iterator[Block]:
    """Blocks of `lines`; `furniture_numbers` are 1-based numbers of page furniture, which is left out.

    A line that begins with a space right below another line is the first of a new page (the text of 000: 'Tertial'
    and then ' Nämndmål: …'), except after a hyphen at a line's end ('Kvalitetsindikatorn -' + ' Självvärdering').
    """
    current: list[Line] = []
    page_break = icon = False
    for line in lines:
        if line.number in furniture_numbers:
            if current:
                yield Block(tuple(current), page_break, icon)
                current = []
            page_break, icon = True, False
            continue
        if is_blank(line.text):
            if current:
                yield Block(tuple(current), page_break, icon)
                current, page_break, icon = [], False, False
            icon = icon or bool(line.text)
            continue
        if current and line.text[0] == " " and not current[-1].text.endswith("-"):
            yield Block(tuple(current), page_break, icon)
            current, page_break, icon = [], True, False
        current.append(line)
    if current:
        yield Block(tuple(current), page_break, icon)


def keeps_trailing_spaces(lines: Sequence[str]) -> bool:
    """Whether the text keeps the space at the end of a wrapped line.

    Where it does, a line without one was cut inside a word ('nämnd/styrel' + 'se').
    """
    printed = [text for text in lines if not is_blank(text)]
    return bool(printed) and sum(text.endswith(" ") for text in printed) > len(printed) // 4


def join_wrapped(texts: Sequence[str], *, trailing_spaces: bool) -> str:
    """The text of a wrapped name or cell, with single spaces.

    With `trailing_spaces` the line ends say where a word was cut; without them every line end is a space, but for a
    hyphen that does not stand for a repeated part ('ANDT-' + 'förebyggande', not 'vård-' + 'och').
    """
    joined = ""
    for text in texts:
        if not joined:
            joined = text
        elif trailing_spaces or joined[-1].isspace():
            joined += text
        elif joined.endswith("-") and not _REPEATED_PART.match(text):
            joined += text.lstrip() if joined[-2:-1].isalnum() else " " + text
        else:
            joined += " " + text
    return " ".join(joined.split())


def strip_symbols(text: str) -> tuple[str, bool]:
    """A name without what stands before it, and whether something did: a space of a lost icon, or a symbol."""
    match = _SYMBOLS.match(text)
    return (text[match.end() :], True) if match else (text, False)
