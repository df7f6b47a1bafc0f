"""Part rows and comments where no edges are drawn between them."""

from __future__ import annotations

from collections.abc import Sequence

from ingestion.documents.pdf import PdfLine
from ingestion.extraction.pdf.cut import Cut, Table
from ingestion.extraction.pdf.gaps import goes_on_below, rows_between_gaps
from ingestion.extraction.pdf.joining import is_value
from ingestion.extraction.pdf.sheet import (
    INDENT,
    PLAIN_LEADING,
    Body,
    Comment,
    Part,
    Sheet,
    belongs_to_next,
    holds_only_cells,
    is_in_larger_print,
    is_running_text,
    pieces_of,
    rows_follow,
)

_SAME_SIZE = 0.3
_WIDEST_PARAGRAPH = 2.5
"""Paragraphs of a comment are nearer than so many times what parts two texts."""


def read_free(sheet: Sheet, lines: Sequence[PdfLine], body: Body, *, in_comment: bool, page_top: bool) -> int:
    """Rows that no edges part; returns how many lines were taken.

    Raises ExtractionError, with the page in its message, where rows cannot be told apart.
    """
    position = 0
    apart = sheet.apart(lines[0].height)
    while position < len(lines):
        count = _comment_lines(sheet, lines[position:], apart, in_comment=in_comment and page_top and not position)
        if count:
            labelled = sheet.table.is_comment_label(lines[position])
            body.items.append(Comment(pieces_of(lines[position : position + count], sheet.number), labelled=labelled))
            position += count
            continue
        count = _row_lines(sheet, lines[position:], apart)
        if not count and page_top and not position:
            count = _rest_of_name(sheet, lines, apart)
            if count:
                body.items.append(Part(sheet.cut(lines[:count]).cells, sheet.number, None, None))
                position += count
                continue
        if not count:
            break
        run = lines[position : position + count]
        at_end = sheet.ends_page and position + count == len(lines)
        body.items.extend(rows_between_gaps(sheet, run, apart, page_top=page_top and not position, at_end=at_end))
        position += count
    return position


def _comment_lines(sheet: Sheet, lines: Sequence[PdfLine], apart: float, *, in_comment: bool) -> int:
    """How many lines a comment takes that starts here: to the next gap or row."""
    labelled = sheet.table.is_only_comment_label(lines[0])
    if not sheet.table.is_comment_label(lines[0]) and not (in_comment and goes_on_with_comment(sheet, lines[0])):
        return 0
    if lines[0].words[0].size > sheet.table.size + _SAME_SIZE:
        # Text below the table, larger than it, has a leading of its own.
        own = PLAIN_LEADING * lines[0].height / 1.12 + max(1.2, 0.14 * lines[0].height)
        apart = max(apart, own)
    count = 1
    gap = 0
    while count < len(lines) and not sheet.table.is_goal_label(lines[count]):
        step = lines[count].words[0].base - lines[count - 1].words[0].base
        if count > 1 and is_in_larger_print(lines[count - 1], lines[count]):
            break
        if holds_only_cells(sheet, lines[count]):
            return gap or _end_of_text(sheet, lines[: count + 1])
        gap = count if step > apart else gap
        if (
            step > apart
            and not (count == 1 and labelled and step < 1.6 * apart)
            and not (step < _WIDEST_PARAGRAPH * apart and _is_next_paragraph(sheet, lines, count))
            and not _keeps_leading(sheet, lines[labelled:], count - labelled)
        ):
            break
        if sheet.table.is_row_like(sheet.cut([lines[count]])):
            break
        count += 1
    return count


def _end_of_text(sheet: Sheet, lines: Sequence[PdfLine]) -> int:
    """How many lines, of a comment with a row's values in the last, stand above the lines of the row's name."""
    count = len(lines) - 1
    while count > 1 and belongs_to_next(sheet, lines[count - 1], lines[count]):
        if lines[count - 1].text.endswith((".", "!", "?")):
            break
        count -= 1
    return count


def _keeps_leading(sheet: Sheet, lines: Sequence[PdfLine], at: int) -> bool:
    """Whether a line stands below a comment's last as its second does below its first, and no row begins with it.

    Rows may stand nearer to each other than the lines of a text (Typst).
    """
    if at < 2 or lines[at].words[0].x0 - lines[at - 1].words[0].x0 > 0.5 or not is_running_text(lines[at : at + 1]):
        return False
    leading = lines[1].words[0].base - lines[0].words[0].base
    step = lines[at].words[0].base - lines[at - 1].words[0].base
    ends = lines[at].text.endswith((".", "!", "?"))
    return abs(step - leading) < 0.03 * leading and (ends or not _belongs_to_row(sheet, lines, at))


