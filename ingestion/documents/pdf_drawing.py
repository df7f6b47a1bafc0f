"""What a page of a PDF draws besides its text: edges, filled boxes, pictures, and in which order."""

from __future__ import annotations

import ctypes
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import repeat
from typing import Any

from pypdfium2 import raw

from ingestion.documents import pdf_calls as pdfium
from ingestion.documents.pdf_calls import address
from ingestion.documents.pdf_space import Box, PageError, Place

_MOST_PAGE_OBJECTS = 100_000
_MOST_OBJECTS, _MOST_OBJECTS_EACH_PAGE = 100_000, 2_000
"""A document draws so many things at most, and so many more for each of its pages; known pages draw 150 on average."""

_THIN = 2.5
"""A drawn box this thin, in points, is an edge."""

_SHORTEST_EDGE = 3.0
_DEEPEST_FORM = 6
_ORDERS_OF_A_THING = 1 << 20
"""Room in the order of drawing for what one thing on the page draws: a form draws others."""

_STRIP = 20.0
"""Height, in points, of the strips by which filled boxes are looked up."""

_OPAQUE = 250
WHITE = 0xFFFFFF

_Matrix = tuple[float, float, float, float, float, float]
_PLAIN: _Matrix = (1, 0, 0, 1, 0, 0)


@dataclass(frozen=True, slots=True)
class Fill:
    """A filled box: its colour as 0xRRGGBB, and its place in the order of drawing."""

    box: Box
    colour: int
    order: int


@dataclass(slots=True)
class Budget:
    """How many more things a document may draw: pages that share a content draw it each."""

    left: int

    @staticmethod
    def of(pages: int) -> Budget:
        """What all pages of a document may draw together."""
        return Budget(_MOST_OBJECTS + _MOST_OBJECTS_EACH_PAGE * pages)


