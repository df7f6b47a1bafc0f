"""Read the rows below the header of a money or volume table, up to where the table ends.

Nothing marks where such a table ends, and prose that ends in figures may follow: it ends at a heading, at prose, at the
next header. A row is a label and figures on one line (172 of 173 rows of two documents); a label that wraps stands
above its figures, with or without a blank line.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import regex

from ingestion.extraction.layout import Line, join_wrapped
from ingestion.extraction.money.printed import MoneyRow
from ingestion.extraction.money.words import TEXT_COLUMN, money_words
from ingestion.extraction.text.money.blocks import (
    MoneyBlock,
    has_letter,
    is_first_part_of_label,
    is_label_of_next,
)
from ingestion.extraction.text.money.cells import cuts, trailing_figures

_BEFORE_WORDS = regex.compile(r"(?:^|(?<=\s))[-−–]?\d+(?:,\d+)?(?=\s+\p{L}|\s*$)")
_UP_TO_WORDS = regex.compile(r".*?[-−–]?\d+(?:,\d+)?(?=\s+\p{L}|\s*$)")
_SOFT_HYPHEN = "\u00ad"


@dataclass
class FoundTable:
    """A table while it is read: the pieces of its header, the rows below and their last line."""

    pieces: list[Sequence[Line]]
    trailing_spaces: bool
    rows: list[MoneyRow] = field(default_factory=list)
    last: int = 0

    @property
    def start(self) -> int:
        """The first line of the header."""
        return self.pieces[0][0].number

    @property
    def is_untitled(self) -> bool:
        """Whether the header begins with a space, which an empty title of the rows leaves."""
        return self.pieces[0][0].text.startswith(" ")

    @property
    def has_text_column(self) -> bool:
        """Whether the last column holds words: 'Kommentar'."""
        return money_words().role(self.pieces[-1][-1].text.split()[-1]) == TEXT_COLUMN


def read_rows(
    found: FoundTable,
    blocks: Sequence[MoneyBlock],
    position: int,
    is_header: Callable[[Sequence[MoneyBlock], int], bool],
) -> None:
    """Read the rows below a header from a position on, up to the first block that belongs to the table no more.

    `is_header` tells whether a header of another table begins at a block.
    """
    header = "".join("".join(line.text.split()) for piece in found.pieces for line in piece)
    has_text = found.has_text_column
    body = list(blocks)
    pending: Sequence[Line] = ()
    groups: list[MoneyRow] = []
    while position < len(body):
        block = body[position]
        repeated = _repeated_header(body, position, header, len(found.pieces) + 2)
        if repeated and (groups or not block.is_at_page_top):
            # The header of another table of the same columns, below its heading.
            break
        if repeated:
            position += repeated
            continue
        # What ends in figures is no header, nor the beginning of a label.
        if not block.is_row and not pending:
            if is_first_part_of_label(body, position, in_rows=True):
                body[position + 1] = block.of((*block.lines, *body[position + 1].lines))
                position += 1
                continue
            if is_header(body, position):
                break
        if block.is_row:
            rows = _rows_of(block, pending)
        elif has_text and _text_start(block.lines[0].text) is not None:
            rows = [_text_row(block, pending)]
        else:
            rows = []
        if rows:
            found.rows.extend([*groups, *rows])
            found.last = rows[-1].line_end
            pending, groups = (), []
        elif not pending and (block.may_be_label or (block.may_be_abbreviated and is_label_of_next(body, position))):
            if is_label_of_next(body, position) or (
                has_text and position + 1 < len(body) and _text_start(body[position + 1].lines[0].text) == 0
            ):
                pending = block.lines
            else:
                groups.append(_group(block))
        else:
            break
        position += 1


def _repeated_header(body: Sequence[MoneyBlock], position: int, header: str, most: int) -> int:
    """How many blocks a repeated header takes from a position, at most so many; 0 where none stands there."""
    if not body[position].lines[0].text.lstrip().startswith(header[0]):
        return 0
    text = ""
    for count, block in enumerate(body[position : position + most], start=1):
        text += block.squeezed
        if text == header:
            return count
        if not header.startswith(text):
            return 0
    return 0


def _rows_of(block: MoneyBlock, pending: Sequence[Line]) -> list[MoneyRow]:
    """The rows of a block: one, or one for each line that ends in figures where no blank line parts them."""
    rows: list[MoneyRow] = []
    lines = block.lines
    start = 0
    for end in range(1, len(lines)):
        part = block.of(lines[start:end])
        if _ends_row(part, lines[end].text):
            rows.append(_row(part, () if rows else pending))
            start = end
    return [*rows, _row(block.of(lines[start:]) if start else block, () if rows else pending)]


def _ends_row(part: MoneyBlock, below: str) -> bool:
    """Whether a row ends with a line inside a block: figures stand at its end and the next line begins a label."""
    whole = not part.trailing_spaces or part.lines[-1].text.endswith(" ")
    return whole and below.lstrip()[:1].isalpha() and len(part.figures) > 1 and bool(trailing_figures(below))


def _row(part: MoneyBlock, pending: Sequence[Line]) -> MoneyRow:
    """The row of a part of a block; `pending` are the lines above it that its label begins with."""
    text, figures = part.text, part.figures
    above = join_wrapped([line.text for line in pending], trailing_spaces=part.trailing_spaces) if pending else ""
    is_apart = bool(figures) and not has_letter(text[: figures[0].offset])
    label = _label(part, figures[0].offset, above) if figures else above
    return MoneyRow(
        line_start=pending[0].number if pending else part.lines[0].number,
        line_end=part.lines[-1].number,
        cuts=cuts(figures, label, len(text) - len(text.rstrip(" ")), label_is_apart=is_apart),
        label_is_apart=is_apart,
        label=above if is_apart else "",
        offsets=part.offsets,
    )


def _label(part: MoneyBlock, end: int, above: str) -> str:
    """The label of a row: what stands above, and its text up to the first figure with its wraps joined."""
    if len(part.lines) == 1:
        return " ".join(f"{above} {part.text[:end]}".replace(_SOFT_HYPHEN, "").split())
    begun = [line.text[: end - start] for line, (start, _) in zip(part.lines, part.offsets, strict=True) if start < end]
    own = join_wrapped(begun, trailing_spaces=part.trailing_spaces) if begun else ""
    return " ".join(f"{above} {own}".split())


def _group(block: MoneyBlock) -> MoneyRow:
    """A row that has a label and no figures; the spaces at its end show how many empty cells it has."""
    label = join_wrapped([line.text for line in block.lines], trailing_spaces=block.trailing_spaces)
    first, last = block.lines[0], block.lines[-1]
    shows_empty = len(last.text) - len(last.text.rstrip(" ")) - 1
    return MoneyRow(first.number, last.number, (), False, label, (), shows_empty=shows_empty)


def _text_start(text: str) -> int | None:
    """Offset of the figure that a comment follows: 0 in '1,6 Fackliga …', 21 in 'varav barn och unga 30,0 …'."""
    match = _BEFORE_WORDS.search(text)
    return match.start() if match else None


def _text_row(block: MoneyBlock, pending: Sequence[Line]) -> MoneyRow:
    """A row with a last column of words: its figures end where the words begin."""
    first = block.lines[0]
    run_end = _UP_TO_WORDS.match(first.text)
    part = block.of([Line(first.number, run_end[0] if run_end else first.text)])
    return _row(part, pending)._replace(line_end=block.lines[-1].number)


__all__ = ["FoundTable", "read_rows"]
