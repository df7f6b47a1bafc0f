"""One page of a PDF as pdfium gives it: words, lines, drawn edges, shaded boxes."""

from __future__ import annotations

import contextlib
import ctypes
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pypdfium2 as pdfium
from pypdfium2 import raw

_MOST_PAGE_CHARACTERS = 100_000
_MOST_PAGE_OBJECTS = 100_000
_THIN = 2.5
"""A drawn box this thin, in points, is an edge."""

_SHORTEST_EDGE = 3.0
_SAME_LINE = 0.35
_DEEPEST_FORM = 6
# pdfium puts U+0002 or U+FFFE for a hyphen at the end of a line
_WORD = re.compile(r"[^\s\u0002\ufffe]+[\u0002\ufffe]?|[\u0002\ufffe]")
_LIGATURES = {ord(ligature): unicodedata.normalize("NFKC", ligature) for ligature in "ﬀﬁﬂﬃﬄﬅﬆ"}
_HYPHENS = {2: "-", 0xFFFE: "-", 0xAD: "-"}


class PageError(Exception):
    """A PDF or a page of it cannot be read; the message says why."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle, in points; an edge is a thin one."""

    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Word:
    """A word and its place. `space_after` says whether the PDF prints a space behind it."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    space_after: bool

    @property
    def middle(self) -> float:
        """The middle of its height."""
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class PdfLine:
    """Words that stand at one height, from left to right, with the font of the first.

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


@dataclass(frozen=True, slots=True)
class PdfPage:
    """A page: lines from top to bottom, horizontal and vertical edges, shaded boxes.

    `sideways` is the text that is not upright as displayed, in reading order; `pictures` the number of pictures.
    """

    number: int
    width: float
    height: float
    lines: tuple[PdfLine, ...]
    horizontal: tuple[Box, ...]
    vertical: tuple[Box, ...]
    shades: tuple[Box, ...]
    sideways: str
    pictures: int
    first_line: int = 1

    def numbered(self, first_line: int) -> PdfPage:
        """The page with its lines numbered from `first_line` on."""
        lines = tuple(replace(line, number=first_line + n) for n, line in enumerate(self.lines))
        return replace(self, lines=lines, first_line=first_line)


@contextlib.contextmanager
def open_pages(content: bytes) -> Iterator[tuple[int, Iterator[PdfPage]]]:
    """The number of pages of a PDF and its pages, read one after the other.

    Raises PageError for a PDF that cannot be opened, a page that cannot be read or is too large.
    """
    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        raise PageError(_why(raw.FPDF_GetLastError(), error)) from error
    try:
        yield len(document), _pages(document)
    finally:
        document.close()


def _why(code: int, error: Exception) -> str:
    if code == raw.FPDF_ERR_PASSWORD:
        return "the PDF is encrypted and opens only with a password"
    if code == raw.FPDF_ERR_SECURITY:
        return "the PDF is encrypted in a way that is not read"
    return f"the PDF is broken and cannot be opened ({error})"


def _pages(document: Any) -> Iterator[PdfPage]:
    if len(document) == 0:
        raise PageError("the PDF has no page")
    for index in range(len(document)):
        try:
            page = document[index]
        except pdfium.PdfiumError as error:
            raise PageError(f"page {index + 1} is broken and cannot be read") from error
        try:
            yield _read_page(page, index + 1)
        finally:
            page.close()


def _sides(box: Box) -> tuple[Box, Box]:
    return Box(box.x0, box.top, box.x0, box.bottom), Box(box.x1, box.top, box.x1, box.bottom)


Place = Callable[[float, float, float, float], Box]


