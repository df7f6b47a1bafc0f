"""The header of a table of money or volumes on a page, and where its columns stand.

Nothing but figures below each other shows that a table begins. So its rows come first: where their figures stand are
the columns, and the words of headers above them name those. Drawn edges part the columns where every one of them has
its own place between two.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import regex

from ingestion.documents.pdf import PdfLine, Word
from ingestion.extraction.money.printed import MoneyHeader
from ingestion.extraction.money.words import (
    BARE_YEAR,
    KNOWN_SHARE,
    MOST_COLUMNS,
    ROW_TITLE,
    TEXT_COLUMN,
    TITLE,
    UNIT,
    WEAK_TITLE,
    may_head_a_column,
    money_words,
)
from ingestion.extraction.pdf.edges import Edges
from ingestion.extraction.pdf.joining import Joiner, Piece
from ingestion.extraction.pdf.money.runs import (
    Run,
    is_dash,
    is_figure,
    is_year,
    merged_spans,
    runs_of,
    spans,
    value_runs,
)

_MOST_ROWS_LOOKED_AT = 40
_MOST_GROUPS_ABOVE = 8
_MOST_HEADER_LINES = 24
_MOST_WORDS = 9
"""Words of a title on one line; running text has more."""

_LEAST_KNOWN = 0.3
"""Of a header's words so many are known as a narrow column broke them."""

_MANY_NAMES, _MANY_TITLES = 4, 6
_MOST_PARTS = 3
"""Lines above and below a line's end that a word which it broke may stand on."""

_INDENT = 2.5
"""The label of a part begins so many sizes of its font further in at most."""

_LEADING = 1.45
"""Lines of one cell are nearer than so many sizes of their font."""

_OVER = 1.0
"""Points by which a text may stand over a boundary."""

_BROKEN_YEARS = regex.compile(r"(?:(?:19|20)\d\d-)?(?:1|2|19|20|19\d|20\d) \d{1,3}(?:-(?:19|20)\d\d)?")

Span = tuple[float, float]


@dataclass(frozen=True)
class PageLines:
    """Lines of a page that stand together, with its edges: what a table is looked for in.

    `ends_page` says whether nothing of the page is below them, `begins_page` whether nothing is above.
    """

    page: int
    lines: tuple[PdfLine, ...]
    edges: Edges
    begins_page: bool
    ends_page: bool
    _runs: dict[int, list[Run]] = field(default_factory=dict, compare=False, repr=False)

    def runs_at(self, number: int) -> list[Run]:
        """The runs of a line, by its index."""
        found = self._runs.get(number)
        if found is None:
            found = self._runs[number] = runs_of(self.lines[number], self.edges)
        return found

    def parted(self, number: int, left: float, right: float) -> bool:
        """Whether an edge from left to right stands between a line, by its index, and the one above it."""
        above, below = self.lines[number - 1].words[0], self.lines[number].words[0]
        return bool(self.edges.levels(left, right, above.base, below.base - 0.5 * below.size))

    def step(self, number: int) -> float:
        """From the base line of the line above to that of a line, by its index, in sizes of its font."""
        below = self.lines[number].words[0]
        return (below.base - self.lines[number - 1].words[0].base) / max(below.size, 1.0)


