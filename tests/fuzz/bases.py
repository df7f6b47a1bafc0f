"""The documents that the mutations start from, each with what the reader says of it unharmed."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingestion.documents.text import read_text, text_from_bytes
from ingestion.extraction import Extraction
from ingestion.extraction.headers import Column, find_header
from ingestion.extraction.layout import Lines
from ingestion.extraction.text import extract_text
from ingestion.extraction.text.furniture import furniture
from ingestion.extraction.vocabulary import vocabulary

ROOT = Path(__file__).parents[2]
FOLDERS = (
    ROOT / "tests" / "unit" / "extraction" / "documents",
    ROOT / "data" / "documents",
    ROOT.parent / "shared" / "documents",
)
"""Where documents lie; the second and third are read where they are present."""

PLACES = ("document_id", "source_file", "row_number", "page", "line_start", "line_end")
"""Columns that say where a row stands; they move when something is put above it."""

_ROWS_OF_A_PIECE = 8
COMMENT_LABELS = ("Analys", "Kommentar")

Row = dict[str, object]


@dataclass(frozen=True)
class Place:
    """Where a row stands, as 1-based lines.

    `comment` is the label's line and the last line of a comment that is one block. `name_lines` counts the lines of
    the name where they stand together and alone, else it is 0.
    """

    first: int
    last: int
    comment: tuple[int, int] | None
    name_lines: int


@dataclass(frozen=True)
class Base:
    """A document with its rows; `headers` are the first and last lines of its indicator tables' headers,
    `columns` what is printed in each table, from left to right.
    """

    name: str
    lines: tuple[str, ...]
    rows: tuple[Row, ...]
    places: tuple[Place, ...]
    headers: tuple[tuple[int, int], ...]
    columns: tuple[tuple[Column, ...], ...]

    def header_above(self, line: int) -> tuple[int, int] | None:
        """The nearest header above a line."""
        return next((header for header in reversed(self.headers) if header[1] < line), None)

    def last_line_of(self, index: int) -> int:
        """The last line of a row with its comment."""
        place = self.places[index]
        return place.comment[1] if place.comment else place.last


def read_lines(lines: Sequence[str]) -> list[Row]:
    """The rows of a document of these lines, by way of its bytes like any other."""
    return read_bytes("\n".join(lines).encode() + b"\n")


def read_bytes(content: bytes) -> list[Row]:
    """The rows of a document of these bytes."""
    rows: list[Row] = read_extraction(content).indicators.to_pylist()
    return rows


def read_extraction(content: bytes) -> Extraction:
    """All that is read of a document of these bytes."""
    return extract_text(text_from_bytes(content, Path("mutated.txt")))


def base_of(name: str, lines: Sequence[str]) -> Base:
    """A base of a document's lines."""
    document = text_from_bytes("\n".join(lines).encode() + b"\n", Path(name))
    extraction = extract_text(document)
    rows = extraction.indicators.to_pylist()
    skip = frozenset(index + 1 for index in furniture(Lines(document.lines), document.pages))
    kind = next(kind for kind in vocabulary().tables if kind.name == "indicators")
    headers, columns = [], []
    for line in extraction.tables.column("header_line").to_pylist():
        header = find_header(document.lines, line - 1, kind, skip)
        assert header is not None
        headers.append((header.first_line, header.last_line))
        columns.append(header.columns)
    starts = sorted([row["line_start"] for row in rows] + [first for first, _ in headers] + [len(lines) + 1])
    places = tuple(
        Place(
            row["line_start"],
            row["line_end"],
            _comment(document.lines, row, next(n for n in starts if n > row["line_end"])),
            _name_lines(document.lines, row),
        )
        for row in rows
    )
    return Base(name, document.lines, tuple(rows), places, tuple(headers), tuple(columns))


def _comment(lines: Sequence[str], row: Row, end: int) -> tuple[int, int] | None:
    """Label and last line of the comment between a row and line `end`, where it is the whole comment."""
    for number in range(_number(row["line_end"]) + 1, end):
        if lines[number - 1].strip() in COMMENT_LABELS:
            stop = number
            while stop + 1 < end and lines[stop].strip():
                stop += 1
            return (number, stop) if _squeezed(lines[number:stop]) == _squeezed([str(row["comment"])]) else None
        if lines[number - 1].strip():
            return None
    return None


def _name_lines(lines: Sequence[str], row: Row) -> int:
    """Lines of a row's name where it is a block of its own."""
    first, count = _number(row["line_start"]), 0
    while first + count <= _number(row["line_end"]) and lines[first - 1 + count].strip():
        count += 1
    whole = _squeezed(lines[first - 1 : first - 1 + count]) == _squeezed([str(row["indicator"])])
    return count if whole and first - 1 + count < _number(row["line_end"]) else 0


def _number(value: object) -> int:
    assert isinstance(value, int)
    return value


def _squeezed(lines: Sequence[str]) -> str:
    return "".join("".join(lines).split())


def _pieces(name: str, lines: tuple[str, ...]) -> Iterator[Base]:
    """A long document cut at headings of goals into documents of some rows each."""
    extraction = extract_text(text_from_bytes("\n".join(lines).encode() + b"\n", Path(name)))
    starts = [row["line_start"] for row in extraction.indicators.to_pylist()]
    begin, taken = 1, 0
    for end in (*extraction.goals.column("line_start").to_pylist(), len(lines) + 1):
        inside = sum(begin <= start < end for start in starts)
        if inside >= _ROWS_OF_A_PIECE or (end > len(lines) and inside):
            yield base_of(f"{name}:{begin}-{end - 1}", lines[begin - 1 : end - 1])
            taken += inside
            begin = end
    assert taken == len(starts)


def _without_empty_comments(lines: tuple[str, ...]) -> tuple[str, ...]:
    """The lines of an excerpt without labels of comments whose text it leaves out, which no report prints."""
    return tuple(
        line
        for line, following in zip(lines, (*lines[1:], ""), strict=True)
        if line.strip() not in COMMENT_LABELS or following.strip()
    )


@functools.cache
def bases() -> tuple[Base, ...]:
    """All bases: the project's own test documents whole, longer ones in pieces."""
    found: list[Base] = []
    for folder in FOLDERS:
        for path in sorted(folder.glob("*.txt")):
            lines = read_text(path).lines
            if folder is FOLDERS[1]:
                lines = _without_empty_comments(lines)
            if folder is FOLDERS[0]:
                found.append(base_of(path.name, lines))
            else:
                found.extend(_pieces(path.name, lines))
    return tuple(base for base in found if base.rows)
