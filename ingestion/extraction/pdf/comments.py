"""Comments below a table, outside its edges, and those that go on overleaf."""

from __future__ import annotations

from collections.abc import Sequence

from ingestion.documents.pdf import PdfLine, PdfPage
from ingestion.extraction.pdf.cut import Table, label_of_comment
from ingestion.extraction.pdf.joining import Piece
from ingestion.extraction.pdf.sheet import INDENT
from ingestion.extraction.pdf.state import State
from ingestion.extraction.vocabulary import Vocabulary


def is_free_comment(state: State, line: PdfLine, *, at_top: bool) -> bool:
    """Whether a comment begins here, outside its table's edges, or goes on in the middle of a sentence overleaf."""
    if label_of_comment(line, state.words):
        return bool(state.rows_of(state.table))
    rows = state.rows_of(state.table)
    before = rows[-1].comment if rows else []
    # Nothing before it: the label alone stands at the end of the page before.
    is_open = not before or not before[-1].text.endswith((".", "!", "?"))
    return at_top and state.in_comment and bool(rows) and is_open


def comment_is_open(state: State, table: Table, sheet: PdfPage, line: PdfLine, *, below_header: bool = False) -> bool:
    """Whether a comment may go on at a line.

    One in drawn edges always, and one below the header that a page break repeats; another one in the middle of a
    sentence, or where the line begins where its lines do, further in than running text.
    """
    rows = state.rows_of(table)
    comment = rows[-1].comment if rows else []
    if not state.in_comment or table.placed.drawn or below_header or not comment:
        return state.in_comment
    if not comment[-1].text.endswith((".", "!", "?")):
        return True
    indent = comment[-1].words[0].x0
    shown = (*sheet.lines, *state.document.sheets[comment[-1].page - 1].lines)
    margin = min(one.words[0].x0 for one in shown if one.number not in state.document.furniture)
    return abs(line.words[0].x0 - indent) < 0.5 and indent > margin + INDENT


def free_comment(state: State, sheet: PdfPage, lines: Sequence[PdfLine]) -> int:
    """A comment below a table, outside its edges: the label and the paragraph after it; or the rest of one."""
    labelled = label_of_comment(lines[0], state.words) == len(lines[0].words)
    count = 1
    while count < len(lines):
        gap = lines[count].top - lines[count - 1].bottom
        most = state.leading + 0.25 * lines[count].height if count > 1 or not labelled else 1.6 * lines[count].height
        if lines[count].in_grid or gap > most:
            break
        if state.words.goal_label.match(lines[count].text):
            break
        count += 1
    pieces = [Piece(line.words, line.number, sheet.number) for line in lines[:count]]
    state.rows_of(state.table)[-1].comment.extend(without_label(pieces, state.words))
    state.in_comment = True
    return count


def without_label(pieces: Sequence[Piece], words: Vocabulary) -> Sequence[Piece]:
    """The pieces of a comment without the label that introduces it."""
    first, rest = pieces[0], pieces[1:]
    text = first.words[label_of_comment(first, words) :]
    return [Piece(text, first.line, first.page), *rest] if text else rest
