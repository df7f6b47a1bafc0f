"""The rows of all pages as records: which are kept, how wide their columns are, what speaks against their cells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import regex

from ingestion.extraction.headers import ExtractionError
from ingestion.extraction.layout import strip_symbols
from ingestion.extraction.outline import GoalPath
from ingestion.extraction.pdf.joining import Piece, is_whole_value
from ingestion.extraction.pdf.names import name_of
from ingestion.extraction.pdf.state import PrintedHeader, Row, State, place_of, plain_text
from ingestion.extraction.records import Record, Unread, activity_record, indicator_record, read_date
from ingestion.extraction.tokens import tokenizations
from ingestion.extraction.vocabulary import Vocabulary, vocabulary

POSITIONAL_REASONS = {
    "cell_edges": "the drawn edges of its cell show the column of each value",
    "header_boxes": "the place of the header's titles shows the column of each value",
    "row_over_pages": "the row goes on below a page break",
    "cell_not_a_value": "a cell in columns that are not drawn does not read as one value",
    "cell_merged": "a cell goes over several columns or rows, or a boundary is not drawn at its height",
    "cell_between_rows": "the height of a cell does not show to which row it belongs",
    "text_over_boundary": "a text goes on over the boundary of two columns",
    "text_beside_row": "words stand beside the row, outside the columns of the table",
    "figure_struck_out": "a figure is struck out",
    "figure_in_two_sizes": "a figure is printed in two sizes",
    "several_values": "a cell holds several values",
    "row_without_period": "the row has no period, so it may be a sum or a part of another row",
    "name_not_sure": "other text stands in the cell of the name, or its end is not sure",
    "goal_above_not_printed": "the number of the council's goal does not fit the goal printed above it",
    "other_table": "another table may have begun between the header and the row",
    "page_break_undecided": "nothing tells whether what stands below the page break belongs to the row",
}
"""Codes in `evidence` of rows of a PDF, with the reason in words for `note`."""

_NEXT_LINE = 1.4
"""The next line of a name is nearer than this, in sizes of its font."""


def column_widths(rows: Sequence[Row]) -> dict[tuple[float, ...], list[float]]:
    """Widths that lines have room for, in points, by columns' places: a column less the room at its sides."""
    groups: dict[tuple[float, ...], list[Row]] = {}
    for row in rows:
        groups.setdefault(row.table.placed.bounds, []).append(row)
    widths: dict[tuple[float, ...], list[float]] = {}
    for bounds, members in groups.items():
        pieces = [row.pieces for row in members]
        columns = [[piece for row in pieces for piece in row[n]] for n in range(len(bounds) - 1)]
        begins = [min((piece.words[0].x0 for piece in column), default=bounds[n]) for n, column in enumerate(columns)]
        if not members[0].table.placed.drawn:
            widths[bounds] = [max((piece.width for piece in column), default=0.0) for column in columns]
            continue
        ends = [max((piece.words[-1].x1 for piece in column), default=bounds[n]) for n, column in enumerate(columns)]
        room = [begins[n] - bounds[n] for n in range(1, len(columns)) if columns[n]]
        room += [bounds[n + 1] - ends[n] for n in range(len(columns)) if columns[n]]
        # Where text is set to the left (or right), its distance from that edge is the same in every column.
        steps = Counter(round(2 * one) for one in room if one >= 0)
        side = steps.most_common(1)[0][0] / 2 if steps else 0.0
        widths[bounds] = [
            bounds[n + 1] - side - (begins[0] if n == 0 else bounds[n] + side) for n in range(len(columns))
        ]
    return widths


_SUMS = regex.compile(r"(?:summa|totalt?|delsumma|genomsnitt|snitt|medel(?:värde)?)\b.{0,20}", regex.I)


