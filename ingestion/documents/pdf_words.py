"""The words of a page of a PDF, by size and base line, and the lines that they stand on.

Heights are those of the fonts, not of the glyphs' boxes: LibreOffice writes fonts whose boxes begin at the base line.
What nobody sees is no word: text without ink, in the colour of its ground, under a box, outside the page or its clip.
"""

from __future__ import annotations

import bisect
import ctypes
import heapq
import itertools
import math
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import regex
from pypdfium2 import raw

from ingestion.documents import pdf_calls as pdfium
from ingestion.documents.pdf_calls import address
from ingestion.documents.pdf_drawing import WHITE, Drawing
from ingestion.documents.pdf_space import Box, PageError

_MOST_PAGE_CHARACTERS = 100_000
_MOST_COMPARED = 2_000_000
"""Pairs of a word and an edge at its height, of one page; a known page has 20 000 at most."""

_SAME_LINE = 0.4
"""Share of the smaller font's size by which base lines of one line may differ."""

_ASCENT, _DESCENT = 0.9, 0.22
"""Heights over and under the base line that a line of text takes, as shares of the font's size."""

_SMALLEST = 1.0
_LEAST_LINE_NUMBERS = 4
_LINE_NUMBER_STEPS = {1, 2, 5, 10}
_LARGEST_MARK, _LEAST_RISE = 0.92, 0.1
"""A mark is at most this large and at least so much raised, both as shares of the size of the word beside it."""

_HIGHEST_MARK = 0.8
_CONTRAST = 20
"""Steps of 256 by which the colour of text differs from its ground where it can be seen."""

_LEAST_LETTERS = 30
"""Letters that stand alone on a page of which pdfium may have taken the words apart."""

_TOUCH = 0.12
"""Letters nearer than this share of their size stand in one word."""

_INVISIBLE_MODES = {3, 7}
# pdfium puts U+0002 or U+FFFE for a hyphen at the end of a line
_WORD = regex.compile(r"[^\s\u0002\ufffe]+[\u0002\ufffe]?|[\u0002\ufffe]")
_DIGIT = regex.compile(r"[\d\p{No}]")
_LIGATURES = {ord(ligature): unicodedata.normalize("NFKC", ligature) for ligature in "ﬀﬁﬂﬃﬄﬅﬆ"}
# What only a renderer's hyphenation prints is told from a hyphen that was written: SOFT_HYPHEN.
SOFT_HYPHEN = "\u2010"
_SPELLED = {**_LIGATURES, 2: "-", 0xFFFE: "-", 0xAD: SOFT_HYPHEN}
_RAISED = regex.compile(r"(?<=.)[⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾]+$")
_EXPONENT_OF = regex.compile(r"(?:^|\P{L})[kcdm]?m$")
"""'kWh/m' + a raised 2: a unit, no footnote."""


class Word(NamedTuple):
    """A word and its place.

    `top` and `bottom` are the height that its font takes, `base` its base line, `size` the font's size. `space_after`
    says whether the PDF prints a space behind it. `font` is the font's name, `colour` 0xRRGGBB. `mark` is a small
    raised run that was printed beside it and is no part of it (a footnote's number). `struck` says whether an edge is
    drawn through it, `mixed` whether its letters have several sizes.
    """

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    space_after: bool
    base: float = 0.0
    size: float = 0.0
    font: str = ""
    colour: int = 0
    mark: str = ""
    struck: bool = False
    mixed: bool = False

    @property
    def middle(self) -> float:
        """The middle of its height."""
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class PdfLine:
    """Words that stand on one base line, from left to right, with the font of the first.

    `number` is 1-based in the document. `in_grid` says whether drawn edges, or sides of shaded boxes, stand
    on both sides.
    """

    number: int
    words: tuple[Word, ...]
    text: str
    top: float
    bottom: float
    font: str
    in_grid: bool = False

    @property
    def height(self) -> float:
        """Height of its font, in points."""
        return self.words[0].bottom - self.words[0].top


@dataclass(frozen=True)
class Words:
    """The upright words of a page, the text that is not upright with its words' places, and whether any is hidden."""

    upright: tuple[Word, ...]
    sideways: tuple[Word, ...]
    hidden: int


