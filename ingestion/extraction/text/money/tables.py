"""Find the money and volume tables of a text and cut them into rows.

Nothing marks where such a table ends, and prose that ends in figures may follow. A table is a header (words of headers,
no figures) and the rows below it up to a heading, prose or the next header. A row is a label and figures on one line
(172 of 173 rows of two documents); a label that wraps stands above its figures, with or without a blank line.
"""

from __future__ import annotations

import functools
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

import regex

from ingestion.extraction.layout import Block, Line, join_wrapped
from ingestion.extraction.money.printed import Cut, MoneyHeader, MoneyRow, MoneyTable
from ingestion.extraction.money.words import (
    ANSWERS,
    BARE_YEAR,
    MOST_COLUMNS,
    PART_TITLE,
    ROW_TITLE,
    TEXT_COLUMN,
    TITLE,
    UNIT,
    WEAK_TITLE,
    may_head_a_column,
    money_words,
)
from ingestion.extraction.text.money.cells import cuts, trailing_figures
from ingestion.extraction.text.money.header import (
    MOST_HEADER_CHARACTERS,
    MOST_TITLE_LINES,
    HeaderWord,
    cut_header,
    header_words,
    is_header_like,
    is_known,
    is_narrow,
    is_years_only,
)

_MOST_HEADER_BLOCKS = 20
_WORTH_A_TITLE = 2.0
_MOST_LABEL_LINES = 6
_MANY_PIECES = 5
_FIGURE_LAST = regex.compile(r"[\d%)*_]")
_WORDS_BEHIND_FIGURE = regex.compile(r"\d \p{L}")
_YEAR = regex.compile(r"(?:19|20)\d\d")
_TERTIAL = regex.compile(r"T[1-3]")
_ENDS_IN_FIGURE = regex.compile(r"\s[-−–+]?\d+(?:,\d+|(?: \d{3})+)$")
_YEAR_OR_BRACKET = regex.compile(r"(?:19|20)\d\d|\(\d+\)|[1-3]")
_SENTENCE = regex.compile(r"[.!?]\s+\p{Lu}|\.\s*$")
_ENDS_SENTENCES = frozenset(".!?")
_ABBREVIATION = regex.compile(r"(?<=\b(?:\p{Ll}{1,4}|\p{Lu}{2,4}))\.(?=\s+\S)")
_END_NOTHING = frozenset(
    {
        "och",
        "&",
        "med",
        "för",
        "till",
        "av",
        "i",
        "på",
        "samt",
        "inkl",
        "inkl.",
        "exkl",
        "exkl.",
        "före",
        "efter",
        "mot",
        "varav",
    }
)
_LETTER = regex.compile(r"\p{L}")
_BEFORE_WORDS = regex.compile(r"(?:^|(?<=\s))[-−–]?\d+(?:,\d+)?(?=\s+\p{L}|\s*$)")
_UP_TO_WORDS = regex.compile(r".*?[-−–]?\d+(?:,\d+)?(?=\s+\p{L}|\s*$)")
_INDICATOR_HEADER = regex.compile(r"^\s*(?:Indikator|Aktivitet)\b")


@dataclass
class _Found:
    """A table while it is read."""

    start: int
    pieces: list[list[Line]]
    rows: list[MoneyRow] = field(default_factory=list)
    last: int = 0


def find_tables(body: Sequence[Block], *, trailing_spaces: bool) -> list[MoneyTable]:
    """The money and volume tables among the blocks of a text, in printed order."""
    tables: list[MoneyTable] = []
    # A header has words of headers, and figures not far below it.
    figures = [number for number, block in enumerate(body) if _holds_figure_at_end(block.lines[-1].text)]
    headed = [number for number, block in enumerate(body) if any(may_head_a_column(line.text) for line in block.lines)]
    for position in _candidates(headed, figures):
        if tables and body[position].first_line <= tables[-1].line_end:
            continue
        header = _header_at(body, position, trailing_spaces=trailing_spaces)
        if header is None:
            continue
        pieces, after = header
        found = _Found(pieces[0][0].number, pieces)
        _read_rows(found, body, after, trailing_spaces=trailing_spaces)
        table = _table(found, trailing_spaces=trailing_spaces) if any(row.cuts for row in found.rows) else None
        if table is not None:
            tables.append(table)
    show = _spaces_show(tables)
    return [replace(table, spaces_show=show) for table in tables]


