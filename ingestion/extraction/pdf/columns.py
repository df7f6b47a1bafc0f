"""Find the headers of tables on a page, and where their columns stand."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import regex

from ingestion.documents.pdf import PdfLine, PdfPage, Word
from ingestion.extraction.headers import ExtractionError, Header, header_of, role_of
from ingestion.extraction.pdf.edges import Edges
from ingestion.extraction.vocabulary import TableKind, Vocabulary, loose

_HIGHEST_HEADER = 220.0
_FURTHEST_HEADER = 60.0
_LONGEST_SPACED = 4
"""Letters a word, with its space, of a line whose letters may be spaced apart."""

_LINES_ABOVE, _LINES_BELOW = 3, 8
_MOST_LINES_OVERLEAF = 4
_MOST_WORDS = 4
_MOST_STACKS = 14
"""Words beside each other that make one title, and letters: 'P e r i o d i c i t e t' has twelve."""

_NEAREST_COLUMNS = 0.45
"""Words of a header that are nearer than this share of their height may belong to one title."""


@dataclass(frozen=True)
class PlacedHeader:
    """A printed header and the place of its columns.

    `bounds` has the left end of the names' column, the boundaries between columns and the right end of the last:
    column n of `header` lies between `bounds[n + 1]` and `bounds[n + 2]`. `drawn` says whether edges show the
    boundaries, else they were found between the titles; then `boxes` are the ends of the titles, `body` the lines
    below.
    `lines` are the numbers of its lines, `size` is that of its font.
    """

    header: Header
    lines: tuple[int, ...]
    top: float
    bottom: float
    bounds: tuple[float, ...]
    drawn: bool
    boxes: tuple[tuple[float, float], ...] = ()
    body: tuple[PdfLine, ...] = ()
    size: float = 0.0

    @property
    def reach(self) -> tuple[float, float]:
        """From where to where the edges between rows reach at least."""
        if self.boxes:
            return self.boxes[0][0], self.boxes[-1][1]
        return self.bounds[0] + 2, self.bounds[-1] - 2


def find_headers(
    sheet: PdfPage, edges: Edges, words: Vocabulary, furniture: frozenset[int], following: PdfPage | None = None
) -> Iterator[PlacedHeader]:
    """The headers on a page from top to bottom, of indicator tables and of activities.

    The lower lines of the last may stand at the top of the `following` page: `lines` of the header has them too.

    Raises ExtractionError, with the page in its message, where an indicator table has a title that is not known.
    """
    lines = [line for line in sheet.lines if line.number not in furniture]
    overleaf = [] if following is None else [line for line in following.lines if line.number not in furniture]
    below = 0.0
    suspect: PdfLine | None = None
    for index, line in enumerate(lines):
        if line.top < below:
            continue
        for kind in words.tables:
            word = first_title_word(line, kind)
            found = None
            if word is not None:
                found = _over_page_end(sheet, edges, kind, lines, index, word, overleaf) or _header_at(
                    sheet, edges, kind, lines, index, word
                )
            if found is not None:
                yield found
                below = found.bottom - 2
                suspect = None
                break
            if word is not None and kind.name == "indicators" and _is_unread_header(kind, lines, index, word):
                # 'Indikatorer' may be a title over the header.
                suspect = suspect or line
        if suspect is not None and line.top - suspect.top > _FURTHEST_HEADER:
            break
    if suspect is not None:
        raise ExtractionError(f"page {sheet.number}: unknown column title in the table header: {suspect.text}")


def first_title_word(line: PdfLine, kind: TableKind) -> Word | None:
    """The word of a line at which the title of a kind's first column stands, however it is printed; None without one.

    'Indikator', 'INDIKATOR', 'I n d i k a t o r', 'Indikatorer för målet'.
    """
    title = kind.first_title.casefold()
    if title not in line.text.casefold() and len(line.text) > _LONGEST_SPACED * len(line.words):
        return None
    squeezed, starts = "", []
    for word in line.words:
        starts.append(len(squeezed))
        squeezed += word.text
    at = squeezed.casefold().find(title)
    while at > 0 and squeezed[at - 1].isalpha() and at not in starts:
        at = squeezed.casefold().find(title, at + 1)
    if at < 0:
        return None
    return line.words[max(n for n, start in enumerate(starts) if start <= at)]


def unread_header(sheet: PdfPage, words: Vocabulary, taken: frozenset[int]) -> PdfLine | None:
    """A line that prints titles of an indicator table side by side and is no part of a header that was read.

    `taken` are the lines of headers that were read. Titles of targets and periods are asked for: those of outcomes and
    forecasts stand over budgets too.
    """
    kind = next(kind for kind in words.tables if kind.name == "indicators")
    telling = {"annual_target", "kf_target", "period"}
    for line in sheet.lines:
        if line.number in taken or len(line.words) < 2 or not _MAY_BE_TITLES.search(line.text):
            continue
        roles = {role_of("".join(word.text for word in run), kind) for run in word_runs(line)}
        if len(roles & telling) >= 2:
            return line
    return None


_MAY_BE_TITLES = regex.compile(r"m\s*å\s*l|p\s*e\s*r\s*i\s*o|\bfrekv", regex.I)


def word_runs(line: PdfLine) -> list[list[Word]]:
    """The words of a line in runs that only spaces part."""
    runs: list[list[Word]] = []
    for word in line.words:
        if runs and word.x0 - runs[-1][-1].x1 < _NEAREST_COLUMNS * line.height:
            runs[-1].append(word)
        else:
            runs.append([word])
    return runs


def settle_boundaries(found: Sequence[PlacedHeader]) -> list[PlacedHeader]:
    """Headers with the boundaries that the rows below all headers with the same titles at the same places show."""
    alike: dict[tuple[int, ...], list[PlacedHeader]] = {}
    for placed in found:
        alike.setdefault(_key(placed), []).append(placed)
    settled = {
        key: (
            0.0,
            *_boundaries(members[0].boxes, [line for one in members for line in one.body]),
            members[0].bounds[-1],
        )
        for key, members in alike.items()
        if key
    }
    return [replace(placed, bounds=settled[_key(placed)]) if placed.boxes else placed for placed in found]


def _key(placed: PlacedHeader) -> tuple[int, ...]:
    return tuple(round(end) for box in placed.boxes for end in box)


def sideways_header(sheet: PdfPage, words: Vocabulary) -> bool:
    """Whether text that is not upright holds the header of an indicator table.

    Of a page that stands on its head letters and words may come last first: 'rotakidnI'.
    """
    kind = next(kind for kind in words.tables if kind.name == "indicators")
    squeezed = "".join(word.text for word in sheet.sideways)
    return any(
        kind.first_title in text and len({role for title, role in kind.titles if regex.search(loose(title), text)}) >= 2
        for text in (squeezed, squeezed[::-1])
    )


def _header_at(
    sheet: PdfPage, edges: Edges, kind: TableKind, lines: Sequence[PdfLine], index: int, word: Word
) -> PlacedHeader | None:
    band = _band(edges, word)
    if band is not None:
        inside = [line for line in lines if band[0] < _middle(line) < band[1]]
        reach = edges.reach(band[0], word.x0) or edges.reach(band[1], word.x0)
        left, right = reach if reach else (0.0, sheet.width)
        # Where titles stand in two levels, the columns are those of the lower one.
        columns = edges.upright_at(max(word.middle, band[1] - 4), left - 3, right + 3)
        if len(columns) > 2 and columns[0] <= word.x0 + 1:
            goes_on = _columns_go_on(edges, columns, band[1])
            return _drawn(sheet, kind, inside, word, band, tuple(columns), goes_on=goes_on)
        found = _between_titles(sheet, kind, lines, inside, band)
        if found is not None:
            return found
    if not _titles_are_near(kind, lines, index, word):
        return None
    for above in range(_LINES_ABOVE, -1, -1):
        for under in range(_LINES_BELOW, -1, -1):
            inside = list(lines[max(0, index - above) : index + under + 1])
            outermost = min((line.words[0] for line in inside), key=lambda one: one.x0)
            if not _may_be_of_first_title(outermost.text, kind) or not _close_together(inside):
                continue
            found = _between_titles(sheet, kind, lines, inside, (inside[0].top, max(line.bottom for line in inside)))
            if found is not None:
                return found
    return None


def _over_page_end(
    sheet: PdfPage,
    edges: Edges,
    kind: TableKind,
    lines: Sequence[PdfLine],
    index: int,
    word: Word,
    overleaf: Sequence[PdfLine],
) -> PlacedHeader | None:
    """A header that a page break cuts: its lower lines, overleaf, hold no name. None where it is no such header.

    They are read as if they stood below the lines of this page.
    """
    if len(lines) - index > _LINES_ABOVE:
        return None
    last = lines[-1].words[0]
    cut: list[PdfLine] = []
    for line in overleaf[:_MOST_LINES_OVERLEAF]:
        above = (cut or [lines[-1]])[-1]
        down = above.bottom - line.top if not cut else cut[0].top - overleaf[0].top
        if line.words[0].x0 <= word.x1 or line.words[0].size != last.size or line.top + down - above.bottom > last.size:
            break
        moved = tuple(w._replace(top=w.top + down, bottom=w.bottom + down, base=w.base + down) for w in line.words)
        cut.append(replace(line, words=moved, top=line.top + down, bottom=line.bottom + down))
    for count in range(len(cut), 0, -1):
        below = cut[count - 1].bottom
        whole = edges.drawn_on(lines[-1].bottom, word.middle, below + 1)
        try:
            found = _header_at(sheet, whole, kind, [*lines, *cut[:count]], index, word)
        except ExtractionError:
            continue
        if found is not None and cut[count - 1].number in found.lines:
            return found
    return None


def _titles_are_near(kind: TableKind, lines: Sequence[PdfLine], index: int, word: Word) -> bool:
    """Whether a title begins to the right of a word, on its line or some lines above or below.

    Running text that names an indicator has none there, or one that follows it closely.
    """
    if len(word.text) == 1:
        return True
    near = lines[max(0, index - _LINES_ABOVE) : index + _LINES_BELOW + 1]
    return any(one.x0 > word.x1 and _may_begin_title(one.text.casefold(), kind) for line in near for one in line.words)


@functools.lru_cache(maxsize=8192)
def _may_begin_title(text: str, kind: TableKind) -> bool:
    """Whether a title may begin with a word or a piece of one, in small letters ('perio')."""
    return any(first.startswith(text) or text.startswith(first) for first in _first_words(kind))


@functools.cache
def _first_words(kind: TableKind) -> frozenset[str]:
    return frozenset(
        regex.sub(r"\(\?.*?\)|\\", "", part).casefold() for part in kind.known_words.pattern.split("|")
    ) - {""}


@functools.lru_cache(maxsize=8192)
def _may_be_of_first_title(text: str, kind: TableKind) -> bool:
    """Whether a word, or a piece of one, is part of a title of the names' column."""
    return any(text.casefold() in "".join(title.split()).casefold() for title in kind.firsts)