def read_words(page: Any, number: int, drawing: Drawing, width: float, height: float, turn: int) -> Words:
    """The words of a page that can be seen. Raises PageError for a page with too many characters."""
    text_page = page.get_textpage()
    try:
        handle = text_page.raw
        count = raw.FPDFText_CountChars(handle)
        if count > _MOST_PAGE_CHARACTERS:
            raise PageError(f"page {number} holds {count} characters: not a report's page")
        reader = _Reader(address(handle), _characters(handle, count), drawing, width, height, turn)
        upright: list[Word] = []
        sideways: list[Word] = []
        for match in _WORD.finditer(reader.text):
            for word, is_upright in reader.words(*match.span()):
                if is_upright:
                    _add(upright, word)
                else:
                    sideways.append(word)
    finally:
        text_page.close()
    kept = _without_line_numbers(list(_leading_marks(letters_joined(upright))))
    return Words(tuple(_struck(iter(kept), drawing.horizontal, number)), tuple(sideways), reader.hidden)


def _characters(text_page: Any, count: int) -> str:
    """The page's text so that character n of pdfium is character n of the string."""
    buffer = (ctypes.c_ushort * (count + 1))()
    written = raw.FPDFText_GetText(text_page, 0, count, buffer)
    units = bytes(buffer)[: 2 * max(0, written - 1)]
    text = units.decode("utf-16-le", "replace")
    if len(text) == count and "\ufffd" not in text:
        return text
    # Characters that pdfium leaves out, or that take two units (emoji as icons): one by one.
    codes = (raw.FPDFText_GetUnicode(text_page, index) for index in range(count))
    return "".join(chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd" for code in codes)


class _Style(NamedTuple):
    """What all characters of one text object have in common; `base` is their base line on the page.

    `unscaled` is the font's size and `origin` the height of the base line in the page's own space.
    """

    unscaled: float
    origin: float
    size: float
    base: float
    font: str
    colour: int
    upright: bool
    hidden: bool
    order: int
    shows_on_white: bool


@dataclass(slots=True)
class _Reader:
    """pdfium's text of a page, with the place and style of each character on demand."""

    text_page: int
    text: str
    drawing: Drawing
    width: float
    height: float
    turn: int
    hidden: int = 0
    rect: Any = field(default_factory=raw.FS_RECTF)
    origin: Any = field(default_factory=ctypes.c_double * 2)
    paint: Any = field(default_factory=ctypes.c_uint * 4)
    matrix: Any = field(default_factory=raw.FS_MATRIX)
    rect_at: int = 0
    matrix_at: int = 0
    origin_at: tuple[int, ...] = ()
    paint_at: tuple[int, ...] = ()
    sizes: dict[tuple[float, float, float, float, float], tuple[float, bool]] = field(default_factory=dict)
    styles: dict[int, _Style] = field(default_factory=dict)
    fonts: dict[int, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.rect_at, self.matrix_at = ctypes.addressof(self.rect), ctypes.addressof(self.matrix)
        self.origin_at, self.paint_at = pdfium.places(self.origin), pdfium.places(self.paint)

    def box(self, index: int) -> Box:
        if not pdfium.box_at(self.text_page, index, self.rect_at):
            raise PageError("a character has no place")
        rect = self.rect
        return self.drawing.place(rect.left, rect.bottom, rect.right, rect.top)

    def words(self, start: int, end: int) -> list[tuple[Word, bool]]:
        """The words that some characters make, and whether each is upright; several where they stand apart."""
        handle = pdfium.text_object_at(self.text_page, start) or 0
        left = self.box(start)
        first = self._style_of(handle, start)
        found: list[tuple[Word, bool]] = []
        if self._is_uniform(start, end, handle, first):
            right = left if end - start == 1 else self.box(end - 1)
            if _is_unbroken(end - start, left, right, first):
                self._take(found, start, end, left, right, first)
                return found
            runs = [(start, end, first)]
        else:
            runs = self._runs(start, end)
        for begin, stop, style in runs:
            for at, upto, left, right in self._unbroken(begin, stop, style):
                self._take(found, at, upto, left, right, style)
        return found

    def _take(self, found: list[tuple[Word, bool]], start: int, end: int, left: Box, right: Box, style: _Style) -> None:
        """Add a word if it can be seen, and count it if not."""
        word = self._word(start, end, left, right, style)
        if style.hidden or self._is_hidden(word, style):
            self.hidden += 1
        else:
            found.append((word, style.upright))

    def style(self, index: int) -> _Style:
        return self._style_of(pdfium.text_object_at(self.text_page, index) or 0, index)

    def _style_of(self, handle: int, index: int) -> _Style:
        style = self.styles.get(handle)
        if style is None:
            style = self.styles[handle] = self._new_style(handle, index)
        return style

    def _is_uniform(self, start: int, end: int, handle: int, first: _Style) -> bool:
        """Whether all characters have the size and the base line of the first."""
        page = self.text_page
        if end - start == 1 or (pdfium.text_object_at(page, end - 1) or 0) == handle:
            return True
        # A mark inside a word has another size than the letters beside it; it matters in figures.
        figures = end - start > 2 and _DIGIT.search(self.text, start, end) is not None
        origin, (x_at, y_at), along = self.origin, self.origin_at, 0 if self.turn % 2 else 1
        for index in range(start + 1, end) if figures else (end - 1,):
            if self.text[index] in "\u0002\ufffe":
                continue
            pdfium.origin_at(page, index, x_at, y_at)
            if pdfium.size_at(page, index) != first.unscaled or abs(origin[along] - first.origin) > 0.05 * first.size:
                return False
        return True

    def _new_style(self, handle: int, index: int) -> _Style:
        page = self.text_page
        pdfium.origin_at(page, index, *self.origin_at)
        x, y = self.origin
        origin = self.drawing.place(x, y, x, y)
        unscaled = pdfium.size_at(page, index)
        font = pdfium.font_of(handle) or 0 if handle else 0
        size, upright = self._size(unscaled, index)
        pdfium.colour_at(page, index, *self.paint_at)
        red, green, blue, alpha = self.paint
        mode = pdfium.mode_of(handle) if handle else 0
        hidden = mode in _INVISIBLE_MODES or alpha < 8 or size < _SMALLEST
        hidden = hidden or self._is_clipped(handle, index, origin.top - 0.3 * size, upright=upright)
        colour = red << 16 | green << 8 | blue
        return _Style(
            unscaled=unscaled,
            origin=x if self.turn % 2 else y,
            size=size,
            base=round(origin.top, 2),
            font=self._font(font, index),
            colour=colour,
            upright=upright,
            hidden=hidden,
            order=self.drawing.order_of_text.get(handle, 0),
            shows_on_white=colour == 0 or _contrasts(colour, WHITE),
        )

    def _size(self, unscaled: float, index: int) -> tuple[float, bool]:
        """The size of a character's font on the page, and whether it stands upright."""
        pdfium.character_matrix(self.text_page, index, self.matrix_at)
        matrix = self.matrix
        key = unscaled, matrix.a, matrix.b, matrix.c, matrix.d
        found = self.sizes.get(key)
        if found is None:
            angle = (math.atan2(matrix.b, matrix.a) - self.turn * math.pi / 2) % (2 * math.pi)
            upright = angle < 0.2 or angle > 2 * math.pi - 0.2
            found = self.sizes[key] = round(abs(unscaled) * math.hypot(matrix.c, matrix.d), 2), upright
        return found

    def _font(self, font: int, index: int) -> str:
        name = self.fonts.get(font)
        if name is None:
            flags = ctypes.c_int()
            flags_at = ctypes.addressof(flags)
            size = pdfium.font_name_at(self.text_page, index, None, 0, flags_at)
            buffer = ctypes.create_string_buffer(max(1, size))
            pdfium.font_name_at(self.text_page, index, ctypes.addressof(buffer), size, flags_at)
            name = self.fonts[font] = buffer.value.decode("utf-8", "replace")
        return name

    def _is_clipped(self, handle: int, index: int, middle: float, *, upright: bool) -> bool:
        """Whether the character lies outside the path that its drawing is clipped to."""
        clip = pdfium.clip_of(handle) if handle else None
        if not clip or pdfium.count_clips(clip) < 1:
            return False
        box = self.box(index)
        middle_x, middle_y = (box.x0 + box.x1) / 2, middle if upright else (box.top + box.bottom) / 2
        point = (ctypes.c_float * 2)()
        point_at = pdfium.places(point)
        for path in range(pdfium.count_clips(clip)):
            points: list[tuple[float, float]] = []
            for number in range(min(64, max(0, pdfium.count_clip_segments(clip, path)))):
                pdfium.segment_point(pdfium.clip_segment_at(clip, path, number), *point_at)
                points.append((point[0], point[1]))
            if points:
                xs, ys = zip(*points, strict=True)
                bounds = self.drawing.place(min(xs), min(ys), max(xs), max(ys))
                # A line that a page break slices is drawn on both pages: it is read where its middle shows.
                if not bounds.holds(middle_x, middle_y):
                    return True
        return False

    def _runs(self, start: int, end: int) -> list[tuple[int, int, _Style]]:
        """The characters by size, base line and direction."""
        runs: list[tuple[int, int, _Style]] = []
        for index in range(start, end):
            style = self.style(index) if self.text[index] not in "\u0002\ufffe" or not runs else runs[-1][2]
            if runs:
                begin, _, before = runs[-1]
                if (
                    abs(style.size - before.size) <= 0.02 * before.size
                    and abs(style.base - before.base) <= 0.05 * before.size
                    and (style.upright, style.hidden) == (before.upright, before.hidden)
                ):
                    runs[-1] = (begin, index + 1, before)
                    continue
            runs.append((index, index + 1, style))
        return runs

    def _unbroken(self, start: int, end: int, style: _Style) -> Iterator[tuple[int, int, Box, Box]]:
        """The characters without those gaps between them that pdfium does not see, with first and last box."""
        first, last = self.box(start), self.box(end - 1)
        height = style.size
        if _is_unbroken(end - start, first, last, style):
            yield start, end, first, last
            return
        begin, boxes = start, [self.box(index) for index in range(start, end)]
        for index in range(start + 1, end + 1):
            before = boxes[index - 1 - start]
            if index < end and -height < boxes[index - start].x0 - before.x1 < 0.3 * height:
                continue
            yield begin, index, boxes[begin - start], before
            begin = index

    def _word(self, start: int, end: int, first: Box, last: Box, style: _Style) -> Word:
        tidy = _tidy(self.text[start:end])
        following = self.text[end : end + 1]
        if style.upright:
            top, bottom = style.base - _ASCENT * style.size, style.base + _DESCENT * style.size
        else:
            top, bottom = min(first.top, last.top), max(first.bottom, last.bottom)
        mark = None if tidy.isascii() else _RAISED.search(tidy)
        if mark and _EXPONENT_OF.search(tidy[: mark.start()]) and mark[0] in "²³":
            mark = None
        return Word(
            tidy[: mark.start()] if mark else tidy,
            round(first.x0 if first.x0 < last.x0 else last.x0, 2),
            top,
            round(last.x1 if last.x1 > first.x1 else first.x1, 2),
            bottom,
            following in {" ", "\u00a0"} and not pdfium.is_generated(self.text_page, end),
            style.base,
            style.size,
            style.font,
            style.colour,
            mark[0] if mark else "",
        )

    def _is_hidden(self, word: Word, style: _Style) -> bool:
        """Whether a word lies outside the page, under a box, or has the colour of its ground."""
        x, y = (word.x0 + word.x1) / 2, word.base - 0.3 * word.size if style.upright else word.middle
        if not (0 <= x <= self.width and 0 <= y <= self.height):
            return True
        ground = WHITE
        shows = style.shows_on_white
        for fill in self.drawing.fills_near(y):
            if not fill.box.holds(x, y):
                continue
            if fill.order < style.order or not style.order:
                if fill.colour != ground:
                    ground = fill.colour
                    shows = _contrasts(style.colour, ground)
            elif fill.box.x0 <= word.x0 + 1 and fill.box.x1 >= word.x1 - 1:
                return True
        return not shows and not any(picture.holds(x, y) for picture in self.drawing.pictures)


def _is_unbroken(letters: int, first: Box, last: Box, style: _Style) -> bool:
    """Whether no gap can stand between the boxes of a word's first and last letter.

    No character of a text font is wider than its height: a wider word has a gap in it.
    """
    width = last.x1 - first.x0
    return not style.upright or 0 <= width <= max(1.0, letters * 0.8) * style.size * 1.1


def _contrasts(colour: int, ground: int) -> bool:
    """Whether text of a colour can be seen on its ground."""
    return max(abs((colour >> shift & 255) - (ground >> shift & 255)) for shift in (16, 8, 0)) >= _CONTRAST


def _tidy(text: str) -> str:
    """A word as other documents spell it: composed letters, no ligatures, no hyphens that do not show."""
    if text.isascii() and "\u0002" not in text:
        return text
    if "\u00ad" in text[:-1]:
        # A soft hyphen shows only where it divides a word at a line's end.
        text = text[:-1].replace("\u00ad", "") + text[-1]
    return unicodedata.normalize("NFC", text.translate(_SPELLED))


# --- marks and struck words ------------------------------------------------------------------------------------


def _add(words: list[Word], word: Word) -> None:
    """Add a word in the order of reading; a mark goes to the word before it."""
    before = words[-1] if words else None
    if before is not None and before.base:
        beside = -0.3 * before.size < word.x0 - before.x1 < 0.5 * before.size
        if beside and _is_mark(word, before):
            if _EXPONENT_OF.search(before.text) and word.text in {"2", "3"}:
                words[-1] = before._replace(text=before.text + word.text, x1=word.x1, space_after=word.space_after)
            else:
                words[-1] = before._replace(mark=before.mark + word.text, space_after=word.space_after)
            return
        touches = beside and word.x0 - before.x1 < 0.12 * before.size and not before.space_after
        if touches and abs(word.base - before.base) < 0.5 * max(word.size, before.size):
            same = abs(word.size - before.size) <= 0.02 * before.size and word.base == before.base
            if not same and not before.mark:
                # 'CO' + a lowered 2 is one word; so is '16' + a small '1' on the same base line, whatever it means.
                lowered = word.size < before.size and word.base > before.base + 0.05 * before.size
                again = word.size > before.size * 1.02 and before.mixed is False and before.text[-1:].isalnum()
                words[-1] = before._replace(
                    text=before.text + word.text,
                    x1=word.x1,
                    space_after=word.space_after,
                    mark=word.mark,
                    mixed=before.mixed or not (lowered or (again and word.base < before.base)),
                )
                return
    words.append(word)


def _is_mark(word: Word, beside: Word) -> bool:
    rise = beside.base - word.base
    return word.size <= _LARGEST_MARK * beside.size and _LEAST_RISE * beside.size < rise < _HIGHEST_MARK * beside.size


def letters_joined(words: list[Word]) -> list[Word]:
    """Words of a page whose words pdfium takes apart into letters: those that touch on one base line are one.

    wkhtmltopdf writes such pages in fonts that it scales: pdfium sees the end of a line behind each letter.
    """
    alone = sum(len(word.text) == 1 for word in words)
    if alone < _LEAST_LETTERS or 2 * alone < len(words):
        return words
    joined: list[Word] = []
    for word in words:
        before = joined[-1] if joined else None
        if (
            before is not None
            and not before.space_after
            and not before.mark
            and (word.base, word.size, word.font) == (before.base, before.size, before.font)
            and -_TOUCH * word.size < word.x0 - before.x1 < _TOUCH * word.size
        ):
            joined[-1] = before._replace(
                text=before.text + word.text, x1=word.x1, space_after=word.space_after, mark=word.mark
            )
        else:
            joined.append(word)
    return joined


def _leading_marks(words: Sequence[Word]) -> Iterator[Word]:
    """Words without the marks that stand before one ('1' raised before 'Preliminärt värde')."""
    for position, word in enumerate(words):
        following = words[position + 1] if position + 1 < len(words) else None
        if (
            following is not None
            and word.text.strip("()*").isdigit()
            and _is_mark(word, following)
            and -0.1 * following.size < following.x0 - word.x1 < 0.6 * following.size
        ):
            continue
        yield word


def _without_line_numbers(words: Sequence[Word]) -> list[Word]:
    """Words without the numbers of lines in a margin: outside all other words, one more (or five) from line to line."""
    letters = [word for word in words if not word.text.isdigit()]
    if not letters:
        return list(words)
    left, right = min(word.x0 for word in letters), max(word.x1 for word in letters)
    gone: set[Word] = set()
    for column in (
        [word for word in words if word.text.isdigit() and word.x1 < left],
        [word for word in words if word.text.isdigit() and word.x0 > right],
    ):
        column.sort(key=lambda word: word.base)
        steps = {int(below.text) - int(above.text) for above, below in itertools.pairwise(column)}
        if len(column) >= _LEAST_LINE_NUMBERS and len(steps) == 1 and steps <= _LINE_NUMBER_STEPS:
            gone.update(column)
    return [word for word in words if word not in gone] if gone else list(words)


def _struck(words: Iterator[Word], level: Sequence[Box], number: int) -> Iterator[Word]:
    """Words with `struck` where an edge is drawn through them, between a quarter and two thirds of their height."""
    edges = sorted(level, key=lambda edge: edge.top)
    tops = [edge.top for edge in edges]
    compared = 0
    for word in words:
        high, low = word.base - 0.55 * word.size, word.base - 0.12 * word.size
        begin, end = bisect.bisect_left(tops, high - 1), bisect.bisect_right(tops, low)
        if begin == end:
            yield word
            continue
        compared += end - begin
        if compared > _MOST_COMPARED:
            raise PageError(f"page {number} draws {len(edges)} edges across its words: not a report's page")
        struck = any(
            high < (edge.top + edge.bottom) / 2 < low
            and min(edge.x1, word.x1) - max(edge.x0, word.x0) > 0.3 * min(word.x1 - word.x0, word.size)
            for edge in edges[begin:end]
        )
        yield word._replace(struck=True) if struck else word


# --- lines ---------------------------------------------------------------------------------------------------


def lines_of(words: Sequence[Word], vertical: Sequence[Box]) -> Iterator[PdfLine]:
    """Words that stand on one base line make a line; a word of another size beside them belongs to it."""
    found: list[list[Word]] = []
    for word in sorted(words, key=lambda word: word.base):
        reference = found[-1][0] if found else None
        if reference is not None and word.base - reference.base <= _SAME_LINE * min(word.size, reference.size):
            found[-1].append(word)
        else:
            found.append([word])
    spans = [(min(word.top for word in line), max(word.bottom for word in line)) for line in found]
    beside = _outermost(vertical, [(top + bottom) / 2 for top, bottom in spans])
    for line, (top, bottom), outer in zip(found, spans, beside, strict=True):
        line.sort(key=lambda word: word.x0)
        in_grid = outer is not None and outer[0] <= line[0].x0 + 1 and outer[1] >= line[-1].x1 - 1
        text = " ".join(word.text for word in line)
        yield PdfLine(0, tuple(line), text, top, bottom, line[0].font, in_grid)


def _outermost(vertical: Sequence[Box], heights: Sequence[float]) -> list[tuple[float, float] | None]:
    """The leftmost and the rightmost edge that stand at each height; None where none does.

    One pass from top to bottom, because a page may have a hundred thousand edges and as many lines.
    """
    waiting = sorted(vertical, key=lambda edge: edge.top, reverse=True)
    left: list[tuple[float, float]] = []
    right: list[tuple[float, float]] = []
    found: list[tuple[float, float] | None] = [None] * len(heights)
    for position in sorted(range(len(heights)), key=heights.__getitem__):
        height = heights[position]
        while waiting and waiting[-1].top <= height:
            edge = waiting.pop()
            heapq.heappush(left, (edge.x0, edge.bottom))
            heapq.heappush(right, (-edge.x0, edge.bottom))
        for side in (left, right):
            while side and side[0][1] < height:
                heapq.heappop(side)
        if left:
            found[position] = left[0][0], -right[0][0]
    return found