def _holds_figure_at_end(text: str) -> bool:
    """Whether a line ends in a figure, in words behind one, or in the answer to a question: 'ja', 'nej'."""
    if _FIGURE_LAST.match(text.rstrip()[-1:]) is not None or _WORDS_BEHIND_FIGURE.search(text) is not None:
        return True
    plain = text.rstrip().casefold()
    return any(plain.endswith(answer) and plain[: -len(answer)][-1:].isspace() for answer in ANSWERS)


def _candidates(headed: Sequence[int], figures: Sequence[int]) -> Iterator[int]:
    """The blocks with words of headers that have figures within as many blocks as a header can take."""
    for position in headed:
        following = bisect_left(figures, position)
        if following < len(figures) and figures[following] - position <= _MOST_HEADER_BLOCKS:
            yield position


def _spaces_show(tables: Sequence[MoneyTable]) -> bool:
    """Whether a document keeps a space for each empty cell: most rows with empty cells show just as many."""
    fit = misfit = 0
    for table in tables:
        for row in table.rows:
            if row.cuts and max(len(cut.figures) for cut in row.cuts) < table.columns:
                if any(
                    len(cut.figures) + cut.shown_empty(label_is_apart=row.label_is_apart) == table.columns
                    for cut in row.cuts
                ):
                    fit += 1
                else:
                    misfit += 1
    return fit > 3 * misfit


def _header_at(body: Sequence[Block], position: int, *, trailing_spaces: bool) -> tuple[list[list[Line]], int] | None:
    """The pieces of a header that starts in a block, and the position of the first block below it."""
    if _is_label_of_next(body, position, trailing_spaces=trailing_spaces):
        # 'Anslag för nämndens verksamhet (netto)' above its figures is a label, whatever its words are.
        return None
    first = _header_lines(body, position, trailing_spaces=trailing_spaces)
    if first is None:
        return None
    pieces, after = [first], position + 1
    sure, sure_after = 1, after
    while after < len(body) and after - position < _MOST_HEADER_BLOCKS:
        block = body[after]
        if (
            _is_value_block(block, trailing_spaces=trailing_spaces)
            and not _is_cut_title(body, after, trailing_spaces=trailing_spaces)
        ) or _is_label_of_next(body, after, trailing_spaces=trailing_spaces):
            break
        words = header_words([block.lines], trailing_spaces=trailing_spaces)
        known = is_known(words) and len(block.lines) <= MOST_TITLE_LINES
        if (not known and not is_narrow(block)) or _goes_on_as_row(
            body, after, in_rows=False, trailing_spaces=trailing_spaces
        ):
            break
        pieces.append(list(block.lines))
        after += 1
        # A block of words that are not known belongs to the header where more of it follows, or where a narrow column
        # broke a word of it: 'Ärendehan' + 'tering'.
        if known or (trailing_spaces and any(not line.text.endswith(" ") for line in block.lines[:-1])):
            sure, sure_after = len(pieces), after
    pieces, after = pieces[:sure], sure_after
    if after >= len(body) or not _names_values(pieces):
        return None
    title = _row_title_above(body, position, first)
    if _is_above_whole_header(pieces):
        return None
    if title is None and _is_only_heading(pieces, body, position, trailing_spaces=trailing_spaces):
        return None
    return ([title, *pieces] if title else pieces), after


