"""One PDF → its extracted rows: pages in order, tables over page breaks, goals above them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from ingestion.collector import collector_paused
from ingestion.documents.pdf import PdfDocument, PdfPage
from ingestion.extraction.contents import contents
from ingestion.extraction.headers import ExtractionError
from ingestion.extraction.layout import Lines
from ingestion.extraction.money.report import records_of
from ingestion.extraction.money.statements import statement_records
from ingestion.extraction.outline import labels_of
from ingestion.extraction.pdf.columns import (
    PlacedHeader,
    find_headers,
    first_title_word,
    settle_boundaries,
    sideways_header,
    unread_header,
)
from ingestion.extraction.pdf.edges import page_edges
from ingestion.extraction.pdf.headings import font_of_body, goal_records
from ingestion.extraction.pdf.joining import Joiner
from ingestion.extraction.pdf.money import find_tables, read_money
from ingestion.extraction.pdf.pages import read_page
from ingestion.extraction.pdf.rows import activity_records, column_widths, indicator_of, keep_rows
from ingestion.extraction.pdf.state import State
from ingestion.extraction.records import Extraction, Place, Record, Unread, extraction, table_record, unread_record
from ingestion.extraction.vocabulary import Vocabulary, vocabulary


@collector_paused()
def extract_pdf(document: PdfDocument) -> Extraction:
    """Read every indicator table of a PDF.

    Rows have `column_evidence` 'positional' and the page where they begin. Line numbers are 1-based and count the
    printed lines (words at one height) through the whole document.

    Raises ExtractionError, with the page in its message, where a header has a title that is not known, where a table
    stands sideways, or where no edges and no gaps part its rows.
    """
    words = vocabulary()
    lines = [line for sheet in document.sheets for line in sheet.lines if line.number not in document.furniture]
    state = State(document, words, Joiner.of(lines), font_of_body(lines), _leading(document.sheets))
    found: list[PlacedHeader] = []
    for sheet, following in _with_next(document.sheets):
        cut = frozenset(number for placed in found[-1:] for number in placed.lines)
        found.extend(_headers_of(sheet, words, document.furniture, following, cut))
    state.headers.update((placed.lines[0], placed) for placed in settle_boundaries(found))
    money = find_tables(document, frozenset(number for placed in found for number in placed.lines), state.joiner)
    state.money = frozenset(number for one in money for number in range(one.lines[0], one.lines[1] + 1))
    index_of = Lines(document.lines)
    state.contents = contents(index_of, [*labels_of(index_of, words)], words, document.furniture)
    for sheet, following in _with_next(document.sheets):
        read_page(state, sheet, following)
    keep_rows(state)
    if not state.rows:
        _refuse_without_rows(document, words)
    widths = column_widths([*state.rows, *state.activities])
    activities = activity_records(state, widths)
    state.unread.extend(_without_rows(state))
    taken = _lines_taken(state)
    tables, cells = records_of(document, read_money(document, money, taken, state.joiner))
    return extraction(
        indicators=[indicator_of(state, row, number, widths) for number, row in enumerate(state.rows, start=1)],
        goals=goal_records(document, state.goals, sorted(state.headers)),
        activities=activities,
        tables=_tables(state),
        unread=[
            unread_record(document, one)
            for one in sorted(state.unread, key=lambda one: (one.place.line_start, one.place.line_end))
        ],
        money_tables=tables,
        money_cells=cells,
        money_statements=statement_records(
            document, index_of, document.furniture, taken | state.money, trailing_spaces=False
        ),
    )


def _lines_taken(state: State) -> frozenset[int]:
    """The lines of headers, rows, comments and goals."""
    found = {number for one in state.printed for number in one.placed.lines}
    found.update(number for goal in state.goals for number in range(goal.line_start, goal.line_end + 1))
    for row in (*state.rows, *state.activities):
        found.update(line for part in row.parts for cell in part.cells for line in (piece.line for piece in cell))
        found.update(piece.line for piece in row.comment)
    return frozenset(found)


def _with_next(sheets: Sequence[PdfPage]) -> Iterator[tuple[PdfPage, PdfPage | None]]:
    """Each page with the one after it."""
    return zip(sheets, [*sheets[1:], None], strict=True)


def _headers_of(
    sheet: PdfPage, words: Vocabulary, furniture: frozenset[int], following: PdfPage | None, cut: frozenset[int]
) -> list[PlacedHeader]:
    """The headers that begin on a page; `cut` are lines of the last one before, which may go on here.

    Raises ExtractionError, with the page in its message, where a header is printed that is not understood.
    """
    found: list[PlacedHeader] = []
    if any(first_title_word(line, kind) for line in sheet.lines for kind in words.tables):
        found = list(find_headers(sheet, page_edges(sheet), words, furniture, following))
    if sheet.sideways and not found and sideways_header(sheet, words):
        raise ExtractionError(
            f"page {sheet.number}: the table stands sideways or upside down; turn the page and save the PDF again"
        )
    taken = cut.union(number for placed in found for number in placed.lines)
    unknown = unread_header(sheet, words, taken)
    if unknown is not None:
        raise ExtractionError(f"page {sheet.number}: the header of a table is not understood: {unknown.text}")
    return found


def _refuse_without_rows(document: PdfDocument, words: Vocabulary) -> None:
    """Say where a document without rows names indicators, and that no table could be read there."""
    kind = next(kind for kind in words.tables if kind.name == "indicators")
    named = [sheet.number for sheet in document.sheets if any(first_title_word(line, kind) for line in sheet.lines)]
    if named:
        pages = ", ".join(map(str, named[:5])) + (" …" if len(named) > 5 else "")
        raise ExtractionError(
            f"holds no indicator table that could be read: {kind.first_title!r} stands on page {pages}, "
            "but not as the header of a table with rows below it"
        )


def _leading(sheets: Sequence[PdfPage]) -> float:
    """The most frequent gap between two lines of running text, in points."""
    gaps = Counter(
        round(2 * (below.top - above.bottom))
        for sheet in sheets
        for above, below in pairwise(sheet.lines)
        if above.font == below.font
        and not above.in_grid
        and not below.in_grid
        and below.top - above.bottom < above.height
    )
    return gaps.most_common(1)[0][0] / 2 if gaps else 0.0


def _without_rows(state: State) -> Iterator[Unread]:
    """The headers of activities below which nothing was read, as findings: an activity may be lost, no indicator."""
    for one in state.printed:
        if one.placed.header.kind == "activities" and not one.rows and not one.repeats:
            first, last = one.placed.lines[0], one.placed.lines[-1]
            text = " ".join(state.document.lines[first - 1 : last])
            place = Place(first, last, state.document.page_of_line(first))
            yield Unread(place, "header", text, "a table of activities below which no row was read", may_hold_row=False)


def _tables(state: State) -> list[Record]:
    printed = [one for one in state.printed if one.placed.header.kind == "indicators"]
    return [
        table_record(
            state.document,
            number,
            one.placed.header,
            last_line=one.last_line,
            rows=one.rows,
        )
        for number, one in enumerate(printed, start=1)
    ]