def _read_page(page: Any, number: int) -> PdfPage:
    left, bottom, right, top = page.get_bbox()
    turn = int(raw.FPDFPage_GetRotation(page))
    place = _placing(left, bottom, right, top, turn)
    width, height = (right - left, top - bottom) if turn % 2 == 0 else (top - bottom, right - left)
    horizontal: list[Box] = []
    vertical: list[Box] = []
    shades: list[Box] = []
    pictures = _read_objects(page, number, place, horizontal, vertical, shades)
    words, sideways = _read_words(page, number, place, turn)
    # A box as large as the page is its ground.
    shades = [box for box in shades if (box.x1 - box.x0) * (box.bottom - box.top) < 0.6 * width * height]
    lines = tuple(_lines(words, [*vertical, *(side for box in shades for side in _sides(box))]))
    return PdfPage(number, width, height, lines, tuple(horizontal), tuple(vertical), tuple(shades), sideways, pictures)


def _placing(left: float, bottom: float, right: float, top: float, turn: int) -> Place:
    """From left, bottom, right, top in the page's own space to its place as displayed, `turn` quarters clockwise."""
    if turn == 1:
        return lambda x0, y0, x1, y1: Box(y0 - bottom, x0 - left, y1 - bottom, x1 - left)
    if turn == 2:
        return lambda x0, y0, x1, y1: Box(right - x1, y0 - bottom, right - x0, y1 - bottom)
    if turn == 3:
        return lambda x0, y0, x1, y1: Box(top - y1, right - x1, top - y0, right - x0)
    return lambda x0, y0, x1, y1: Box(x0 - left, top - y1, x1 - left, top - y0)


# --- words ---------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Reader:
    """pdfium's text of a page, with the place of each character on demand."""

    text_page: Any
    text: str
    place: Place
    rect: Any

    def box(self, index: int) -> Box:
        if not raw.FPDFText_GetLooseCharBox(self.text_page, index, self.rect):
            raise PageError("a character has no place")
        rect = self.rect
        return self.place(rect.left, rect.bottom, rect.right, rect.top)

    def font(self, index: int) -> str:
        flags = ctypes.c_int()
        size = raw.FPDFText_GetFontInfo(self.text_page, index, None, 0, flags)
        buffer = ctypes.create_string_buffer(max(1, size))
        raw.FPDFText_GetFontInfo(self.text_page, index, buffer, size, flags)
        return buffer.value.decode("utf-8", "replace")


def _read_words(page: Any, number: int, place: Place, turn: int) -> tuple[list[tuple[Word, str]], str]:
    """The upright words with the name of their font ('' but for the first of a run), and the other text."""
    text_page = page.get_textpage()
    try:
        count = raw.FPDFText_CountChars(text_page)
        if count > _MOST_PAGE_CHARACTERS:
            raise PageError(f"page {number} holds {count} characters: not a report's page")
        reader = _Reader(text_page, _characters(text_page, count), place, raw.FS_RECTF())
        words: list[tuple[Word, str]] = []
        sideways: list[str] = []
        upright = True
        run_end = 0
        for match in _WORD.finditer(reader.text):
            start, end = match.span()
            # Behind a hyphen at the end of a line pdfium prints no line feed.
            new_run = start == 0 or "\n" in reader.text[run_end:start] or reader.text[run_end - 1] in "\u0002\ufffe"
            if new_run:
                upright = _is_upright(text_page, start, turn)
            run_end = end
            if not upright:
                sideways.append(match[0])
                continue
            words.extend(_words_between(reader, start, end, new_run=new_run))
        return words, " ".join(sideways)
    finally:
        text_page.close()


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


def _is_upright(text_page: Any, index: int, turn: int) -> bool:
    angle = raw.FPDFText_GetCharAngle(text_page, index)
    if angle < 0:
        return True
    displayed = (angle + turn * 1.5707963) % 6.2831853
    return bool(displayed < 0.2 or displayed > 6.08)