@dataclass(frozen=True)
class Columns:
    """A header and the place of its columns.

    `bounds` are the left end of the labels, the boundaries and the right end of the last column: value column n lies
    between `bounds[n]` and `bounds[n + 1]`. `drawn` says whether edges show them; else `boxes` are where the labels
    begin, and where the titles and figures of each column stand. `widths` is the room for text in each,
    `label_width` that in which labels wrap.
    `lines` are the numbers of the
    header's lines, `text` what is printed there without spaces, `size` its font's size.
    """

    header: MoneyHeader
    bounds: tuple[float, ...]
    boxes: tuple[Span, ...]
    widths: tuple[float, ...]
    label_width: float
    drawn: bool
    lines: tuple[int, ...]
    text: str
    size: float

    @property
    def reach(self) -> Span:
        """From where to where the edges between rows reach at least."""
        return self.bounds[0] + 2, self.bounds[-1] - 2

    def place(self, run: Run) -> tuple[int, bool]:
        """The column of a run, 0 for the labels, and whether it stands over more than one."""
        if self.drawn:
            crossed = any(run.x0 + _OVER < at < run.x1 - _OVER for at in self.bounds[1:-1])
        else:
            inside = [n for n, (begin, end) in enumerate(self.boxes) if run.x0 < end - _OVER and run.x1 > begin + _OVER]
            crossed = len(inside) > 1
            if len(inside) == 1:
                return inside[0], False
        middle = (run.x0 + run.x1) / 2
        return next((n for n, at in enumerate(self.bounds[1:-1]) if middle <= at), len(self.bounds) - 2), crossed

    def parts(self, run: Run) -> list[tuple[int, Run]] | None:
        """A text over several columns that no edges part, cut between its words into the label and figures in place.

        A label that fills its column stands as near to a figure as two words do. None where a part is not in place.
        """
        if self.drawn:
            return None
        begins = [begin for begin, _ in self.boxes]
        found: dict[int, list[Word]] = {}
        for word in run.words:
            found.setdefault(max(0, bisect_right(begins, word.x0 + _OVER) - 1), []).append(word)
        parts = [(column, Run(tuple(words), run.line)) for column, words in found.items()]
        if len(parts) < 2 or any(column and not self._is_in_place(column, part) for column, part in parts):
            return None
        return parts

    def _is_in_place(self, column: int, part: Run) -> bool:
        begin, end = self.boxes[column]
        return is_figure(part.text) and (abs(part.x0 - begin) < _OVER or abs(part.x1 - end) < _OVER)


def is_data(runs: Sequence[Run]) -> bool:
    """Whether a line ends in figures of which not all are years."""
    return any(not is_year(run.text) and not is_dash(run.text) for run in value_runs(runs))


def columns_at(page: PageLines, first: int, data: int, joiner: Joiner) -> tuple[Columns, int] | None:
    """The columns of the table whose first row with figures is line `data`, and the line below its header, by index.

    The header is looked for from line `first` on. None where none is printed that is understood.
    """
    spots = _spots(page, data)
    if spots is None:
        return None
    lines = _header_lines(page, first, data, spots)
    if lines is None:
        return None
    words = [word.text for number in lines for word in page.lines[number].words]
    runs = [run for number in lines for run in page.runs_at(number)]
    leftmost = min(runs, key=lambda run: run.x0).words[0].text
    if any(len(run.words) > _MOST_WORDS for run in runs) or not (_may_be_titles(words) or _titles_rows(leftmost)):
        return None
    table = _between_edges(page, data, spots, runs) or _between_texts(page, data, spots, runs)
    if table is None:
        return None
    bounds, titles, boxes = table
    widths = _widths(bounds, [*runs, *(run for row in spots.rows for run in row)], drawn=not boxes)
    names = [_joined(title, page.page, width, joiner) for title, width in zip(titles, widths, strict=True)]
    if not _names_values(names) or not _are_titles(names):
        return None
    is_text = len(names) > 2 and money_words().role(names[-1].split()[-1]) == TEXT_COLUMN if names[-1] else False
    values = names[1:-1] if is_text else names[1:]
    if not all(values) or not 1 <= len(values) <= MOST_COLUMNS:
        return None
    header = MoneyHeader(names[0], tuple(values), is_text, 0.0)
    numbers = tuple(page.lines[number].number for number in lines)
    size = page.lines[lines[0]].words[0].size
    # Without edges the longest label shows where labels wrap.
    room = spots.labels[1] - spots.labels[0] if boxes else widths[0]
    columns = Columns(header, tuple(bounds), tuple(boxes), widths, room, not boxes, numbers, squeezed(words), size)
    return columns, lines[-1] + 1


def _widths(bounds: Sequence[float], runs: Sequence[Run], *, drawn: bool) -> tuple[float, ...]:
    """The room for text in each column: between edges less that at its sides, else up to the next column."""
    sides = [
        room
        for run in runs
        for left, right in pairwise(bounds)
        if left <= (run.x0 + run.x1) / 2 < right
        for room in (run.x0 - left, right - run.x1)
        if room >= 0
    ]
    side = min(sides, default=0.0) if drawn else 0.0
    return tuple(right - left - 2 * side for left, right in pairwise(bounds))


def _titles_rows(word: str) -> bool:
    """Whether a word says what rows are: 'Enhet', 'Verksamhet'."""
    return money_words().role(word) == ROW_TITLE


