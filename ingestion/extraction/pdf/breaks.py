"""Add what a page holds of a table to its rows: the first of it may go on with the row before a page break."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from ingestion.documents.pdf import PdfLine, PdfPage
from ingestion.extraction.headers import ExtractionError
from ingestion.extraction.layout import strip_symbols
from ingestion.extraction.pdf.columns import word_runs
from ingestion.extraction.pdf.comments import without_label
from ingestion.extraction.pdf.cut import Table
from ingestion.extraction.pdf.edges import Edges
from ingestion.extraction.pdf.headings import read_heading
from ingestion.extraction.pdf.sheet import Comment, GoalRow, Item, LeftOver, Part
from ingestion.extraction.pdf.state import Row, State, plain_text
from ingestion.extraction.records import Place, Unread
from ingestion.extraction.tokens import tokenizations


def may_end_a_name(table: Table, line: PdfLine) -> bool:
    """Whether a line stands in the column of names and goes on in the middle of a sentence."""
    inside = table.left - 2 <= line.words[0].x0 and line.words[-1].x1 <= table.placed.bounds[1] + 2
    return inside and (line.text[:1].islower() or line.text[:1] == "(")


def note_titles(state: State, lines: Sequence[PdfLine]) -> None:
    """Note where lines that are no row may be the titles of another table: 'Personal', 'Kvinnor', 'Män', 'Totalt'."""
    for line in lines:
        runs = [run[0].text for run in word_runs(line)]
        if len(runs) >= _FEWEST_TITLES and all(text[:1].isupper() or _YEAR.fullmatch(text) for text in runs):
            state.other_table = True


_FEWEST_TITLES = 3
_YEAR = regex.compile(r"(?:19|20)\d\d")


def take_items(
    state: State, sheet: PdfPage, edges: Edges, table: Table, items: Sequence[Item], *, page_top: bool
) -> None:
    """Add what was read; the first row below a page break may be the rest of the last one."""
    rows = state.rows_of(table)
    first = True
    for item in items:
        if isinstance(item, LeftOver):
            place = Place(item.lines[0].number, item.lines[-1].number, sheet.number)
            text = " ".join(line.text for line in item.lines)
            state.unread.append(Unread(place, "block", text, item.reason, item.may_hold_row))
            note_titles(state, item.lines)
            if rows and not state.in_comment and may_end_a_name(table, item.lines[0]):
                rows[-1].doubts.add("name_not_sure")
            continue
        if isinstance(item, GoalRow):
            _take_goal(state, sheet, item, edges)
            continue
        if isinstance(item, Comment):
            if rows:
                rows[-1].comment.extend(without_label(item.pieces, state.words) if item.labelled else item.pieces)
            state.in_comment = True
            first = False
            continue
        below_rows = state.printed[-1].rows > 0 or state.printed[-1].repeats
        if first and page_top and rows and below_rows and not state.in_comment:
            goes_on = _goes_on(state, rows[-1], item)
            if goes_on is not False:
                rows[-1].parts.append(item)
                rows[-1].rest_is_sure = goes_on is True
                first = False
                continue
        if first and _begins_inside_name(item) and table.placed.header.kind == "indicators":
            raise ExtractionError(
                f"page {item.page}: the first row begins in the middle of a name: {plain_text(item.cells[0])}"
            )
        first = False
        state.in_comment = False
        rows.append(Row(table, state.printed[-1], state.path, [item]))
        if state.other_table:
            rows[-1].doubts.add("other_table")
        state.printed[-1].rows += 1


def _take_goal(state: State, sheet: PdfPage, item: GoalRow, edges: Edges) -> None:
    """A goal's heading inside a table: the rows below it belong to it, and the table goes on."""
    found = read_heading(state, sheet, edges, item.lines)
    if found is None:
        raise ExtractionError(f"page {sheet.number}: a goal in the table has no title: {item.lines[0].text}")
    state.take_goal(found[0])


def _goes_on(state: State, row: Row, part: Part) -> bool | None:
    """Whether what stands first below a page break belongs to the row before it; None where nothing tells.

    Every row has a name and ends with a period, so a part without one of them is none of its own. Where both parts have
    both ('Tertial 1' and '2019' of a broken period), the other rows show whether the parts stand alone as periods.
    """
    if len(part.cells) != row.table.columns:
        return False
    before = row.pieces
    column = row.table.anchor_column
    activities = row.table.placed.header.kind == "activities"
    if not part.cells[0]:
        return True
    if not before[0]:
        # Its values stand on the page before, its name on this one.
        return not part.cells[column] if column is not None else not any(part.cells[1:])
    if row.parts[-1].closed_below is False and part.page == row.parts[-1].page + 1:
        return not _is_row_of_its_own(state, row, part)
    if column is None or activities:
        # An activity has its dates on its first line.
        return not any(part.cells[1:])
    here, there = plain_text(part.cells[column]), plain_text(before[column])
    if not here and not any(part.cells[1:]):
        # Without drawn columns it may be text below the table.
        return True if row.table.placed.drawn or part.cells[0][0].text[:1].islower() else None
    if _conflict(state, row, part):
        return False
    whole = f"{there} {here}".strip()
    period = state.words.period
    if not here or (not period.fullmatch(there) and period.fullmatch(whole)):
        return True
    if not period.fullmatch(whole) or (part.cells[0][0].text[:1].isupper() and here in _periods(state, row)):
        return False
    return True if part.cells[0][0].text[:1].islower() else None


def _is_row_of_its_own(state: State, row: Row, part: Part) -> bool:
    """Whether a part has a name, a period and a value that the row before it has too: ReportLab leaves out an edge."""
    column = row.table.anchor_column
    if column is None or not part.cells[0][0].text[:1].isupper() or not _conflict(state, row, part):
        return False
    return row.table.anchors_of(part.cells[column]) == 1 == row.table.anchors_of(row.pieces[column])


def _begins_inside_name(part: Part) -> bool:
    """Whether a name begins with a small letter ('avseende användning …', not 'iRisk används …')."""
    text = strip_symbols(plain_text(part.cells[0]))[0]
    return text[:2].islower() and text[:2].isalpha()


def _conflict(state: State, row: Row, part: Part) -> bool:
    """Whether both parts have a value in one column, and the two make no value together."""
    before = row.pieces
    for n, role in enumerate(row.table.placed.header.roles, start=1):
        if role == "period" or not before[n] or not part.cells[n]:
            continue
        text = f"{plain_text(before[n])} {plain_text(part.cells[n])}"
        if not any(len(cut) == 1 for cut in tokenizations(text, spaces_before=1, trailing_spaces=False)):
            return True
    return False


def _periods(state: State, row: Row) -> set[str]:
    """What stands as period in the rows before, which are whole."""
    return {
        plain_text(other.pieces[other.table.anchor_column])
        for other in state.rows
        if other is not row and other.table.anchor_column is not None
    }