def _words_between(reader: _Reader, start: int, end: int, *, new_run: bool) -> Iterator[tuple[Word, str]]:
    """The word of some characters; several where they stand apart though pdfium sees no gap between them."""
    first, last = reader.box(start), reader.box(end - 1)
    height = first.bottom - first.top
    text = reader.text[start:end]
    font = reader.font(start) if new_run else ""
    same_line = abs((first.top + first.bottom) - (last.top + last.bottom)) < height
    # No character of a text font is wider than its height: a wider word has a gap in it.
    if same_line and last.x1 >= first.x0 and last.x1 - first.x0 <= max(1.0, len(text) * 0.8) * height:
        yield _word(reader, text, first, last, end), font
        return
    begin, boxes = start, [reader.box(index) for index in range(start, end)]
    for index in range(start + 1, end + 1):
        before = boxes[index - 1 - start]
        if index < end:
            box = boxes[index - start]
            if abs(box.top - before.top) < height / 2 and -height < box.x0 - before.x1 < 0.3 * height:
                continue
        yield _word(reader, reader.text[begin:index], boxes[begin - start], before, index), font or reader.font(begin)
        begin = index


def _word(reader: _Reader, text: str, first: Box, last: Box, end: int) -> Word:
    tidy = unicodedata.normalize("NFC", text.translate(_HYPHENS).translate(_LIGATURES))
    following = reader.text[end : end + 1]
    return Word(
        tidy,
        round(first.x0, 2),
        round(min(first.top, last.top), 2),
        round(last.x1, 2),
        round(max(first.bottom, last.bottom), 2),
        following in {" ", "\u00a0"} and not raw.FPDFText_IsGenerated(reader.text_page, end),
    )


# --- lines ---------------------------------------------------------------------------------------------------


def _lines(words: Sequence[tuple[Word, str]], vertical: Sequence[Box]) -> Iterator[PdfLine]:
    """Words that stand at one height make a line; a word of another size beside them belongs to it."""
    found: list[list[tuple[Word, str]]] = []
    for pair in sorted(words, key=lambda pair: pair[0].middle):
        word = pair[0]
        reference = found[-1][0][0] if found else None
        if reference is not None and abs(word.middle - reference.middle) <= _SAME_LINE * min(
            word.bottom - word.top, reference.bottom - reference.top
        ):
            found[-1].append(pair)
        else:
            found.append([pair])
    for line in found:
        line.sort(key=lambda pair: pair[0].x0)
        ordered = tuple(word for word, _ in line)
        font = next((name for _, name in line if name), "")
        top, bottom = min(word.top for word in ordered), max(word.bottom for word in ordered)
        middle = (top + bottom) / 2
        beside = [edge.x0 for edge in vertical if edge.top <= middle <= edge.bottom]
        in_grid = bool(beside) and min(beside) <= ordered[0].x0 + 1 and max(beside) >= ordered[-1].x1 - 1
        yield PdfLine(0, ordered, " ".join(word.text for word in ordered), top, bottom, font, in_grid)


# --- drawn edges and boxes --------------------------------------------------------------------------------------

_Matrix = tuple[float, float, float, float, float, float]
_PLAIN: _Matrix = (1, 0, 0, 1, 0, 0)


@dataclass(slots=True)
class _Drawing:
    """Where the drawn things of a page are gathered."""

    number: int
    place: Place
    horizontal: list[Box]
    vertical: list[Box]
    shades: list[Box]
    objects: int = 0
    pictures: int = 0

    def count(self) -> None:
        self.objects += 1
        if self.objects > _MOST_PAGE_OBJECTS:
            raise PageError(f"page {self.number} draws more than {_MOST_PAGE_OBJECTS} things: not a report's page")


def _read_objects(
    page: Any, number: int, place: Place, horizontal: list[Box], vertical: list[Box], shades: list[Box]
) -> int:
    """Gather edges and shaded boxes; returns the number of pictures."""
    drawing = _Drawing(number, place, horizontal, vertical, shades)
    for index in range(raw.FPDFPage_CountObjects(page)):
        _read_object(raw.FPDFPage_GetObject(page, index), drawing, _PLAIN, 0)
    return drawing.pictures