def _are_titles(names: Sequence[str]) -> bool:
    """Whether the titles are words of headers, or so many beside one of the rows that they are nothing else."""
    if _are_known([word for name in names for word in name.split()]):
        return True
    return len(names) > _MANY_TITLES and all(names) and _titles_rows(names[0].split()[0])


def _may_be_titles(words: Sequence[str]) -> bool:
    """Whether so many words are words of headers, though narrow columns may have broken the others."""
    return sum(money_words().is_header_word(word) for word in words) >= _LEAST_KNOWN * len(words)


def squeezed(words: Sequence[str]) -> str:
    """Words without the spaces in and between them."""
    return "".join("".join(words).split())


@dataclass(frozen=True)
class _Spots:
    """Where the labels begin and end, where the figures of columns stand, and the figures of each row."""

    labels: Span
    places: list[Span]
    rows: list[list[Run]]

    def are_filled_together(self, run: Run) -> bool:
        """Whether a row has figures in two of the columns that a title stands over."""
        return any(sum(run.x0 < one.x1 and run.x1 > one.x0 for one in row) > 1 for row in self.rows)


def _spots(page: PageLines, data: int) -> _Spots | None:
    """The places that the rows from a line on show; None where they have no labels."""
    figures: list[Run] = []
    labels: list[Run] = []
    rows: list[list[Run]] = []
    for number in range(data, min(len(page.lines), data + _MOST_ROWS_LOOKED_AT)):
        runs = page.runs_at(number)
        values = value_runs(runs)
        rest = runs[: len(runs) - len(values)]
        if values and is_data(runs):
            rows.append([run for run in (*rest[1:], *values) if is_figure(run.text)])
            figures += rows[-1]
            labels += rest[:1]
            continue
        if number > data and not all(_is_label(run, figures) for run in runs):
            break
        labels += runs[:1]
    if not labels:
        return None
    places = merged_spans(spans(figures))
    begin = min(run.x0 for run in labels)
    # A label that fills its column may be one run with the figure beside it.
    end = max((run.x1 for run in labels if run.x1 < places[0][0]), default=begin)
    return _Spots((begin, end), places, rows)


def _is_label(run: Run, figures: Sequence[Run]) -> bool:
    """Whether a run stands left of all figures."""
    return run.x1 <= min(figure.x0 for figure in figures) + _OVER


def _header_lines(page: PageLines, first: int, data: int, spots: _Spots) -> list[int] | None:
    """The lines of the header above a row, by index: those that name columns, and what belongs to them."""
    left, places = spots.labels[0], spots.places
    size = page.lines[data].words[0].size
    reach = left + 2, places[-1][1] - 2
    names = data - 1
    while names >= first and _stands_below_header(page, names, left + _INDENT * size, places):
        names -= 1
        if data - names > _MOST_GROUPS_ABOVE:
            return None
    if names < first or is_data(page.runs_at(names)) or page.step(names + 1) > 8:
        return None
    begin = end = names
    while begin > first and names - begin < _MOST_HEADER_LINES and _is_of_header(page, begin, reach):
        begin -= 1
    while end + 1 < data and page.step(end + 1) <= _LEADING and not page.parted(end + 1, *reach):
        # The title of the labels may have more lines than the others. What no edge parts from the rows is a label.
        below = page.parted(end + 2, *reach) or page.step(end + 2) > _LEADING if end + 2 <= data else False
        if not below and not _are_known([word.text for word in page.lines[end + 1].words]):
            break
        end += 1
    return list(range(begin, end + 1))


def _stands_below_header(page: PageLines, number: int, left: float, places: Sequence[Span]) -> bool:
    """Whether a line names no column: the label of a group of rows, or the last line of the labels' title."""
    runs = page.runs_at(number)
    return len(runs) == 1 and runs[0].x0 <= left and runs[0].x1 <= places[0][0] + _OVER


def _is_of_header(page: PageLines, number: int, reach: Span) -> bool:
    """Whether the line above a line of a header, by index, belongs to it too."""
    above = page.lines[number - 1]
    texts = [word.text for word in above.words]
    if is_data(page.runs_at(number - 1)):
        return False
    if page.step(number) <= _LEADING and not page.parted(number, *reach):
        return True
    # Titles in two levels: an edge stands between them, and all words of the upper one are titles.
    return (
        page.step(number) <= 3.0
        and page.runs_at(number - 1)[0].x0 > reach[0] + above.words[0].size * _INDENT
        and all(money_words().is_header_word(text) for text in texts)
    )