def _columns_go_on(edges: Edges, columns: Sequence[float], below: float) -> bool:
    """Whether columns are drawn below a header too.

    The first thing below may be a comment over the whole width: its sides go on, or the columns do below it.
    """
    for step in (6, 20, 30, 40):
        standing = edges.upright_at(below + step, columns[0] - 3, columns[-1] + 3)
        found = [any(abs(at - column) < 3.5 for at in standing) for column in columns]
        if all(found) or (step == 6 and found[0] and found[-1]):
            return True
    return False


def _band(edges: Edges, word: Word) -> tuple[float, float] | None:
    """The heights of the edges right above and below a word."""
    middle = (word.x0 + word.x1) / 2
    heights = [edge.at for edge in edges.level if edge.begin <= middle <= edge.end]
    above = [at for at in heights if at <= word.middle]
    below = [at for at in heights if at > word.middle]
    if not above or not below or min(below) - max(above) > _HIGHEST_HEADER:
        return None
    return max(above), min(below)


def _drawn(
    sheet: PdfPage,
    kind: TableKind,
    inside: Sequence[PdfLine],
    word: Word,
    band: tuple[float, float],
    columns: tuple[float, ...],
    *,
    goes_on: bool,
) -> PlacedHeader | None:
    """A header whose columns are drawn: one title in each; `goes_on` says whether they are drawn below it too."""
    cells = [
        [one for line in inside for one in line.words if left < (one.x0 + one.x1) / 2 < right]
        for left, right in itertools.pairwise(columns)
    ]
    names = next((n for n, cell in enumerate(cells) if word in cell), None)
    if names is None:
        return None
    # Narrow columns may have their titles turned upwards.
    turned = [one for one in sheet.sideways if band[0] - 1 < one.middle < band[1] + 1]
    for n, (left, right) in enumerate(itertools.pairwise(columns)):
        cells[n] = cells[n] or [one for one in turned if left < (one.x0 + one.x1) / 2 < right]
    titles = [" ".join(one.text for one in cell) for cell in cells[names + 1 :]]
    known = [role_of(title, kind) is not None for title in titles]
    if not any(known):
        return None
    first = _squeezed(" ".join(one.text for one in cells[names]))
    # 'Indikatorer för målet' over the names is clear where all other titles are known.
    if not _is_first_title(first, kind) and not (all(known) and kind.first_title.casefold() in first.casefold()):
        return None
    if not all(known):
        if kind.name != "indicators":
            return None
        unknown = titles[known.index(False)]
        printed = " / ".join([kind.first_title, *titles])
        raise ExtractionError(f"page {sheet.number}: unknown column title {unknown!r} in the table header: {printed}")
    header = _header(sheet, kind, titles, inside)
    bounds = columns[names:]
    return PlacedHeader(header, _numbers(inside), band[0], band[1], bounds, drawn=goes_on, size=word.size)