@dataclass(slots=True)
class Drawing:
    """What is drawn on a page.

    `order_of_text` has the place in the order of drawing of each text object, and of other things, by address.
    """

    number: int
    place: Place
    budget: Budget
    horizontal: list[Box] = field(default_factory=list)
    vertical: list[Box] = field(default_factory=list)
    shades: list[Box] = field(default_factory=list)
    pictures: list[Box] = field(default_factory=list)
    order_of_text: dict[int, int] = field(default_factory=dict)
    order: int = 0
    objects: int = 0
    _fills: defaultdict[int, list[Fill]] = field(default_factory=lambda: defaultdict(list))
    bounds: Any = field(default_factory=ctypes.c_float * 4)
    bounds_at: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        self.bounds_at = pdfium.places(self.bounds)

    def count(self, things: int = 1) -> None:
        """Count drawn things. Raises PageError for a page with too many."""
        self.objects += things
        if self.objects > _MOST_PAGE_OBJECTS:
            raise PageError(f"page {self.number} draws more than {_MOST_PAGE_OBJECTS} things: not a report's page")
        self.budget.left -= things
        if self.budget.left < 0:
            raise PageError(f"the PDF draws more things up to page {self.number} than the pages of a report")

    def fill(self, box: Box, colour: int) -> None:
        """Note a filled, opaque box."""
        filled = Fill(box, colour, self.order)
        for strip in range(int(box.top // _STRIP), min(int(box.bottom // _STRIP), int(box.top // _STRIP) + 500) + 1):
            self._fills[strip].append(filled)

    def fills_near(self, y: float) -> Sequence[Fill]:
        """The filled boxes that may lie over or under what stands at a height, in the order of drawing."""
        return self._fills.get(int(y // _STRIP), ())


def read_drawing(page: Any, number: int, place: Place, budget: Budget) -> Drawing:
    """What a page draws. Raises PageError for a page, or a document up to it, that draws too many things."""
    drawing = Drawing(number, place, budget)
    count = raw.FPDFPage_CountObjects(page.raw)
    drawing.count(count)
    step = _ORDERS_OF_A_THING
    # Text is most of what a page draws; browsers make an object of each letter.
    things = list(map(pdfium.object_at, repeat(address(page.raw)), range(count)))
    drawing.order_of_text.update(zip(things, range(step, (count + 1) * step, step), strict=True))
    for thing, kind in zip(things, map(pdfium.kind_of, things), strict=True):
        if kind != raw.FPDF_PAGEOBJ_TEXT:
            drawing.order = drawing.order_of_text[thing]
            _read_object(thing, kind, drawing, _PLAIN, 0)
    return drawing


def _read_object(thing: int, kind: int, drawing: Drawing, matrix: _Matrix, depth: int) -> None:
    if kind == raw.FPDF_PAGEOBJ_TEXT:
        drawing.order_of_text[thing] = drawing.order
    elif kind == raw.FPDF_PAGEOBJ_PATH:
        _read_path(thing, drawing, matrix)
    elif kind == raw.FPDF_PAGEOBJ_IMAGE:
        drawing.pictures.append(_bounds(thing, drawing, matrix) or Box(0, 0, 0, 0))
    elif kind == raw.FPDF_PAGEOBJ_FORM and depth < _DEEPEST_FORM:
        inner = _times(_matrix(thing), matrix)
        for index in range(pdfium.count_parts(thing)):
            drawing.count()
            drawing.order += 1
            part = pdfium.part_at(thing, index)
            _read_object(part, pdfium.kind_of(part), drawing, inner, depth + 1)


def _matrix(thing: int) -> _Matrix:
    own = raw.FS_MATRIX()
    pdfium.matrix_of(thing, ctypes.addressof(own))
    return own.a, own.b, own.c, own.d, own.e, own.f


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


def _bounds(thing: int, drawing: Drawing, matrix: _Matrix) -> Box | None:
    at = drawing.bounds_at
    if not pdfium.bounds_of(thing, *at):
        return None
    return _box(drawing.place, matrix, *drawing.bounds)


def _read_path(path: int, drawing: Drawing, matrix: _Matrix) -> None:
    box = _bounds(path, drawing, matrix)
    if box is None:
        return
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.draw_mode_of(path, ctypes.addressof(fill), ctypes.addressof(stroke))
    if not fill.value and not stroke.value:
        return
    if _edge(box, drawing):
        return
    if stroke.value:
        _read_strokes(path, drawing, matrix)
    if fill.value and pdfium.count_segments(path) <= 6:
        colour, alpha = _fill_colour(path)
        if alpha >= _OPAQUE:
            drawing.fill(box, colour)
        if alpha > 8 and min(colour >> 16, colour >> 8 & 255, colour & 255) < 252:
            drawing.shades.append(box)


def _edge(box: Box, drawing: Drawing) -> bool:
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


def _read_strokes(path: int, drawing: Drawing, matrix: _Matrix) -> None:
    """The straight parts of a stroked path: the four sides of a rectangle, or a whole grid drawn at once."""
    whole = _times(_matrix(path), matrix)
    x, y = ctypes.c_float(), ctypes.c_float()
    x_at, y_at = ctypes.addressof(x), ctypes.addressof(y)
    start: tuple[float, float] | None = None
    before: tuple[float, float] | None = None
    for index in range(pdfium.count_segments(path)):
        drawing.count()
        segment = pdfium.segment_at(path, index)
        pdfium.segment_point(segment, x_at, y_at)
        point = (x.value, y.value)
        kind = pdfium.segment_kind(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            start = point
        elif kind == raw.FPDF_SEGMENT_LINETO and before is not None:
            _stroke(before, point, drawing, whole)
        if pdfium.segment_closes(segment) and start is not None:
            _stroke(point, start, drawing, whole)
        before = point


def _stroke(first: tuple[float, float], then: tuple[float, float], drawing: Drawing, matrix: _Matrix) -> None:
    (x0, x1), (y0, y1) = sorted((first[0], then[0])), sorted((first[1], then[1]))
    _edge(_box(drawing.place, matrix, x0, y0, x1, y1), drawing)


def _fill_colour(path: int) -> tuple[int, int]:
    """Colour as 0xRRGGBB and opacity from 0 to 255."""
    paint = (ctypes.c_uint * 4)()
    if not pdfium.fill_colour_of(path, *pdfium.places(paint)):
        return WHITE, 0
    red, green, blue, alpha = paint
    return red << 16 | green << 8 | blue, alpha
