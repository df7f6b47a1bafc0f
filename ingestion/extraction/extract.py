"""One document → its extracted rows. A function of the document alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import pyarrow as pa
import regex

from ingestion.documents.text import TextDocument
from ingestion.extraction.evidence import JudgedRow, TableRow, judge_rows, reasons_in_words
from ingestion.extraction.headers import Header, find_header
from ingestion.extraction.layout import Block, Line, blocks, furniture, is_blank, join_wrapped, keeps_trailing_spaces
from ingestion.extraction.outline import Goal, GoalPath, read_goal
from ingestion.extraction.rows import PrintedRow, read_rows
from ingestion.extraction.schema import INDICATOR_SCHEMA, TABLE_SCHEMA, VALUE_COLUMNS
from ingestion.extraction.vocabulary import Vocabulary, vocabulary


@dataclass(frozen=True)
class Extraction:
    """What was read of one document.

    `indicators` has the columns of INDICATOR_SCHEMA, one row per printed row; `tables` those of TABLE_SCHEMA, one row
    per printed header; `goals` are all headings in order, also those without a table.
    """

    indicators: pa.Table
    tables: pa.Table
    goals: tuple[Goal, ...]


@dataclass(frozen=True)
class _Section:
    """A header with the lines up to the next header or heading, and the goals above it."""

    header: Header
    body: tuple[Line, ...]
    goals: GoalPath
    repeats: bool


def extract_document(document: TextDocument) -> Extraction:
    """Read every indicator table of a document.

    Raises ExtractionError where a table header has a column that is not known, with the header's line.
    """
    words = vocabulary()
    lines = document.lines
    skip = frozenset(index + 1 for index in furniture(lines))
    trailing_spaces = keeps_trailing_spaces(lines)
    goals: list[Goal] = []
    table_rows: list[TableRow] = []
    tables: list[tuple[Header, int, int, int]] = []
    table_number = 0
    for section in _sections(lines, words, skip, goals, trailing_spaces=trailing_spaces):
        if section.header.kind != "indicators":
            continue
        body = list(blocks(section.body, skip))
        open_row = None
        if section.repeats and table_rows and body:
            body[0] = replace(body[0], after_page_break=True)
            open_row = table_rows[-1].row
        else:
            table_number += 1
        rows, completed = read_rows(section.header, body, words, trailing_spaces=trailing_spaces, open_row=open_row)
        if completed is not None:
            table_rows[-1] = replace(table_rows[-1], row=completed)
        prose = _prose_above(lines, section.goals, section.header, skip)
        table_rows.extend(TableRow(row, section.header, section.goals, table_number, prose) for row in rows)
        last = rows[-1].line_end if rows else section.header.last_line
        tables.append((section.header, last, len(rows), _closings(body, rows, words)))
    places = [replace(place, comment=_comment(place.row, trailing_spaces=trailing_spaces)) for place in table_rows]
    judged = judge_rows(places)
    return Extraction(_indicator_table(document, judged), _structure_table(document, tables), tuple(goals))


def _comment(row: PrintedRow, *, trailing_spaces: bool) -> str | None:
    """The text under `Analys` or `Kommentar`, None where there is none."""
    return join_wrapped([line.text for line in row.comment_lines], trailing_spaces=trailing_spaces) or None


def _sections(
    lines: Sequence[str], words: Vocabulary, skip: frozenset[int], goals: list[Goal], *, trailing_spaces: bool
) -> Iterator[_Section]:
    """The tables of a document with the headings above them; appends every heading to `goals`."""
    path = GoalPath()
    header: Header | None = None
    repeats = False
    start = 0
    interrupted = True
    index = 0
    while index < len(lines):
        text = lines[index]
        step = 1
        new_header: Header | None = None
        goal: Goal | None = None
        if index + 1 not in skip and not is_blank(text):
            for kind in words.tables:
                if kind.first_title in text and (new_header := find_header(lines, index, kind, skip)):
                    break
            else:
                if ":" in text:
                    goal = read_goal(lines, index, words, skip, path, trailing_spaces=trailing_spaces)
        if new_header is not None or goal is not None:
            if header is not None:
                yield _Section(header, _numbered(lines, start, index), path, repeats)
            if goal is not None:
                goals.append(goal)
                path = path.below(goal)
                header, interrupted = None, True
                step = goal.line_end - index
            elif new_header is not None:
                repeats = not interrupted and header is not None and header.roles == new_header.roles
                header, interrupted = new_header, False
                step = new_header.last_line - index
            start = index + step
        index += step
    if header is not None:
        yield _Section(header, _numbered(lines, start, len(lines)), path, repeats)


def _numbered(lines: Sequence[str], start: int, end: int) -> tuple[Line, ...]:
    return tuple(Line(index + 1, lines[index]) for index in range(start, end))


def _closings(body: Sequence[Block], rows: Sequence[PrintedRow], words: Vocabulary) -> int:
    """Ends of rows in a table's blocks, by a simpler rule than the reader's: a block that ends with a period.

    Comments are left out as far as the reader saw them: from a comment's label to the name of the next row.
    """
    starts = {row.line_start for row in rows}
    labels = words.labels("comment")
    count, in_comment = 0, False
    for block in body:
        in_comment = (in_comment or block.lines[0].text.strip() in labels) and block.first_line not in starts
        if not in_comment and _ROW_END.search(" ".join(block.text.split())):
            count += 1
    return count


# 'Tertial', '… 2,7 % Tertial', '… 2,8 % Tertial 1 2019', '100 % 2019', 'VB 2021', '- 2019', but not 'Fastställs 2021'
_ROW_END = regex.compile(
    r"(?<!Fastställ ?)(?:^|[\d%\p{Ll}.-]\s)"
    r"(?:(?:Tertial|Halvår|Kvartal)(?:\s\d)?(?:\s\d{4})?|År|Helår|Månad|VB\s\d{4}|T\d\s\d{4}|(?:19|20)\d\d)$"
)


def _prose_above(lines: Sequence[str], goals: GoalPath, header: Header, skip: frozenset[int]) -> str:
    """The running text between a table and the nearest heading above it, as one string."""
    nearest = goals.council or goals.area or goals.direction
    if nearest is None:
        return ""
    return join_wrapped(
        [
            lines[n - 1]
            for n in range(nearest.line_end + 1, header.first_line)
            if n not in skip and lines[n - 1].strip()
        ],
        trailing_spaces=True,
    )


def _indicator_table(document: TextDocument, rows: Sequence[JudgedRow]) -> pa.Table:
    records = [_record(document, number, row) for number, row in enumerate(rows, start=1)]
    return pa.Table.from_pylist(records, schema=INDICATOR_SCHEMA)


def _record(document: TextDocument, number: int, judged: JudgedRow) -> dict[str, object]:
    row, header, goals = judged.place.row, judged.place.header, judged.place.goals
    cells = judged.best.texts()
    periods = {column.role: column.period for column in header.columns}
    return {
        "document_id": document.document_id,
        "source_file": document.source_file,
        "row_number": number,
        "page": document.page_of_line(row.line_start),
        "line_start": row.line_start,
        "line_end": row.line_end,
        "direction_goal": goals.direction.printed if goals.direction else None,
        "area_goal": goals.area.printed if goals.area else None,
        "council_goal": goals.council.printed if goals.council else None,
        "indicator": row.name,
        **{column: cells.get(column) for column in VALUE_COLUMNS},
        "previous_outcome_period": periods.get("previous_outcome"),
        "other_previous_outcome_period": periods.get("other_previous_outcome"),
        "comment": judged.place.comment,
        "column_evidence": judged.column_evidence,
        "evidence": list(judged.evidence),
        "readings": None if judged.settled else [reading.texts() for reading in judged.readings],
        "note": reasons_in_words(judged.evidence),
    }


def _structure_table(document: TextDocument, tables: Sequence[tuple[Header, int, int, int]]) -> pa.Table:
    records = [
        {
            "document_id": document.document_id,
            "table_number": number,
            "header_line": header.first_line,
            "last_line": last,
            "columns": list(header.roles),
            "rows": rows,
            "closings": closings,
        }
        for number, (header, last, rows, closings) in enumerate(tables, start=1)
    ]
    return pa.Table.from_pylist(records, schema=TABLE_SCHEMA)