def _is_first_title(squeezed: str, kind: TableKind) -> bool:
    """Whether a title without spaces is that of the names' column."""
    return squeezed.casefold() == kind.first_title.casefold() or kind.first.fullmatch(squeezed) is not None


def _squeezed(title: str) -> str:
    return "".join(title.split())


def _header(sheet: PdfPage, kind: TableKind, titles: Sequence[str], inside: Sequence[PdfLine]) -> Header:
    """The header of titles as the reader of texts knows it; lines are those of the document."""
    try:
        return header_of(titles, kind, inside[0].number, inside[-1].number)
    except ExtractionError as error:
        raise ExtractionError(f"page {sheet.number}: {error.message}") from error


def _numbers(lines: Sequence[PdfLine]) -> tuple[int, ...]:
    return tuple(line.number for line in lines)


def _middle(line: PdfLine) -> float:
    return line.words[0].middle


def _close_together(lines: Sequence[PdfLine]) -> bool:
    return all(below.top - above.bottom < 0.6 * above.height for above, below in itertools.pairwise(lines))


# --- columns that are not drawn ---------------------------------------------------------------------------------


def _between_titles(
    sheet: PdfPage,
    kind: TableKind,
    lines: Sequence[PdfLine],
    inside: Sequence[PdfLine],
    band: tuple[float, float],
) -> PlacedHeader | None:
    """A header whose words fall into titles from left to right; None where they do not."""
    columns = _titles([(n, word) for n, line in enumerate(inside) for word in line.words], kind)
    if columns is None:
        return None
    header = _header(sheet, kind, [" ".join(word.text for word in column) for column in columns[1:]], inside)
    last = inside[-1].number
    body = tuple(line for line in lines if line.number > last)[:60]
    boxes = tuple((min(word.x0 for word in column), max(word.x1 for word in column)) for column in columns)
    bounds = (0.0, *_boundaries(boxes, body), sheet.width)
    return PlacedHeader(
        header,
        _numbers(inside),
        band[0],
        band[1],
        bounds,
        drawn=False,
        boxes=boxes,
        body=body,
        size=columns[0][0].size,
    )


