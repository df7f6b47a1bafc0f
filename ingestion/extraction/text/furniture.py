"""The page headers and footers among the lines of a text."""

from __future__ import annotations

from collections.abc import Sequence

import regex

_PAGE_NUMBER = regex.compile(r"\s*Sid(?:a|an)?\s+\d+\s*\(\s*\d+\s*\)\s*")
_REPORT_TITLE = regex.compile(r"\s*(?:Tjänsteutlåtande|Verksamhetsplan|Verksamhetsberättelse|Tertialrapport \d)\s*")
# 'start.stockholm', 'stockholm.se', '08-508 7158', '50809014', but not the cells '47 2019' or '79 76 79 80 2019'
_ADDRESS = regex.compile(r"\s*(?:(?:[\w-]+\.)+[a-zåäö]{2,}|(?:\+46[ -]?\d{1,3}|0\d{1,3})[ -][\d ]{4,}\d|\d{7,})\s*")
# 'Sankt Eriksgatan 117', only where an address line follows
_STREET = regex.compile(r"\s*\p{Lu}[\p{L} .-]+ \d+\s?[A-Z]?\s*")
_FURNITURE_REACH = 10


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