def keep_rows(state: State) -> None:
    """Take out what is no row of its own though it stands between the table's edges: titles of sections, sums.

    A row has a period; what has none and no value is the title of a section, or a piece of a row of another document.
    Below the titles of another table, whose columns may stand where this one's do, every row is in doubt.
    """
    kept: list[Row] = []
    other: PrintedHeader | None = None
    for row in state.rows:
        column = row.table.anchor_column
        cells = row.pieces
        if _is_titles(row, state.words):
            other = row.printed
            row.printed.rows -= 1
            text = " ".join(plain_text(cell) for cell in cells if cell)
            reason = "reads as the titles of another table, below which every row is in doubt"
            state.unread.append(Unread(place_of(row), "header", text, reason, may_hold_row=False))
            continue
        if row.printed is other:
            row.doubts.add("other_table")
        if column is None or cells[column]:
            kept.append(row)
            continue
        name = plain_text(cells[0])
        if cells[0] and any(cells[1:]) and not _SUMS.fullmatch(name):
            kept.append(row)
            continue
        row.printed.rows -= 1
        if kept and kept[-1].table is row.table and (name[:1].islower() or name[:1] == "("):
            kept[-1].doubts.add("name_not_sure")
            if not any(cells[1:]) and _goes_on_with_name(kept[-1], row):
                continue
        kind, reason = "block", "the title of a section, or text without a value, between the rows"
        if any(cells[1:]):
            kind, reason = (
                ("block", "a sum of rows, without a period") if cells[0] else ("row", "values without a name")
            )
        place = place_of(row)
        text = " ".join(plain_text(cell) for cell in (*cells, row.comment) if cell)
        state.unread.append(Unread(place, kind, text, reason, may_hold_row=kind == "row"))
    state.rows[:] = kept


def _is_titles(row: Row, words: Vocabulary) -> bool:
    """Whether what stands as a row is the titles of another table: words, or years, in all columns.

    'Personal', 'Kvinnor', 'Män', 'Totalt'; 'Nyckeltal', '2019', '2020', '2021'.
    """
    column = row.table.anchor_column
    if column is None or row.table.placed.header.kind != "indicators":
        return False
    texts = [plain_text(cell) for cell in row.pieces[1:] if cell]
    if len(texts) < _FEWEST_TITLES or not row.pieces[column] or not row.pieces[0]:
        return False
    if all(map(_YEAR.fullmatch, texts)):
        return True
    period = plain_text(row.pieces[column])
    return words.period.fullmatch(period) is None and not any(map(_may_be_value, texts))


def _may_be_value(text: str) -> bool:
    return any(map(str.isdigit, text)) or is_whole_value(text)


# '540' where a period would stand, but not the year 2021
_FIGURE = regex.compile(r"(?!(?:19|20)\d\d$)[\d ,]+%?")
_FEWEST_TITLES = 2
_YEAR = regex.compile(r"(?:19|20)\d\d")


def _goes_on_with_name(row: Row, rest: Row) -> bool:
    """Add to a row the name, and the comment, of what an edge parts from it though it is the next line of its name."""
    last, below = row.parts[-1], rest.parts[0]
    if row.comment or len(rest.parts) > 1 or last.page != below.page or not last.cells[0]:
        return False
    before, after = last.cells[0][-1], below.cells[0][0]
    leading = after.base - before.base
    if leading <= 0 or leading > _NEXT_LINE * after.words[0].size:
        return False
    row.parts[-1] = replace(last, cells=((*last.cells[0], *below.cells[0]), *last.cells[1:]))
    row.comment += rest.comment
    return True


def indicator_of(
    state: State,
    row: Row,
    number: int,
    widths: dict[tuple[float, ...], list[float]],
) -> Record:
    """The record of a row: settled by its place, or ambiguous with the reasons and the readings that are possible.

    `widths` are those of `column_widths`. Raises ExtractionError, with the page in its message, for a row without name.
    """
    room = widths[row.table.placed.bounds]
    pieces = row.pieces
    printed = name_of(pieces[0], state.words)
    joined = state.joiner.joined(printed.pieces, room[0])
    name = strip_symbols(joined.text)[0].rstrip("* ")
    if not any(character.isalpha() for character in name):
        text = plain_text([piece for cell in pieces for piece in cell])
        raise ExtractionError(f"page {row.parts[0].page}: a row of the table has no name: {text}")
    cells = _cells(state, row, pieces, room)
    drawn = all(part.drawn for part in row.parts)
    evidence = ["cell_edges" if drawn else "header_boxes"]
    if len(row.parts) > 1:
        evidence.append("row_over_pages" if row.rest_is_sure else "page_break_undecided")
    flags = row.flags | printed.flags
    if not joined.sure:
        flags.add("name_not_sure")
    if not drawn and _holds_other_text(printed.pieces):
        flags.add("name_not_sure")
    doubtful = _doubtful_cells(row, pieces, cells, flags, drawn=drawn)
    period = row.table.anchor_column
    if period is not None and (not pieces[period] or _FIGURE.fullmatch(plain_text(pieces[period]))):
        flags.add("row_without_period")
    readings = None
    if not flags and not _goals_fit(row.goals):
        evidence.append("goal_above_not_printed")
        readings = [cells, cells]
    if flags:
        evidence += sorted(flags)
        sure = {"several_values", "cell_not_a_value", "figure_struck_out", "figure_in_two_sizes"}
        only_cells = flags <= sure and bool(doubtful)
        readings = [cells, {role: text for role, text in cells.items() if role not in doubtful} if only_cells else {}]
    elif not row.rest_is_sure:
        without = Row(row.table, row.printed, row.goals, row.parts[:-1])
        readings = [cells, _cells(state, without, without.pieces, room)]
    return indicator_record(
        state.document,
        number,
        place_of(row),
        row.goals,
        row.table.placed.header,
        indicator=name,
        cells=cells,
        comment=" ".join(piece.text for piece in row.comment) or None,
        column_evidence="positional" if readings is None else "ambiguous",
        evidence=evidence,
        readings=readings,
        note="; ".join(POSITIONAL_REASONS[code] for code in evidence),
    )