def _names_values(pieces: Sequence[Sequence[Line]]) -> bool:
    """Whether the words of a header name a value: a title, a unit or a year, not only what the rows are."""
    words = [word for piece in pieces for line in piece for word in line.text.split()]
    if len(pieces) >= _MANY_PIECES and money_words().role(words[0]) == ROW_TITLE:
        return True
    return any(money_words().role(word) in {TITLE, WEAK_TITLE, UNIT} or BARE_YEAR.fullmatch(word) for word in words)


def _is_only_heading(
    pieces: Sequence[Sequence[Line]], body: Sequence[Block], position: int, *, trailing_spaces: bool
) -> bool:
    """Whether the first piece is a heading above a whole header: 'Investeringar', then 'Mnkr, netto …'."""
    if len(pieces) < 2 or len(pieces[0]) > 1:
        return False
    roles = [money_words().role(word) for line in pieces[0] for word in line.text.split()]
    following = [money_words().role(word) for line in pieces[1] for word in line.text.split()]
    return not any(role in {TITLE, WEAK_TITLE, UNIT} for role in roles) and any(
        role in {ROW_TITLE, UNIT} for role in following
    )


def _is_above_whole_header(pieces: Sequence[Sequence[Line]]) -> bool:
    """Whether the second piece is a header of its own: it begins with the title of the rows, and names columns.

    'Budget per verksamhetsområde', 'Budget 2024' have a title's word and name no column of it.
    """
    if len(pieces) < 2 or len(pieces[0]) > 1:
        return False
    following = [money_words().role(word) for line in pieces[1] for word in line.text.split()]
    return following[:1] == [ROW_TITLE] and sum(role in {TITLE, WEAK_TITLE} for role in following) > 1


def _header_lines(body: Sequence[Block], position: int, *, trailing_spaces: bool) -> list[Line] | None:
    """The lines of a block from which on it is a header: a heading or prose may stand right above ('Äldreomsorg')."""
    lines = _last_lines(body[position].lines)
    if not lines or any(_INDICATOR_HEADER.match(line.text) for line in lines):
        return None
    roles = [money_words().role(line.text.split()[0]) for line in lines]
    starts = [number for number, role in enumerate(roles) if role in {ROW_TITLE, UNIT}]
    for start in [*starts, *(number for number in range(len(lines)) if number not in starts)]:
        # 'Tilldelad budget från kommunfullmäktige,' + 'mnkr Kostnader …': a comma goes on.
        begin = start
        while (
            begin
            and (lines[begin - 1].text.rstrip().endswith(",") or lines[begin].text.lstrip().startswith("("))
            and is_header_like(lines[begin - 1 :], trailing_spaces=trailing_spaces)
        ):
            begin -= 1
        part = lines[begin:]
        if is_header_like(part, trailing_spaces=trailing_spaces) and not (
            _figures_at_end(part, trailing_spaces=trailing_spaces) and not _only_years(part)
        ):
            return list(part)
    if is_years_only(lines) and len(lines) == 1:
        return list(lines)
    return None


def _last_lines(lines: Sequence[Line]) -> list[Line]:
    """The last lines of a block, as many as a header's first cells can have: none where a sentence ends it."""
    if lines[-1].text.rstrip().endswith((".", ":")):
        return []
    found: list[Line] = []
    length = 0
    for line in reversed(lines):
        length += len(line.text)
        if length > MOST_HEADER_CHARACTERS:
            break
        found.append(line)
    return found[::-1]


def _only_years(lines: Sequence[Line]) -> bool:
    run = trailing_figures(" ".join(line.text for line in lines))
    return all(_YEAR_OR_BRACKET.fullmatch(word.text) for word in run)


def _figures_at_end(lines: Sequence[Line], *, trailing_spaces: bool) -> bool:
    return bool(trailing_figures(_joined(lines, trailing_spaces=trailing_spaces)[0]))


