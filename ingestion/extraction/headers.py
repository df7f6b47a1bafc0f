"""Recognise the printed header of a table and the columns it has."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass, replace

import regex

from ingestion.documents.text import DocumentError
from ingestion.extraction.layout import is_blank
from ingestion.extraction.vocabulary import TableKind, loose

_IN_A_WORD = regex.compile(r"\w")
_REPORT_AND_YEAR = regex.compile(r"(VB|VP|T|Tertial)([1-3]?)((?:19|20)\d\d)$")
_MOST_HEADER_LINES = 60
"""The header of 002 runs over 23 lines."""

_WHOLE, _START = "whole", "start"

_MOST_COLUMN_WORDS = 40
"""First words of titles in a header; the fullest known has 12."""


class ExtractionError(DocumentError):
    """A document's tables cannot be read as printed."""


@dataclass(frozen=True)
class Column:
    """A column of a table: its role, the title as printed, and the title's lines, which show how wide the column is.

    `period` is what the title says of an earlier period ('VB 2018').
    """

    role: str
    title: str
    pieces: tuple[str, ...]
    period: str | None = None


@dataclass(frozen=True)
class Header:
    """A printed header: 1-based first and last line, and its columns after the first (the name)."""

    kind: str
    first_line: int
    last_line: int
    columns: tuple[Column, ...]

    @functools.cached_property
    def roles(self) -> tuple[str, ...]:
        """Roles of the columns in printed order."""
        return tuple(column.role for column in self.columns)


def find_header(lines: Sequence[str], index: int, kind: TableKind, skip: frozenset[int]) -> Header | None:
    """The header that starts at `lines[index]`, or None where none does.

    `skip` holds 1-based numbers of page furniture. The longest run of lines that reads wholly as column titles is
    the header, however its words are broken. Raises ExtractionError where a title is not known.
    """
    first = lines[index].strip()
    if not first.startswith(kind.first_title) or _IN_A_WORD.match(first, len(kind.first_title)):
        return None
    text, last, complete = "", index, ""
    for position in range(index, min(len(lines), index + _MOST_HEADER_LINES)):
        if position + 1 in skip or is_blank(lines[position]):
            continue
        text += "\n" + lines[position]
        fit = _fit(kind.header, text)
        if fit is None:
            break
        if fit == _WHOLE:
            last, complete = position, text
    following = _next_lines(lines, last + 1, skip, kind.first_title)
    if len(kind.known_words.findall(complete)) > _MOST_COLUMN_WORDS:
        raise ExtractionError(f"a table header of more than {_MOST_COLUMN_WORDS} column titles", index + 1)
    if complete and not any(_is_title_line(line, kind) for line in following):
        columns = _columns(complete[_first_title_end(complete, kind) :], kind, index + 1)
        return Header(kind.name, index + 1, last + 1, columns)
    if complete or len(set(kind.known_words.findall(first))) >= 2:
        printed = " / ".join(line.strip() for line in [*lines[index : last + 1], *following] if line.strip())
        unknown = _unknown_title(complete or first, following, kind)
        raise ExtractionError(f"unknown column title {unknown!r} in the table header: {printed}", index + 1)
    return None


@functools.lru_cache(maxsize=4096)
def _fit(header: regex.Pattern[str], text: str) -> str | None:
    """Whether text is a whole header or may be the start of one; a report prints the same header over and over."""
    match = header.fullmatch(text, partial=True)
    return None if match is None else _START if match.partial else _WHOLE


def _next_lines(lines: Sequence[str], start: int, skip: frozenset[int], first_title: str) -> list[str]:
    """The next few printed lines after a header, up to another header."""
    found: list[str] = []
    for position in range(start, min(len(lines), start + 14)):
        if lines[position].strip().startswith(first_title) or len(found) == 6:
            break
        if position + 1 not in skip and not is_blank(lines[position]):
            found.append(lines[position])
    return found


@functools.lru_cache(maxsize=4096)
def _is_title_line(line: str, kind: TableKind) -> bool:
    """Whether a line below a header is made of column titles too, which means that one between is not known."""
    text = f"{kind.first_title} {line.strip()}"
    return kind.header.match(text) is not None and kind.header.fullmatch(text, partial=True) is not None


def _unknown_title(complete: str, following: list[str], kind: TableKind) -> str:
    match = kind.header.match(complete)
    rest = complete[match.end() if match else _first_title_end(complete, kind) :]
    if rest.strip():
        known = kind.known_words.search(rest)
        return " ".join(rest[: known.start()].split()) or " ".join(rest.split()) if known else " ".join(rest.split())
    return " ".join(following[0].split()) if following else ""


def _first_title_end(text: str, kind: TableKind) -> int:
    match = _title_pattern(kind.first_title).match(text, len(text) - len(text.lstrip()))
    return match.end() if match else 0


@functools.lru_cache(maxsize=1024)
def _columns(text: str, kind: TableKind, line: int) -> tuple[Column, ...]:
    """The columns of header text without the title of the names' column."""
    found: list[Column] = []
    for match in _best_split(text, kind):
        title, role = kind.titles[match[0]]
        period = None
        if "{report}" in title:
            period = _report_period(match[1])
        pieces = tuple(line for line in match[1].split("\n") if line.strip())
        found.append(Column(role, " ".join(match[1].split()), pieces, period))
    return _distinguish_previous(tuple(found), line)


def _best_split(text: str, kind: TableKind) -> list[tuple[int, str]]:
    """Split header text wholly into titles: (index of the title, printed text), longest titles first."""
    stripped = text.strip()
    if not stripped:
        return []
    offset = text.index(stripped[0])
    for number, (title, _) in enumerate(kind.titles):
        match = _title_pattern(title).match(text, offset)
        if match is None:
            continue
        rest = text[match.end() :]
        if not rest.strip():
            return [(number, match.group())]
        tail = _best_split(rest, kind)
        if tail:
            return [(number, match.group()), *tail]
    return []


@functools.cache
def _title_pattern(title: str) -> regex.Pattern[str]:
    return regex.compile(loose(title))


def _report_period(printed: str) -> str:
    """'VB 2018' of 'Periodens utfall VB 2018', however it is broken."""
    match = _REPORT_AND_YEAR.search("".join(printed.split()))
    if match is None:
        return " ".join(printed.split())
    report, number, year = match.groups()
    return f"{report}{' ' if len(report) > 2 and number else ''}{number} {year}"


def _distinguish_previous(columns: tuple[Column, ...], line: int) -> tuple[Column, ...]:
    """Of two columns of earlier outcomes the one of the VB is the year before's, the other keeps its own place.

    Raises ExtractionError for any role that stands twice otherwise.
    """
    previous = [column for column in columns if column.role == "previous_outcome"]
    main = next((c for c in previous if (c.period or "").startswith("VB")), previous[0] if previous else None)
    renamed = tuple(
        replace(column, role="other_previous_outcome")
        if column.role == "previous_outcome" and column is not main
        else column
        for column in columns
    )
    roles = [column.role for column in renamed]
    twice = [column.title for column in renamed if roles.count(column.role) > 1]
    if twice:
        raise ExtractionError(f"two columns of one kind in the table header: {', '.join(twice)}", line)
    return renamed