_Placed = tuple[int, Word]
"""A word of a header with the number of its line."""


def _titles(words: Sequence[_Placed], kind: TableKind) -> list[list[Word]] | None:
    """Words put together to the table's first title and known titles, from left to right; None where that fails."""
    stacks: list[list[_Placed]] = []
    end = 0.0
    for placed in sorted(words, key=lambda placed: placed[1].x0):
        if stacks and placed[1].x0 < end - 0.5:
            stacks[-1].append(placed)
            end = max(end, placed[1].x1)
        else:
            stacks.append([placed])
            end = placed[1].x1
    if len(stacks) < 2:
        return None
    return _put_together(stacks, kind, first=True) or _put_together(_by_starts(words), kind, first=True)


def _by_starts(words: Sequence[_Placed]) -> list[list[_Placed]]:
    """Words by the place where the lines of their title begin, for titles so wide that they touch the next one.

    'Periodens' ends where 'Utfall' begins, and below them stand 'utfall' and 'män/'. A title begins where several lines
    do, or where a word stands apart from the one before it.
    """
    ordered = sorted(words, key=lambda placed: (placed[0], placed[1].x0))
    apart = {0.0}
    for (line, word), (following, right) in itertools.pairwise([(-1, words[0][1]), *ordered]):
        if line != following or right.x0 - word.x1 >= _NEAREST_COLUMNS * (word.bottom - word.top):
            apart.add(right.x0)
    begins: list[float] = []
    for at in sorted(word.x0 for _, word in words):
        lines = sum(abs(word.x0 - at) < _SAME_PLACE for _, word in words)
        is_begin = lines > 1 or any(abs(one - at) < _SAME_PLACE for one in apart)
        if is_begin and (not begins or at - begins[-1] >= _SAME_PLACE):
            begins.append(at)
    stacks: list[list[_Placed]] = [[] for _ in begins]
    for placed in ordered:
        stacks[max(n for n, at in enumerate(begins) if at <= placed[1].x0 + _SAME_PLACE)].append(placed)
    return [stack for stack in stacks if stack]