def _row_title_above(body: Sequence[Block], position: int, first: Sequence[Line]) -> list[Line] | None:
    """The title of the label column where it stands above the words of the lexicon: 'Nämnd och' + 'administration'.

    A header begins with it, so one that begins with the name of a value column has it above, or none: an empty one
    leaves a space ('␣Planering').
    """
    roles = [money_words().role(word) for line in first for word in line.text.split()]
    if not roles or roles[0] != TITLE or first[0].text.startswith(" ") or UNIT in roles or ROW_TITLE in roles:
        return None
    lines = [line for line in body[position].lines if line.number < first[0].number]
    if not lines and position:
        lines = list(body[position - 1].lines)
    texts = [line.text.strip() for line in lines]
    if not lines or len(lines) > 5 or any(len(text) > 40 or text.endswith((".", ":")) for text in texts):
        return None
    return lines


@functools.lru_cache(maxsize=256)
def _is_value_block(block: Block, *, trailing_spaces: bool) -> bool:
    """Whether a block ends in figures that are no years: a row of a table. One block is asked for often."""
    if is_years_only(block.lines) or (
        is_header_like(block.lines, trailing_spaces=trailing_spaces) and _only_years(block.lines)
    ):
        return False
    text, _ = _joined(block.lines, trailing_spaces=trailing_spaces)
    run = trailing_figures(text)
    # '2 1 3' is a row of small figures: a title that ends in one of them ('Tertial 1') has words or a year.
    may_be_title = _LETTER.search(text) is not None or _YEAR.search(text) is not None
    if may_be_title and _only_years(block.lines):
        words = header_words([block.lines], trailing_spaces=trailing_spaces)
        if is_known(words):
            return False
    return bool(run) and _cells_are_there(text)


def _cells_are_there(text: str) -> bool:
    """Whether a text can be a row: not a sentence that ends in a figure."""
    return len(text) <= 300 and (not _ENDS_SENTENCES.intersection(text) or _SENTENCE.search(text.rstrip()) is None)


def _is_label_of_next(body: Sequence[Block], position: int, *, trailing_spaces: bool) -> bool:
    """Whether a block of words only is the label of the figures in the next block."""
    if position + 1 >= len(body):
        return False
    text, _ = _joined(body[position + 1].lines, trailing_spaces=trailing_spaces)
    run = trailing_figures(text)
    return (
        bool(run)
        and not _LETTER.search(text[: run[0].start])
        and _is_value_block(body[position + 1], trailing_spaces=trailing_spaces)
    )