def _holds_other_text(name: Sequence[Piece]) -> bool:
    """Whether a name that no edges enclose seems to hold the end of another text, or a number of a page."""
    ends = any(
        above.text.endswith((".", "!", "?", ":")) and below.text[:1].isupper() for above, below in pairwise(name)
    )
    return ends or any(not any(letter.isalpha() for letter in piece.text) for piece in name)


def _goals_fit(goals: GoalPath) -> bool:
    """Whether the number of the council's goal (1.2.1) goes on from that of the goal above it (1.2)."""
    if goals.council is None or (goals.council.number or "").count(".") < 2:
        return True
    above = goals.area.number if goals.area is not None else None
    return above is not None and (goals.council.number or "").rsplit(".", 1)[0] == above.rstrip(".")


_CUT_WORD = regex.compile(r"\p{L}[-/‐]$")


def _doubtful_cells(
    row: Row, pieces: Sequence[Sequence[Piece]], cells: dict[str, str], flags: set[str], *, drawn: bool
) -> set[str]:
    """Roles of the cells that may not be what is printed; adds the reasons to `flags`."""
    doubtful: set[str] = set()
    dangling = vocabulary().dangling_words
    for n, role in enumerate(row.table.placed.header.roles, start=1):
        words = [word for piece in pieces[n] for word in piece.words]
        text = cells.get(role)
        reasons = set()
        if any(word.struck for word in words):
            reasons.add("figure_struck_out")
        if any(word.mixed for word in words):
            reasons.add("figure_in_two_sizes")
        if text is not None and not is_whole_value(text):
            if not drawn:
                reasons.add("cell_not_a_value")
            elif tokenizations(text, spaces_before=1, trailing_spaces=False):
                reasons.add("several_values")
        if text is not None and not drawn and (text.split()[-1].casefold() in dangling or _CUT_WORD.search(text)):
            # 'Tas fram av' may have lost its 'nämnd' to another line, '13,7 barn/' its 'avd.'.
            reasons.add("cell_not_a_value")
        if reasons:
            doubtful.add(role)
            flags |= reasons
    return doubtful


def _cells(state: State, row: Row, pieces: Sequence[Sequence[Piece]], room: Sequence[float]) -> dict[str, str]:
    """Printed text by column role; an empty cell is left out."""
    roles = row.table.placed.header.roles
    texts = {role: _without_mark(state.joiner.join(pieces[n], room[n])) for n, role in enumerate(roles, start=1)}
    return {role: text for role, text in texts.items() if text}


def _without_mark(text: str) -> str:
    """A cell without the asterisk of a footnote."""
    bare = text.rstrip("* ")
    return bare if bare != text and is_whole_value(bare) else text


def activity_records(state: State, widths: dict[tuple[float, ...], list[float]]) -> list[Record]:
    """The activities (aktiviteter) as records; one without its dates is unread."""
    records: list[Record] = []
    for row in state.activities:
        pieces, room = row.pieces, widths[row.table.placed.bounds]
        cells = _cells(state, row, pieces, room)
        place = place_of(row)
        where = f"a table of activities on page {place.page}"
        if not cells.get("start_date") or not pieces[0]:
            # The rest of one that began on a page before the first, or a title between them.
            text = " ".join(plain_text(cell) for cell in pieces if cell)
            state.unread.append(Unread(place, "block", text, "an activity without its dates", may_hold_row=False))
            continue
        records.append(
            activity_record(
                state.document,
                len(records) + 1,
                place,
                row.goals,
                activity=strip_symbols(state.joiner.join(pieces[0], room[0]))[0],
                start_date=read_date(cells.get("start_date", ""), where, place.line_start),
                end_date=read_date(cells.get("end_date", ""), where, place.line_start),
                deviation=cells.get("deviation"),
                comment=" ".join(piece.text for piece in row.comment) or None,
            )
        )
    return records