_SAME_PLACE = 1.0
"""Points between the beginnings of lines that are set to the left of one column."""


def _put_together(stacks: list[list[_Placed]], kind: TableKind, *, first: bool) -> list[list[Word]] | None:
    if not stacks:
        return []
    for count in range(_most_together(stacks), 0, -1):
        found = sorted((p for stack in stacks[:count] for p in stack), key=lambda p: (p[0], p[1].x0))
        column = [word for _, word in found]
        text = " ".join(word.text for word in column)
        if _is_first_title(_squeezed(text), kind) if first else role_of(text, kind) is not None:
            rest = _put_together(stacks[count:], kind, first=False)
            if rest is not None:
                return [column, *rest]
    return None


def _most_together(stacks: Sequence[Sequence[_Placed]]) -> int:
    """How many of the words beside each other, from the first, stand near enough to make one title."""
    count = 1
    spaced = len(stacks[0][0][1].text) == 1
    for left, right in itertools.pairwise(stacks[: _MOST_STACKS if spaced else _MOST_WORDS]):
        gap = min(word.x0 for _, word in right) - max(word.x1 for _, word in left)
        if gap >= _NEAREST_COLUMNS * (left[0][1].bottom - left[0][1].top):
            break
        count += 1
    return count


def _boundaries(boxes: Sequence[tuple[float, float]], body: Sequence[PdfLine]) -> list[float]:
    """Where the columns below titles part, by the way their values are set: to the left, to the right, centred.

    `boxes` are the left and right ends of the titles. Values set to the left begin where their title begins, values set
    to the right end where it ends.
    """
    words = [word for line in body for word in line.words if word.x0 > boxes[0][1]]
    left, right, centred = (
        sum(
            any(abs(of_word - of_title) < 1 for of_title in titles)
            for of_word in (place(word.x0, word.x1) for word in words)
        )
        for place, titles in (
            (lambda x0, _: x0, [box[0] for box in boxes[1:]]),
            (lambda _, x1: x1, [box[1] for box in boxes[1:]]),
            (lambda x0, x1: (x0 + x1) / 2, [(box[0] + box[1]) / 2 for box in boxes[1:]]),
        )
    )
    if left >= max(right, centred):
        return [box[0] - 1 for box in boxes[1:]]
    # Running text is left out: rows are the lines with a value in place, and what follows them closely.
    near: list[PdfLine] = []
    for line in body:
        follows = bool(near) and line.number == near[-1].number + 1 and line.top - near[-1].bottom < 0.3 * line.height
        if follows or any(_in_place(word, boxes, to_right=right >= centred) for word in line.words):
            near.append(line)
    return [_boundary(one, other, near) for one, other in itertools.pairwise(boxes)]