def _joined(lines: Sequence[Line], *, trailing_spaces: bool) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The text of lines with their spaces kept, and where each begins in it; what a line's end cut is whole.

    '1258,' + '2 1207,5' is one number where line ends tell.
    """
    text, offsets = "", []
    for line in lines:
        if text and not trailing_spaces and not text.endswith(" "):
            text += " "
        offsets.append((len(text), line.number))
        text += line.text
    return text, tuple(offsets)


def _read_rows(found: _Found, body: Sequence[Block], position: int, *, trailing_spaces: bool) -> None:
    """Read the rows below a header, up to the first block that belongs to the table no more."""
    header_text = [_words_of(piece) for piece in found.pieces]
    body = list(body)
    pending: list[Line] = []
    groups: list[MoneyRow] = []
    while position < len(body):
        block = body[position]
        repeated = _repeated_header(body, position, header_text)
        if repeated and (groups or not _is_at_page_top(block)):
            # The header of another table of the same columns, below its heading.
            break
        if repeated:
            position += repeated
            continue
        # What ends in figures is no header, nor the beginning of a label.
        is_row = _is_value_block(block, trailing_spaces=trailing_spaces)
        is_free = not is_row and not pending
        if is_free and _goes_on_as_row(body, position, in_rows=True, trailing_spaces=trailing_spaces):
            body[position + 1] = block._replace(lines=(*block.lines, *body[position + 1].lines))
            position += 1
            continue
        if is_free and _header_at(body, position, trailing_spaces=trailing_spaces) is not None:
            break
        if is_row:
            rows = _rows_of(block, pending, trailing_spaces=trailing_spaces)
            found.rows.extend([*groups, *rows])
            found.last = rows[-1].line_end
            pending, groups = [], []
        elif _is_text_row(found, block, trailing_spaces=trailing_spaces):
            row = _text_row(block, pending, trailing_spaces=trailing_spaces)
            found.rows.extend([*groups, row])
            found.last = row.line_end
            pending, groups = [], []
        elif not pending and (
            _may_be_label(block)
            or (_is_abbreviated(block) and _is_label_of_next(body, position, trailing_spaces=trailing_spaces))
        ):
            if _is_label_of_next(body, position, trailing_spaces=trailing_spaces) or (
                _text_column(found) and position + 1 < len(body) and _text_start(body[position + 1].lines[0].text) == 0
            ):
                pending = list(block.lines)
            else:
                groups.append(_group(block, trailing_spaces=trailing_spaces))
        else:
            break
        position += 1


def _goes_on(block: Block, following: Sequence[Block]) -> bool:
    """Whether a label goes on in the next block: a page ended inside it, or a blank line stands there.

    'Stöd och service till personer med', then 'funktionsnedsättning 371,3': a small letter begins nothing but a part
    ('varav'), and some words end nothing.
    """
    if not following:
        return False
    begin = following[0].lines[0].text.lstrip()
    is_rest = begin[:1].islower() or begin[:1] == "("
    return (is_rest and not begin.startswith("varav")) or _ends_nothing(block)


def _ends_nothing(block: Block) -> bool:
    """Whether the last word of a block can end no label."""
    last = block.lines[-1].text.split()[-1].casefold()
    return last in _END_NOTHING or last.endswith(("-", ","))


def _goes_on_as_row(body: Sequence[Block], position: int, *, in_rows: bool, trailing_spaces: bool) -> bool:
    """Whether a block is the first part of a label whose rest is the next block, with its figures or above them.

    `in_rows`: rows stand above, so that words that are followed by words are more likely a label than a header.
    """
    block, following = body[position], body[position + 1 : position + 2]
    if not following or not _goes_on(block, following) or not _may_be_label(block):
        return False
    if _is_value_block(block, trailing_spaces=trailing_spaces):
        return False
    if _is_label_of_next(body, position + 1, trailing_spaces=trailing_spaces):
        return True
    is_title = is_known(header_words([block.lines], trailing_spaces=trailing_spaces))
    if _is_value_block(following[0], trailing_spaces=trailing_spaces):
        return not is_title or _ends_nothing(block)
    return in_rows and not is_title and _may_be_label(following[0])


def _is_cut_title(body: Sequence[Block], position: int, *, trailing_spaces: bool) -> bool:
    """Whether a block that ends in a figure is a part of a column's title that a page cut, and no row.

    'bruttobudge', then 't 2021'; 'Varav 5 %', then 'av resultat-'.
    """
    block = body[position]
    if block.lines[0].text.lstrip()[:1].islower() and _only_years(block.lines):
        return True
    following = body[position + 1 : position + 2]
    return (
        bool(following)
        and _goes_on(block, following)
        and not _is_value_block(following[0], trailing_spaces=trailing_spaces)
    )


def _is_at_page_top(block: Block) -> bool:
    """Whether a page ended just before: a header is repeated there only. A page break leaves a space, often no more."""
    return block.after_page_break or block.lines[0].text.startswith(" ")


def _words_of(lines: Sequence[Line]) -> str:
    return "".join("".join(line.text.split()) for line in lines)


def _repeated_header(body: Sequence[Block], position: int, pieces: Sequence[str]) -> int:
    """How many blocks a repeated header takes from a position; 0 where none stands there."""
    text, target = "", "".join(pieces)
    for count in range(min(len(pieces) + 2, len(body) - position)):
        text += _words_of(body[position + count].lines)
        if text == target:
            return count + 1
        if not target.startswith(text):
            return 0
    return 0


def _is_abbreviated(block: Block) -> bool:
    """Whether a block can be a label but for an abbreviation: 'Avser adm. ers. Skärholmens SDN' ends no sentence."""
    return _may_be_label(
        block._replace(lines=tuple(x._replace(text=_ABBREVIATION.sub("", x.text)) for x in block.lines))
    )


def _may_be_label(block: Block) -> bool:
    """Whether a block can be the label of a row or a group: a few lines without a sentence."""
    text = " ".join(line.text.strip() for line in block.lines)
    return (
        len(block.lines) <= _MOST_LABEL_LINES
        and len(text) <= 160
        and _LETTER.search(text) is not None
        and not text.endswith((".", "!", "?", ":"))
        and _SENTENCE.search(text) is None
        and all(len(line.text) <= 70 for line in block.lines)
    )


def _rows_of(block: Block, pending: Sequence[Line], *, trailing_spaces: bool) -> list[MoneyRow]:
    """The rows of a block: one, or one for each line that ends in figures where no blank line parts them."""
    rows: list[MoneyRow] = []
    lines = list(block.lines)
    start = 0
    for end in range(1, len(lines) + 1):
        part = lines[start:end]
        last = end == len(lines)
        if not last and not (_ends_row(part, lines[end], trailing_spaces=trailing_spaces)):
            continue
        rows.append(_row(part, pending if not rows else (), trailing_spaces=trailing_spaces))
        start = end
    return rows


def _ends_row(part: Sequence[Line], following: Line, *, trailing_spaces: bool) -> bool:
    """Whether a row ends with a line inside a block: figures stand at its end and the next line begins a label."""
    text, _ = _joined(part, trailing_spaces=trailing_spaces)
    run = trailing_figures(text)
    whole = not trailing_spaces or part[-1].text.endswith(" ")
    return (
        bool(run)
        and whole
        and _LETTER.match(following.text.strip()) is not None
        and bool(trailing_figures(following.text))
        and len(run) > 1
    )


def _row(lines: Sequence[Line], pending: Sequence[Line], *, trailing_spaces: bool) -> MoneyRow:
    text, offsets = _joined(lines, trailing_spaces=trailing_spaces)
    above = join_wrapped([line.text for line in pending], trailing_spaces=trailing_spaces) if pending else ""
    run = trailing_figures(text)
    is_apart = bool(run) and not _LETTER.search(text[: run[0].start])
    # A page break leaves one space before the first line of a page: none of an empty cell before a label.
    found = cuts(text, needs_label=not is_apart)
    ends = {cut.figures[0].offset for cut in found}
    labels = {end: _label(lines, end, text, above, trailing_spaces) for end in ends}
    label = above if is_apart else ""
    return MoneyRow(
        line_start=pending[0].number if pending else lines[0].number,
        line_end=lines[-1].number,
        cuts=tuple(Cut(labels[cut.figures[0].offset], cut.figures, cut.spaces_after) for cut in found),
        label_is_apart=is_apart,
        label=label,
        offsets=offsets,
    )


def _label(lines: Sequence[Line], end: int, text: str, above: str, trailing_spaces: bool) -> str:
    """The label of a row: what stands above, and its text up to the first figure with its wraps joined."""
    if len(lines) == 1:
        return " ".join(f"{above} {text[:end]}".replace("\u00ad", "").split())
    parts: list[str] = []
    position = 0
    for line in lines:
        start = text.index(line.text, position)
        position = start + len(line.text)
        if start >= end:
            break
        parts.append(line.text[: max(0, end - start)])
    own = join_wrapped(parts, trailing_spaces=trailing_spaces) if parts else ""
    return " ".join(f"{above} {own}".split())


def _group(block: Block, *, trailing_spaces: bool) -> MoneyRow:
    """A row that has a label and no figures; the spaces at its end show how many empty cells it has."""
    label = join_wrapped([line.text for line in block.lines], trailing_spaces=trailing_spaces)
    last = block.lines[-1].text
    return MoneyRow(
        block.first_line, block.last_line, (), False, label, (), shows_empty=len(last) - len(last.rstrip(" ")) - 1
    )


def _text_column(found: _Found) -> bool:
    return money_words().role(found.pieces[-1][-1].text.split()[-1]) == TEXT_COLUMN


def _text_start(text: str) -> int | None:
    """Offset of the figure that a comment follows: 0 in '1,6 Fackliga …', 21 in 'varav barn och unga 30,0 …'."""
    match = _BEFORE_WORDS.search(text)
    return match.start() if match else None


def _is_text_row(found: _Found, block: Block, *, trailing_spaces: bool) -> bool:
    return _text_column(found) and _text_start(block.lines[0].text) is not None


def _text_row(block: Block, pending: Sequence[Line], *, trailing_spaces: bool) -> MoneyRow:
    """A row with a last column of words: its figures end where the words begin."""
    first = block.lines[0]
    run_end = _UP_TO_WORDS.match(first.text)
    part = Line(first.number, run_end[0] if run_end else first.text)
    row = _row([part], pending, trailing_spaces=trailing_spaces)
    return replace(row, line_end=block.last_line)


def _table(found: _Found, *, trailing_spaces: bool) -> MoneyTable | None:
    """The table of what was found, cut by the number of columns that its rows and its header agree on."""
    words = header_words(found.pieces, trailing_spaces=trailing_spaces)
    _drop_headings(found)
    best: tuple[float, int, bool, MoneyHeader] | None = None
    rows = [row for row in found.rows if row.cuts]
    with_empty = _counts_with_empty(rows)
    are_told = len(found.pieces) < _MANY_PIECES or is_known(words)
    cells = None if are_told else _single_cells(found, trailing_spaces=trailing_spaces)
    if not are_told and cells is None:
        # The rows alone would tell the columns, and maybe none of them has all cells filled.
        return None
    for spaces_show in (True, False):
        counts = _counts(rows, spaces_show=spaces_show)
        if cells is not None:
            counts = {cells: counts.get(cells, 0.0)}
        least = max(min(len(cut.figures) for cut in row.cuts) for row in rows)
        for columns in (number for number in counts if least <= number <= MOST_COLUMNS):
            header = cut_header(words, columns, untitled=found.pieces[0][0].text.startswith(" "))
            if header is None:
                continue
            share = counts.get(columns, 0.0) / len(rows)
            # Spaces that show nothing in any row say nothing of the table.
            cost = header.cost - 20.0 * share - (0.5 if spaces_show and columns in with_empty else 0.0)
            if best is None or cost < best[0] - 1e-9:
                best = (cost, columns, spaces_show, header)
    if best is None:
        return None
    _, columns, spaces_show, header = best
    longer = _with_last_title(words, found, columns)
    if longer is not None and longer.cost < header.cost - _WORTH_A_TITLE:
        header = longer
        del found.rows[0]
    if any(_is_torn(*pair) for pair in pairwise(header.columns)) or _are_figures_left(rows, columns):
        return None
    return MoneyTable(found.start, found.last, header, tuple(found.rows), spaces_show)


def _with_last_title(words: Sequence[HeaderWord], found: _Found, columns: int) -> MoneyHeader | None:
    """The header with the words right below it as the title of its last column: 'Skillnad', a word that nobody knows.

    Where they name a group of rows ('Centrala medel') the header has as many titles without them.
    """
    first = found.rows[0]
    if first.cuts:
        return None
    more = [HeaderWord(word, "space" if place else "gap") for place, word in enumerate(first.label.split())]
    untitled = found.pieces[0][0].text.startswith(" ")
    header = cut_header([*words, *more], columns, untitled=untitled)
    return header if header is not None and header.columns[-1] == first.label else None


def _are_figures_left(rows: Sequence[MoneyRow], columns: int) -> bool:
    """Whether many rows have more figures than a header has titles: 'Förskola 376,0 374,0' is no label."""
    left = 0
    for row in rows:
        labels = [cut.label for cut in row.cuts if len(cut.figures) <= columns]
        left += bool(labels) and _ENDS_IN_FIGURE.search(min(labels, key=len)) is not None
    return 3 * left >= len(rows)


def _is_torn(before: str, name: str) -> bool:
    """Whether two titles of columns are one ('Nämndens' + 'budget', 'Prognos' + 'T1', 'Utfall' + '2024').

    Where a word of the header is not known, its others must not be spread over the columns. 'varav kvinnor' is one.
    """
    first = name.split(maxsplit=1)[0]
    if first[:1].islower() or _TERTIAL.fullmatch(first) is not None:
        return money_words().role(first) != PART_TITLE
    last = before.rsplit(maxsplit=1)[-1]
    is_cut = money_words().role(last) in {TITLE, WEAK_TITLE} or _TERTIAL.fullmatch(last) is not None
    return is_cut and BARE_YEAR.fullmatch(name) is not None


def _single_cells(found: _Found, *, trailing_spaces: bool) -> int | None:
    """The number of columns of a header whose every piece is one cell, the first behind the title of the rows.

    'Ärendehan' + 'tering': what a narrow column broke inside a word is a cell of its own, and no row has to have them
    all filled ('8 9 3 18' below nine titles of kinds of complaints). None where a piece is not broken so, or the header
    may go on: words without figures stand below it, or a row has more of them.
    """
    pieces = found.pieces
    firsts = [piece[0].text.split() for piece in pieces]
    most = max(len(cut.figures) for row in found.rows for cut in row.cuts)
    is_whole = (
        trailing_spaces
        and money_words().role(firsts[0][0]) == ROW_TITLE
        and [len(words) for words in firsts] == [2, *[1] * (len(pieces) - 1)]
        and all(words[-1][0].isupper() for words in firsts)
        and all(any(not line.text.endswith(" ") for line in piece[:-1]) for piece in pieces)
        and bool(found.rows[0].cuts)
        and most <= len(pieces)
    )
    return len(pieces) if is_whole else None


def _drop_headings(found: _Found) -> None:
    """Take the headings below a table from its rows: 'Analys av årsresultat 2021' ends in a year, no figure.

    Only where every other figure has decimals is a bare year none.
    """
    years = [row for row in found.rows if row.cuts and [figure.text for figure in row.cuts[0].figures] == _year_of(row)]
    others = [figure.text for row in found.rows if row.cuts and row not in years for figure in row.cuts[0].figures]
    if not others or not all("," in text or text.endswith("%") for text in others):
        return
    while found.rows and (not found.rows[-1].cuts or found.rows[-1] in years):
        found.rows.pop()
    found.last = max((row.line_end for row in found.rows), default=found.last)


def _year_of(row: MoneyRow) -> list[str]:
    """The one figure of a row that has nothing but a bare year, else an empty list."""
    texts = [figure.text for figure in row.cuts[0].figures]
    return texts if len(texts) == 1 and _YEAR.fullmatch(texts[0]) else []


def _counts(rows: Sequence[MoneyRow], *, spaces_show: bool) -> dict[int, float]:
    """For each number of columns, how many rows can have just so many cells."""
    counts: dict[int, float] = {}
    for row in rows:
        possible: dict[int, float] = {}
        for cut in row.cuts:
            count = len(cut.figures) + (cut.shown_empty(label_is_apart=row.label_is_apart) if spaces_show else 0)
            # A figure seldom belongs to the label, and figures with groups of three digits are seldom apart.
            weight = 1.0 if cut.label == row.cuts[0].label else 0.4
            possible[count] = max(possible.get(count, 0.0), weight)
        for count, weight in possible.items():
            counts[count] = counts.get(count, 0.0) + weight
    return counts


def _counts_with_empty(rows: Sequence[MoneyRow]) -> frozenset[int]:
    """The numbers of cells that rows show of which the spaces show some to be empty."""
    return frozenset(
        len(cut.figures) + empty
        for row in rows
        for cut in row.cuts
        if (empty := cut.shown_empty(label_is_apart=row.label_is_apart)) > 0
    )


__all__ = ["HeaderWord", "MoneyRow", "MoneyTable", "find_tables"]
