"""The tables of money and volumes of a PDF, with their figures placed and what is said of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ingestion.documents.pdf import PdfDocument, PdfLine
from ingestion.extraction.money.describe import caption_of, headings_above, kind_of, unit_of
from ingestion.extraction.money.printed import Cut, Figure, MoneyRow, MoneyTable
from ingestion.extraction.money.report import ReadMoneyTable, units_by_example
from ingestion.extraction.money.settle import Placement, SettledRow
from ingestion.extraction.pdf.headings import font_of_body
from ingestion.extraction.pdf.joining import Joiner, Piece
from ingestion.extraction.pdf.money.columns import Columns
from ingestion.extraction.pdf.money.runs import is_figure
from ingestion.extraction.pdf.money.tables import PrintedTable, Row

_LARGER = 1.12
_PARAGRAPH = 1.5
"""Lines further apart than so many sizes of their font have a blank line between them."""


def read_money(
    document: PdfDocument, printed: Sequence[PrintedTable], taken: frozenset[int], joiner: Joiner
) -> list[ReadMoneyTable]:
    """What the printed tables of a PDF are; `taken` are the lines of tables of indicators and activities."""
    if not printed:
        return []
    lines, places = _as_text(document)
    tables = [_table(one, joiner) for one in printed]
    inside = {number for table, _ in tables for number in range(table.line_start, table.line_end + 1)}
    hidden = frozenset(places[number] for number in inside | taken | document.furniture)
    found: list[ReadMoneyTable] = []
    for table, rows in tables:
        # What stands around a table is looked for in the text of the pages.
        there = replace(table, line_start=places[table.line_start], line_end=places[table.line_end])
        headings = headings_above(lines, there.line_start, hidden)
        kind = kind_of(table, rows, headings)
        caption = caption_of(lines, there, table.header.row_title)
        # A unit in another table says nothing of this one.
        own = range(there.line_start, there.line_end + 1)
        around = [text if n in own or n not in hidden else "" for n, text in enumerate(lines, start=1)]
        found.append(ReadMoneyTable(table, rows, headings, caption, kind, unit_of(around, there, rows, kind)))
    return units_by_example(found)


def _as_text(document: PdfDocument) -> tuple[list[str], dict[int, int]]:
    """The printed lines with a blank one where a gap parts them, and where each stands there, by its number.

    The lines of a heading, which are larger than running text, are one.
    """
    lines: list[str] = []
    places: dict[int, int] = {}
    heading = _LARGER * font_of_body([line for sheet in document.sheets for line in sheet.lines])[1]
    for sheet in document.sheets:
        above: PdfLine | None = None
        for line in sheet.lines:
            size = line.words[0].size
            apart = above is None or line.words[0].base - above.words[0].base > _PARAGRAPH * size
            if above is not None and not apart and line.height > heading and above.font == line.font:
                lines[-1] = f"{lines[-1]} {line.text}"
            else:
                lines += ["", line.text] if apart else [line.text]
            above = line
            places[line.number] = len(lines)
    return lines, places


def _table(printed: PrintedTable, joiner: Joiner) -> tuple[MoneyTable, tuple[SettledRow, ...]]:
    rows = tuple(_row(row, printed.columns, joiner) for row in printed.rows)
    first, last = printed.lines
    table = MoneyTable(first, last, printed.columns.header, tuple(row.row for row in rows), spaces_show=False)
    return table, rows


def _row(row: Row, columns: Columns, joiner: Joiner) -> SettledRow:
    widths = columns.widths
    label = joiner.join(row.label, widths[0])
    texts = {column: joiner.join(pieces, widths[column]) for column, pieces in row.cells.items()}
    figures = tuple(Figure(text, number, 1) for number, text in enumerate(texts.values()))
    offsets = tuple((number, pieces[0].line) for number, pieces in enumerate(row.cells.values()))
    cut = Cut(label, figures, 0)
    printed = MoneyRow(
        line_start=min(row.lines),
        line_end=max(row.lines),
        cuts=(cut,) if figures else (),
        label_is_apart=False,
        label=label,
        offsets=offsets,
    )
    if not figures:
        return SettledRow(printed, (), "complete", ())
    placed = Placement(cut, tuple(texts))
    flags = sorted(row.flags | _doubts(list(row.cells.values()), list(texts.values())))
    shown = "cell_edges" if columns.drawn else "header_boxes"
    if not flags:
        return SettledRow(printed, (placed,), "positional", (shown,))
    return SettledRow(printed, (placed,), "ambiguous", (shown, *flags))


def _doubts(cells: Sequence[Sequence[Piece]], texts: Sequence[str]) -> set[str]:
    """Why the cells of a row may not be what is printed."""
    words = [word for cell in cells for piece in cell for word in piece.words]
    found = set()
    if any(word.struck for word in words):
        found.add("figure_struck_out")
    if any(word.mixed for word in words):
        found.add("figure_in_two_sizes")
    if any(_holds_several(text) for text in texts):
        found.add("several_values")
    return found


def _holds_several(text: str) -> bool:
    """Whether a cell holds more than one figure: '12 14', of which no grouping of digits makes one number."""
    return not is_figure(text) and sum(is_figure(word) for word in text.split()) > 1