def _read_object(thing: Any, drawing: _Drawing, matrix: _Matrix, depth: int) -> None:
    drawing.count()
    kind = raw.FPDFPageObj_GetType(thing)
    if kind == raw.FPDF_PAGEOBJ_PATH:
        _read_path(thing, drawing, matrix)
    elif kind == raw.FPDF_PAGEOBJ_IMAGE:
        drawing.pictures += 1
    elif kind == raw.FPDF_PAGEOBJ_FORM and depth < _DEEPEST_FORM:
        own = raw.FS_MATRIX()
        raw.FPDFPageObj_GetMatrix(thing, own)
        inner = _times((own.a, own.b, own.c, own.d, own.e, own.f), matrix)
        for index in range(raw.FPDFFormObj_CountObjects(thing)):
            _read_object(raw.FPDFFormObj_GetObject(thing, index), drawing, inner, depth + 1)


def _times(first: _Matrix, then: _Matrix) -> _Matrix:
    a, b, c, d, e, f = first
    ta, tb, tc, td, te, tf = then
    return (
        a * ta + b * tc,
        a * tb + b * td,
        c * ta + d * tc,
        c * tb + d * td,
        e * ta + f * tc + te,
        e * tb + f * td + tf,
    )


def _read_path(path: Any, drawing: _Drawing, matrix: _Matrix) -> None:
    left, bottom, right, top = ctypes.c_float(), ctypes.c_float(), ctypes.c_float(), ctypes.c_float()
    if not raw.FPDFPageObj_GetBounds(path, left, bottom, right, top):
        return
    box = _box(drawing.place, matrix, left.value, bottom.value, right.value, top.value)
    if _edge(box, drawing):
        return
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(path, fill, stroke)
    if stroke.value:
        _read_strokes(path, drawing, matrix)
    if fill.value and raw.FPDFPath_CountSegments(path) <= 6 and _is_coloured(path):
        drawing.shades.append(box)


def _edge(box: Box, drawing: _Drawing) -> bool:
    """Take a thin box as an edge; also a speck, which is nothing."""
    width, height = box.x1 - box.x0, box.bottom - box.top
    if height <= _THIN:
        if width > _SHORTEST_EDGE:
            drawing.horizontal.append(box)
        return True
    if width <= _THIN:
        if height > _SHORTEST_EDGE:
            drawing.vertical.append(box)
        return True
    return False


def _box(place: Place, matrix: _Matrix, left: float, bottom: float, right: float, top: float) -> Box:
    if matrix != _PLAIN:
        a, b, c, d, e, f = matrix
        corners = [(a * x + c * y + e, b * x + d * y + f) for x in (left, right) for y in (bottom, top)]
        left, right = min(x for x, _ in corners), max(x for x, _ in corners)
        bottom, top = min(y for _, y in corners), max(y for _, y in corners)
    return place(left, bottom, right, top)


def _read_strokes(path: Any, drawing: _Drawing, matrix: _Matrix) -> None:
    """The straight parts of a stroked path: the four sides of a rectangle, or a whole grid drawn at once."""
    own = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(path, own)
    whole = _times((own.a, own.b, own.c, own.d, own.e, own.f), matrix)
    x, y = ctypes.c_float(), ctypes.c_float()
    start: tuple[float, float] | None = None
    before: tuple[float, float] | None = None
    for index in range(raw.FPDFPath_CountSegments(path)):
        drawing.count()
        segment = raw.FPDFPath_GetPathSegment(path, index)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        point = (x.value, y.value)
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            start = point
        elif kind == raw.FPDF_SEGMENT_LINETO and before is not None:
            _stroke(before, point, drawing, whole)
        if raw.FPDFPathSegment_GetClose(segment) and start is not None:
            _stroke(point, start, drawing, whole)
        before = point


def _stroke(first: tuple[float, float], then: tuple[float, float], drawing: _Drawing, matrix: _Matrix) -> None:
    (x0, x1), (y0, y1) = sorted((first[0], then[0])), sorted((first[1], then[1]))
    _edge(_box(drawing.place, matrix, x0, y0, x1, y1), drawing)


def _is_coloured(path: Any) -> bool:
    red, green, blue, alpha = ctypes.c_uint(), ctypes.c_uint(), ctypes.c_uint(), ctypes.c_uint()
    if not raw.FPDFPageObj_GetFillColor(path, red, green, blue, alpha):
        return False
    return alpha.value > 8 and min(red.value, green.value, blue.value) < 252