def _are_known(words: Sequence[str]) -> bool:
    """Whether nearly all words are words of headers; the parts of one that a narrow column broke count together."""
    known = sum(money_words().is_header_word(word) or may_head_a_column(word) for word in words)
    return known >= KNOWN_SHARE * len(words)


def _names_values(names: Sequence[str]) -> bool:
    """Whether titles, that of the labels first, name values: by a title, a unit or a year, and none by a figure.

    'Antal barn per grupp', '16', '15' are a row.
    """
    if any(is_figure(name) and not is_year(name) for name in names[1:]):
        return False
    words = [word for name in names for word in name.split()]
    roles = [money_words().role(word) for word in words]
    if any(role in {TITLE, WEAK_TITLE, UNIT} for role in roles) or any(BARE_YEAR.fullmatch(word) for word in words):
        return True
    return roles[:1] == [ROW_TITLE] and len(names) > _MANY_NAMES


def _joined(title: Sequence[Run], page: int, width: float, joiner: Joiner) -> str:
    """The text of a title; a word of headers that a narrow column broke is whole again."""
    by_line: dict[int, list[Run]] = {}
    for run in title:
        by_line.setdefault(run.line, []).append(run)
    pieces = [
        Piece(tuple(word for run in sorted(runs, key=lambda run: run.x0) for word in run.words), line, page)
        for line, runs in sorted(by_line.items())
    ]
    text, number = "", 0
    while number < len(pieces):
        end = number + 1
        while end < len(pieces) and _joins_title(pieces, end) is None:
            end += 1
        text += joiner.join(pieces[number:end], width)
        if end < len(pieces):
            text += _joins_title(pieces, end) or ""
        number = end
    return text.strip("*")


def _joins_title(pieces: Sequence[Piece], number: int) -> str | None:
    """What stands between a line of a title and the one above it, where the words of headers tell: a space or nothing.

    'bruttobudge' + 't', 'result' + 'atöverförin' + 'gar' and '2019-2' + '022' are one word each.
    """
    above, below = pieces[number - 1].words[-1].text, pieces[number].words[0].text
    if _BROKEN_YEARS.fullmatch(f"{above} {below}"):
        return ""
    if not (above[-1:].isalpha() and below[:1].isalpha()):
        return None
    words = money_words()
    if words.role(above) is not None and words.role(below) is not None:
        return " "
    wholes = {
        first: pieces[first].words[-1].text + "".join(piece.words[0].text for piece in pieces[first + 1 : last + 1])
        for first in range(max(0, number - _MOST_PARTS), number + 1)
        for last in range(number, min(len(pieces), number + _MOST_PARTS))
        if not any(len(piece.words) > 1 for piece in pieces[first + 1 : last])
    }
    known = {first for first, whole in wholes.items() if words.is_spelled(whole)}
    # 'resultat' + 'överförin' + 'gar': what begins below is a word of its own.
    if known - {number}:
        return " " if number in known and words.role(above) is not None else ""
    # 'resultat-enheternas' + 'bruttobudget 2021'
    return " " if words.role(below) in {TITLE, WEAK_TITLE} else None


Table = tuple[list[float], list[list[Run]], list[Span]]
"""Boundaries, the runs of each title from that of the labels on, and where those stand that no edges part."""


def _between_edges(page: PageLines, data: int, spots: _Spots, header: Sequence[Run]) -> Table | None:
    """The columns that upright edges part; None where they do not part all."""
    labels, places = spots.labels, spots.places
    at = page.edges.upright_at(page.lines[data].words[0].middle, labels[0] - 40, places[-1][1] + 400)
    cells = list(pairwise(at))
    own = [_cell_of(span, cells) for span in places]
    first = _cell_of((labels[0], min(labels[1], labels[0] + 4)), cells)
    if None in own or first is None or len(set(own)) < len(own) or own[0] is None or first >= own[0]:
        return None
    # What stands left of the labels is a column of icons; a cell without figures or title has none of the table's.
    titles: list[list[Run]] = []
    bounds = [at[first]]
    for number in range(first, len(cells)):
        left, right = cells[number]
        runs = [run for run in header if left <= (run.x0 + run.x1) / 2 < right]
        if not runs and number != first and number not in own:
            if number > max(one for one in own if one is not None):
                break
            return None
        titles.append(runs)
        bounds.append(right)
    if any(run.x0 > bounds[-1] or run.x1 < bounds[0] for run in header):
        return None
    over = [run for run in header if _is_over_several(page, bounds, run)]
    for number, (left, right) in enumerate(pairwise(bounds)):
        titles[number] += [run for run in over if run not in titles[number] and run.x0 < right and run.x1 > left]
    return bounds, titles, []