def _runs(line: PdfLine) -> list[tuple[float, float]]:
    """Where words that only a space parts begin and end."""
    found: list[tuple[float, float]] = []
    for word in line.words:
        if found and word.x0 - found[-1][1] < _NEAREST_COLUMNS * line.height:
            found[-1] = (found[-1][0], word.x1)
        else:
            found.append((word.x0, word.x1))
    return found


def _in_place(word: Word, boxes: Sequence[tuple[float, float]], *, to_right: bool) -> bool:
    if to_right:
        return any(abs(word.x1 - box[1]) < 1 for box in boxes[1:])
    return any(abs((word.x0 + word.x1) - (box[0] + box[1])) < 2 for box in boxes[1:])


def _boundary(left: tuple[float, float], right: tuple[float, float], body: Sequence[PdfLine]) -> float:
    """Where a column ends and the next begins: between their titles, where the fewest words below stand across.

    Of several such places the middle of the widest is taken.
    """
    begin, end = left[1], right[0]
    if end <= begin:
        return (begin + end) / 2
    steps = max(2, int((end - begin) * 2))
    places = [begin + (end - begin) * (n + 0.5) / steps for n in range(steps)]
    runs = [run for line in body for run in _runs(line)]
    across = [sum(begin - 0.2 < place < end + 0.2 for begin, end in runs) for place in places]
    fewest = min(across)
    best: tuple[int, int] = (0, 0)
    start = None
    for n, count in enumerate([*across, fewest + 1]):
        if count == fewest and start is None:
            start = n
        elif count != fewest and start is not None:
            best = max(best, (n - start, start))
            start = None
    return places[best[1] + best[0] // 2]


def _is_unread_header(kind: TableKind, lines: Sequence[PdfLine], index: int, word: Word) -> bool:
    """Whether words that begin titles stand apart to the right of the first title: a header that could not be read.

    Its rows would be lost; running text that begins with 'Indikator' has no such words apart from each other.
    """
    words = lines[index].words
    if (
        words[0] is not word
        or not word.text.casefold().startswith(kind.first_title.casefold())
        or (len(words) > 1 and words[1].x0 - word.x1 < 0.6 * lines[index].height)
    ):
        return False
    found: set[str] = set()
    for line in lines[max(0, index - _LINES_ABOVE) : index + _LINES_ABOVE + 1]:
        if abs(line.words[0].middle - word.middle) > 3.5 * lines[index].height:
            continue
        starts = [one for left, one in itertools.pairwise(line.words) if one.x0 - left.x1 > 0.6 * line.height]
        starts += [line.words[0]] if line.words[0] is not word else []
        found.update(one.text for one in starts if one.x0 > word.x1 and _is_title_word(one.text, kind))
    return len(found) >= 2


def _is_title_word(text: str, kind: TableKind) -> bool:
    """Whether a title begins with a word, however it is spelled."""
    return kind.known_words.fullmatch(text[:1].upper() + text[1:]) is not None or (
        text.isupper() and any(kind.known_words.fullmatch(one) for one in (text.capitalize(), f"{text[:2]}:s"))
    )
