"""Find the headers of tables on a page, and where their columns stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from ingestion.documents.pdf import PdfLine, PdfPage, Word
from ingestion.extraction.headers import ExtractionError, Header, find_header
from ingestion.extraction.pdf.edges import Edges
from ingestion.extraction.vocabulary import GAP, TableKind, Vocabulary, loose

_HIGHEST_HEADER = 220.0
_LINES_ABOVE, _LINES_BELOW = 3, 8
_NEAREST_COLUMNS = 0.45
"""Words of a header that are nearer than this share of their height may belong to one title."""


@dataclass(frozen=True)
class PlacedHeader:
    """A printed header and the place of its columns.

    `bounds` has the left end of the names' column, the boundaries between columns and the right end of the last:
    column n of `header` lies between `bounds[n + 1]` and `bounds[n + 2]`. `drawn` says whether edges show the
    boundaries, else they were found between the titles. `lines` are the numbers of its lines.
    """

    header: Header
    lines: tuple[int, ...]
    top: float
    bottom: float
    bounds: tuple[float, ...]
    drawn: bool
    ruled: bool


def find_headers(
    sheet: PdfPage, edges: Edges, words: Vocabulary, furniture: frozenset[int]
) -> Iterator[PlacedHeader]:
    """The headers on a page from top to bottom, of indicator tables and of activities.

    Raises ExtractionError, with the page in its message, where an indicator table has a title that is not known.
    """
    lines = [line for line in sheet.lines if line.number not in furniture]
    below = 0.0
    for index, line in enumerate(lines):
        if line.top < below:
            continue
        for kind in words.tables:
            word = next((one for one in line.words if one.text == kind.first_title), None)
            found = _header_at(sheet, edges, kind, lines, index, word) if word is not None else None
            if found is not None:
                yield found
                below = found.bottom - 2
                break


def sideways_header(sheet: PdfPage, words: Vocabulary) -> bool:
    """Whether text that is not upright holds the header of an indicator table."""
    kind = next(kind for kind in words.tables if kind.name == "indicators")
    if kind.first_title not in sheet.sideways:
        return False
    squeezed = regex.sub(r"\s", "", sheet.sideways)
    titles = {role for title, role in kind.titles if regex.search(loose(title), squeezed)}
    return len(titles) >= 2


def _header_at(
    sheet: PdfPage, edges: Edges, kind: TableKind, lines: Sequence[PdfLine], index: int, word: Word
) -> PlacedHeader | None:
    band = _band(edges, word)
    if band is not None:
        inside = [line for line in lines if band[0] < _middle(line) < band[1]]
        reach = edges.reach(band[0], word.x0) or edges.reach(band[1], word.x0)
        left, right = reach if reach else (0.0, sheet.width)
        columns = edges.upright_at(word.middle, left - 3, right + 3)
        if len(columns) > 2 and columns[0] <= word.x0 + 1:
            return _drawn(sheet, kind, inside, word, band, tuple(columns))
        found = _between_titles(sheet, kind, lines, inside, band, ruled=True)
        if found is not None:
            return found
    for above in range(_LINES_ABOVE, -1, -1):
        for under in range(_LINES_BELOW, -1, -1):
            inside = list(lines[max(0, index - above) : index + under + 1])
            if not _close_together(inside):
                continue
            found = _between_titles(
                sheet, kind, lines, inside, (inside[0].top, max(line.bottom for line in inside)), ruled=False
            )
            if found is not None:
                return found
    if kind.name == "indicators" and line_is_unknown_header(kind, lines[index]):
        raise ExtractionError(
            f"page {sheet.number}: unknown column title in the table header: {lines[index].text}"
        )
    return None


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
) -> PlacedHeader | None:
    """A header whose columns are drawn: one title in each."""
    cells = [
        [one for line in inside for one in line.words if left < (one.x0 + one.x1) / 2 < right]
        for left, right in zip(columns, columns[1:], strict=False)
    ]
    names = next((n for n, cell in enumerate(cells) if word in cell), None)
    if names is None or " ".join(one.text for one in cells[names]) != kind.first_title:
        return None
    titles = [" ".join(one.text for one in cell) for cell in cells[names + 1 :]]
    known = [_known(title, kind) for title in titles]
    if not any(known):
        return None
    if not all(known):
        if kind.name != "indicators":
            return None
        unknown = titles[known.index(False)]
        printed = " / ".join([kind.first_title, *titles])
        raise ExtractionError(
            f"page {sheet.number}: unknown column title {unknown!r} in the table header: {printed}"
        )
    header = _header(sheet, kind, titles, inside)
    bounds = columns[names:]
    return PlacedHeader(header, _numbers(inside), band[0], band[1], bounds, drawn=True, ruled=True)


def _known(title: str, kind: TableKind) -> bool:
    return any(regex.fullmatch(rf"{GAP}{loose(text)}{GAP}", title) for text, _ in kind.titles)


def _header(sheet: PdfPage, kind: TableKind, titles: Sequence[str], inside: Sequence[PdfLine]) -> Header:
    """The header of titles as the reader of texts knows it; lines are those of the document."""
    try:
        header = find_header([kind.first_title, *titles], 0, kind, frozenset())
    except ExtractionError as error:
        raise ExtractionError(f"page {sheet.number}: {error.message}") from error
    if header is None or len(header.columns) != len(titles):
        raise ExtractionError(f"page {sheet.number}: the titles {' / '.join(titles)} do not fit their columns")
    return Header(header.kind, inside[0].number, inside[-1].number, header.columns)


def _numbers(lines: Sequence[PdfLine]) -> tuple[int, ...]:
    return tuple(line.number for line in lines)


def _middle(line: PdfLine) -> float:
    return line.words[0].middle


def _close_together(lines: Sequence[PdfLine]) -> bool:
    return all(below.top - above.bottom < 0.6 * above.height for above, below in zip(lines, lines[1:], strict=False))


# --- columns that are not drawn ---------------------------------------------------------------------------------


def _between_titles(
    sheet: PdfPage,
    kind: TableKind,
    lines: Sequence[PdfLine],
    inside: Sequence[PdfLine],
    band: tuple[float, float],
    *,
    ruled: bool,
) -> PlacedHeader | None:
    """A header whose words fall into titles from left to right; None where they do not."""
    columns = _titles([word for line in inside for word in line.words], kind)
    if columns is None:
        return None
    header = _header(sheet, kind, [" ".join(word.text for word in column) for column in columns[1:]], inside)
    last = inside[-1].number
    body = [line for line in lines if line.number > last][:60]
    boxes = [(min(word.x0 for word in column), max(word.x1 for word in column)) for column in columns]
    bounds = [0.0]
    for left, right in zip(boxes, boxes[1:], strict=False):
        bounds.append(_boundary(left, right, body))
    bounds.append(sheet.width)
    return PlacedHeader(header, _numbers(inside), band[0], band[1], tuple(bounds), drawn=False, ruled=ruled)


def _titles(words: Sequence[Word], kind: TableKind) -> list[list[Word]] | None:
    """Words put together to the table's first title and known titles, from left to right; None where that fails."""
    stacks: list[list[Word]] = []
    for word in sorted(words, key=lambda word: word.x0):
        end = max((one.x1 for one in stacks[-1]), default=0.0) if stacks else 0.0
        if stacks and word.x0 < end - 0.5:
            stacks[-1].append(word)
        else:
            stacks.append([word])
    if len(stacks) < 2:
        return None
    return _put_together(stacks, kind, first=True)