def _is_over_several(page: PageLines, bounds: Sequence[float], run: Run) -> bool:
    """Whether a title stands over several columns: no edge parts them at its height."""
    crossed = [bound for bound in bounds[1:-1] if run.x0 + _OVER < bound < run.x1 - _OVER]
    top, bottom = run.base - 0.5 * run.words[0].size, run.base
    return bool(crossed) and all(page.edges.covered(bound, top, bottom) < 0.5 for bound in crossed)


def _cell_of(span: Span, cells: Sequence[Span]) -> int | None:
    return next(
        (n for n, (left, right) in enumerate(cells) if left - _OVER <= span[0] and span[1] <= right + _OVER), None
    )


def _between_texts(page: PageLines, data: int, spots: _Spots, header: Sequence[Run]) -> Table | None:
    """The columns by the places of their figures and titles; None where the titles do not name each of them."""
    labels, places = spots.labels, spots.places
    shared = [run for run in header if sum(run.x0 < end and run.x1 > begin for begin, end in places) > 1]
    joined = list(places)
    for run in [run for run in shared if not spots.are_filled_together(run)]:
        # Figures set to the left and to the right in one column: no row has both.
        inside = [span for span in joined if run.x0 < span[1] and run.x1 > span[0]]
        joined = sorted([*(span for span in joined if span not in inside), (inside[0][0], inside[-1][1])])
    over = [run for run in shared if spots.are_filled_together(run)]
    stacks = merged_spans(spans(run for run in header if run not in over))
    owners: dict[Span, int | None] = {}
    for stack in stacks:
        own = [n for n, span in enumerate(joined) if stack[0] < span[1] and stack[1] > span[0]]
        owners[stack] = own[0] if len(own) == 1 else None
        if len(own) > 1:
            return None
    title = stacks[0] if stacks and owners[stacks[0]] is None and stacks[0][1] <= joined[0][0] + _OVER else None
    named = {owner for owner in owners.values() if owner is not None}
    nameless = [n for n in range(len(joined)) if n not in named]
    free = [stack for stack in stacks if owners[stack] is None and stack is not title]
    if title is not None and len(nameless) > len(free) and title[0] > labels[0] + _INDENT * page.lines[data].height:
        # The labels have no title; what seemed to be theirs is that of the first column.
        free, title = [title, *free], None
    if nameless and len(free) < len(nameless):
        return None
    # In order, each free title names the figures that no title stands over.
    for stack, number in zip(free, nameless, strict=False):
        owners[stack] = number
    found: list[tuple[Span, list[Span]]] = []
    for number, span in enumerate(joined):
        own_stacks = [stack for stack in stacks if owners[stack] == number]
        begin = min([span[0], *(stack[0] for stack in own_stacks)])
        end = max([span[1], *(stack[1] for stack in own_stacks)])
        found.append(((begin, end), own_stacks))
    found += [(stack, [stack]) for stack in free[len(nameless) :]]
    found.sort(key=lambda spot: spot[0])
    if any(left[0][1] > right[0][0] for left, right in pairwise(found)):
        return None
    label_end = max([labels[1] if labels[1] < found[0][0][0] else labels[0], *([title[1]] if title else [])])
    bounds = [labels[0] - 2, (label_end + found[0][0][0]) / 2]
    bounds += [(left[0][1] + right[0][0]) / 2 for left, right in pairwise(found)]
    bounds.append(found[-1][0][1] + 2)
    in_spot = [[run for run in header if any(_within(run, stack) for stack in stacks)] for _, stacks in found]
    titles = [[run for run in header if title and _within(run, title)], *in_spot]
    for run in over:
        for number, (span, _) in enumerate(found, start=1):
            if run.x0 < span[1] and run.x1 > span[0]:
                titles[number].append(run)
    boxes = [(labels[0] - _OVER, labels[0] + page.lines[data].height), *(span for span, _ in found)]
    return bounds, titles, boxes


def _within(run: Run, span: Span) -> bool:
    return span[0] <= run.x0 and run.x1 <= span[1]