def _is_next_paragraph(sheet: Sheet, lines: Sequence[PdfLine], at: int) -> bool:
    """Whether a line below a gap begins another paragraph of the comment above it.

    It begins where the comment's lines do, further in than the page's running text, or a row follows after it.
    """
    line, indent = lines[at], lines[at - 1].words[0].x0
    if abs(line.words[0].x0 - indent) > 0.5 or not is_running_text(lines[at : at + 1]):
        return False
    margin = min(one.words[0].x0 for one in sheet.page.lines)
    if indent > margin + INDENT:
        return not sheet.table.is_row_like(sheet.cut([line])) and not _belongs_to_row(sheet, lines, at)
    cut = sheet.cut([line])
    if not any(cut.cells[1:]) and line.text.endswith((".", "!", "?")):
        # 'Se bilaga 3.' is nearer to its comment than to the next row.
        below = lines[at + 1].words[0].base - line.words[0].base if at + 1 < len(lines) else None
        return below is None or below > line.words[0].base - lines[at - 1].words[0].base + 0.5
    return (bool(cut.across) or cut.touching) and rows_follow(sheet, lines[at:])


def _belongs_to_row(sheet: Sheet, lines: Sequence[PdfLine], at: int) -> bool:
    """Whether a line, or the lines right below it, begin a row: only words of its name stand above its values."""
    for number, line in enumerate(lines[at:], start=at):
        step = line.words[0].base - lines[number - 1].words[0].base
        if number > at and step > sheet.apart(line.height):
            return False
        cut = sheet.cut([line])
        if sheet.table.is_row_like(cut):
            return True
        if cut.across:
            return False
    return False


def goes_on_with_comment(sheet: Sheet, line: PdfLine) -> bool:
    """Whether a line goes on with an open comment: it runs over the columns, or ends a sentence as no name does."""
    cut = sheet.cut([line])
    ends = line.words[0].text[:1].islower() or line.text.endswith((".", "!", "?"))
    return bool(cut.across) or (not any(cut.cells[1:]) and ends)


def _row_lines(sheet: Sheet, lines: Sequence[PdfLine], apart: float) -> int:
    """How many lines, from the first, are rows: each word within a column, up to a wide gap, a comment or a heading."""
    table = sheet.table
    count = 0
    anchor = ""
    widest = 3.5 * apart
    for number, line in enumerate(lines):
        if table.is_comment_label(line) or table.is_goal_label(line):
            break
        cut = sheet.cut([line])
        if cut.across or (cut.touching and not table.is_row_like(cut)) or not _fits_anchors(table, anchor, cut):
            break
        if table.anchor_column is not None and cut.cells[table.anchor_column]:
            anchor = " ".join(piece.text for piece in cut.cells[table.anchor_column])
        if number and line.words[0].base - lines[number - 1].words[0].base > widest:
            break
        count = number + 1
    # Lines after the last value belong to its name, or are text below the table.
    cells = sheet.cut(lines[:count]).cells if count else ()
    if not any(cells[1:]):
        return 0
    last = max(piece.line for cell in cells[1:] for piece in cell)
    block = next(n for n, line in enumerate(lines) if line.number == last) + 1
    while block < count and (
        lines[block].words[0].base - lines[block - 1].words[0].base <= apart
        or goes_on_below(pieces_of(lines[block - 1 : block], 0)[0], pieces_of(lines[block : block + 1], 0)[0], apart)
    ):
        block += 1
    return block


def _rest_of_name(sheet: Sheet, lines: Sequence[PdfLine], apart: float) -> int:
    """How many lines at the top of a page hold nothing but the rest of a name.

    Below the header, which a page break repeats, any text in the column of names is one; else it begins in the middle
    of a sentence.
    """
    if not sheet.below_header and not lines[0].words[0].text[:1].islower():
        return 0
    count = 0
    for number, line in enumerate(lines):
        cut = sheet.cut([line])
        if cut.across or not cut.cells[0] or any(cut.cells[1:]):
            break
        if sheet.table.is_goal_label(line) or sheet.table.is_comment_label(line):
            break
        if number and line.words[0].base - lines[number - 1].words[0].base > apart:
            break
        count = number + 1
    return count


def _fits_anchors(table: Table, before: str, cut: Cut) -> bool:
    """Whether what a line has in the column of periods is a period, or a piece of one: else it is another table's."""
    column = table.anchor_column
    if column is None or not cut.cells[column]:
        return True
    text = " ".join(piece.text for piece in cut.cells[column])
    if table.begins_anchor(text) or table.anchors(f"{before} {text}"):
        return True
    return table.placed.header.kind == "indicators" and is_value(text)