def _put_together(stacks: list[list[Word]], kind: TableKind, *, first: bool) -> list[list[Word]] | None:
    if not stacks:
        return []
    for count in range(min(4, len(stacks)), 0, -1):
        if not _near(stacks[:count]):
            continue
        column = sorted((word for stack in stacks[:count] for word in stack), key=lambda w: (round(w.middle / 3), w.x0))
        text = " ".join(word.text for word in column)
        if text == kind.first_title if first else _known(text, kind):
            rest = _put_together(stacks[count:], kind, first=False)
            if rest is not None:
                return [column, *rest]
    return None


def _near(stacks: Sequence[Sequence[Word]]) -> bool:
    return all(
        min(word.x0 for word in right) - max(word.x1 for word in left)
        < _NEAREST_COLUMNS * (left[0].bottom - left[0].top)
        for left, right in zip(stacks, stacks[1:], strict=False)
    )


def _boundary(left: tuple[float, float], right: tuple[float, float], body: Sequence[PdfLine]) -> float:
    """Where a column ends and the next begins: between their titles, where the fewest words below stand across.

    Of several such places the middle of the widest is taken.
    """
    begin, end = left[1], right[0]
    steps = max(2, int((end - begin) * 2))
    places = [begin + (end - begin) * (n + 0.5) / steps for n in range(steps)]
    across = [
        sum(word.x0 - 0.2 < place < word.x1 + 0.2 for line in body for word in line.words) for place in places
    ]
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


def line_is_unknown_header(kind: TableKind, line: PdfLine) -> bool:
    """Whether a line begins with the first title and has known titles apart from each other, so others may be new."""
    if line.words[0].text != kind.first_title:
        return False
    gaps = [
        right.x0 - left.x1 > 0.8 * line.height for left, right in zip(line.words, line.words[1:], strict=False)
    ]
    known = {word.text for word in line.words if kind.known_words.fullmatch(word.text)}
    return sum(gaps) >= 2 and len(known) >= 2
