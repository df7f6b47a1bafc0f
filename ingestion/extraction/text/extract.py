"""One extracted text → its extracted rows. A function of the document alone."""

from __future__ import annotations

import functools
from bisect import bisect_right
from collections.abc import Sequence

from ingestion.collector import collector_paused
from ingestion.documents.text import TextDocument
from ingestion.extraction.expected_results import expected_results
from ingestion.extraction.headers import ExtractionError
from ingestion.extraction.layout import blocks, join_wrapped
from ingestion.extraction.records import (
    Extraction,
    Place,
    Record,
    Unread,
    activity_record,
    extraction,
    goal_record,
    indicator_record,
    read_date,
    table_record,
    unread_record,
)
from ingestion.extraction.text.case import JudgedRow, TableRow
from ingestion.extraction.text.judge import judge_rows
from ingestion.extraction.text.marks import marks
from ingestion.extraction.text.money import money_records
from ingestion.extraction.text.printed import PrintedRow
from ingestion.extraction.text.readings import Reading
from ingestion.extraction.text.reasons import reasons_in_words
from ingestion.extraction.text.structure import ReadTable, Structure, comment_of, read_structure
from ingestion.extraction.tokens import DATE, TEXT
from ingestion.extraction.vocabulary import vocabulary


@collector_paused()
def extract_text(document: TextDocument) -> Extraction:
    """Read every indicator table, goal and activity table of a document.

    Raises ExtractionError where the document's tables as a whole cannot be read, with what to do or the header's line.
    """
    structure = read_structure(document)
    activities, undated = _activities(document, structure)
    tables = structure.of_kind("indicators")
    places = [
        TableRow(
            row,
            table.header,
            table.goals,
            table.number,
            prose,
            comment_of(row, trailing_spaces=structure.trailing_spaces),
        )
        for table in tables
        if table.rows
        for prose in (functools.cache(functools.partial(_prose_above, table, structure)),)
        for row in table.rows
    ]
    judged = [_in_its_place(row, structure.open_rows) for row in judge_rows(places)]
    if not judged and (lost := [one for one in structure.unread if one.kind == "header" and one.may_hold_row]):
        raise ExtractionError(lost[0].reason, lost[0].place.line_start)
    money_tables, money_cells, money_statements = money_records(document, structure)
    return extraction(
        indicators=[_indicator(document, number, row) for number, row in enumerate(judged, start=1)],
        goals=_goals(document, structure),
        activities=activities,
        tables=_tables(document, tables),
        unread=[unread_record(document, one) for one in (*structure.unread, *undated)],
        money_tables=money_tables,
        money_cells=money_cells,
        money_statements=money_statements,
    )


def _in_its_place(judged: JudgedRow, open_rows: frozenset[int]) -> JudgedRow:
    """A row below a header or a goal's label that is not wholly understood says so, whatever its own cells tell.

    Under a title that is not known every cell may be another's, and a row right above such a header may go on below it.
    Under a label that could not be read the cells are as they are, and only the goal is not known.
    """
    place, best = judged.place, judged.best
    if not place.header.is_certain or place.row.line_start in open_rows:
        period = best.get("period")
        other = Reading(best.name, ("period",), (period,)) if period else Reading(best.name, (), ())
        readings = (best, other) if judged.settled else judged.readings
        return judged._replace(
            column_evidence="ambiguous", evidence=(*judged.evidence, "unknown_title"), readings=readings
        )
    if place.goals.unread is not None:
        readings = (best, best) if judged.settled else judged.readings
        return judged._replace(
            column_evidence="ambiguous", evidence=(*judged.evidence, "goal_unread"), readings=readings
        )
    return judged


_MOST_PROSE_LINES = 1_000
"""Between a heading and its table the known documents have up to 200 lines."""


def _prose_above(table: ReadTable, structure: Structure) -> str:
    """The running text between a table and the nearest heading above it, as one string; none for a plan's table.

    Only of an outcome does the text above a table say something.
    """
    nearest = table.goals.council or table.goals.area or table.goals.direction
    if nearest is None or "outcome" not in table.header.roles:
        return ""
    numbers = range(max(nearest.line_end + 1, table.header.first_line - _MOST_PROSE_LINES), table.header.first_line)
    lines, plain = structure.lines.lines, structure.lines.plain
    texts = [lines[number - 1] for number in numbers if plain[number - 1] and number not in structure.furniture]
    return join_wrapped(texts, trailing_spaces=structure.trailing_spaces)


def _indicator(document: TextDocument, number: int, judged: JudgedRow) -> Record:
    return indicator_record(
        document,
        number,
        _place(document, judged.place.row),
        judged.place.goals,
        judged.place.header,
        indicator=judged.best.name,
        cells=judged.best.texts(),
        comment=judged.place.comment,
        column_evidence=judged.column_evidence,
        evidence=judged.evidence,
        readings=None if judged.settled else [reading.texts() for reading in judged.readings],
        note=reasons_in_words(judged.evidence),
    )


def _place(document: TextDocument, row: PrintedRow) -> Place:
    return Place(row.line_start, row.line_end, document.page_of_line(row.line_start))


def _tables(document: TextDocument, tables: Sequence[ReadTable]) -> list[Record]:
    return [
        table_record(
            document,
            number,
            table.header,
            last_line=table.last_line,
            rows=len(table.rows),
        )
        for number, table in enumerate(tables, start=1)
    ]


def _goals(document: TextDocument, structure: Structure) -> list[Record]:
    ends = [*(goal.line_start for goal in structure.goals), len(document.lines) + 1][1:]
    words = vocabulary()
    headers = sorted(table.header.first_line for table in structure.tables)
    labels = words.labels("expected_result")
    labelled = [
        index + 1 for index in structure.lines.having(marks().results) if structure.lines.plain[index] in labels
    ]
    records = []
    for goal, end in zip(structure.goals, ends, strict=True):
        following = bisect_right(headers, goal.line_end)
        stop = min([end, *headers[following : following + 1]])
        results: list[str] = []
        label = next(iter(labelled[bisect_right(labelled, goal.line_end) :]), stop)
        if label < stop:
            numbered = zip(range(label, stop), document.lines[label - 1 : stop - 1], strict=True)
            read = blocks(numbered, structure.furniture)
            results = expected_results(read, words, trailing_spaces=structure.trailing_spaces)
        records.append(goal_record(document, goal, results))
    return records


def _activities(document: TextDocument, structure: Structure) -> tuple[list[Record], list[Unread]]:
    """The rows of the activity tables, and those with a date that is none ('2021-02-30'), which are left out."""
    placed = [(table, row) for table in structure.of_kind("activities") for row in table.rows]
    records: list[Record] = []
    undated: list[Unread] = []
    for table, row in placed:
        dates = [token.text for token in row.tokens if token.kind == DATE]
        try:
            start, end = (read_date(date, "the activity", row.line_end) for date in dates)
        except ExtractionError as error:
            printed = " ".join((row.name, *dates))
            undated.append(Unread(_place(document, row), "row", printed, error.message, may_hold_row=False))
            continue
        records.append(
            activity_record(
                document,
                len(records) + 1,
                _place(document, row),
                table.goals,
                activity=row.name,
                start_date=start,
                end_date=end,
                deviation=next((token.text for token in row.tokens if token.kind == TEXT), None),
                comment=comment_of(row, trailing_spaces=structure.trailing_spaces),
            )
        )
    return records, undated
