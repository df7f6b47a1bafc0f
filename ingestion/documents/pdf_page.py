"""One page of a PDF as pdfium gives it: words, lines, drawn edges, shaded boxes."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import pypdfium2 as pdfium
from pypdfium2 import raw

from ingestion.documents.pdf_decrypted import decrypted
from ingestion.documents.pdf_drawing import Budget, read_drawing
from ingestion.documents.pdf_space import Box, PageError, placing
from ingestion.documents.pdf_words import PdfLine, Word, lines_of, read_words

_LARGEST_PICTURE = 0.5
"""Share of a page that a picture covers where the page may be a scanned one."""

_MOST_CROSSINGS = 20_000_000
"""Edges times lines of one page: rows are looked for between edges. A known page has 100 000, a map 5 000 000."""

_PRINT_WIDTH = 400
"""Pixels across the page when it is looked at whether it is a picture of print."""


@dataclass(frozen=True, slots=True)
class PdfPage:
    """A page: lines from top to bottom, horizontal and vertical edges, shaded boxes.

    `sideways` are the words that are not upright as displayed, in reading order; `pictures` the number of pictures,
    `picture_of_print` whether a picture that covers most of the page shows print; `hidden` the number of words that
    nobody sees.
    """

    number: int
    width: float
    height: float
    lines: tuple[PdfLine, ...]
    horizontal: tuple[Box, ...]
    vertical: tuple[Box, ...]
    shades: tuple[Box, ...]
    sideways: tuple[Word, ...]
    pictures: int
    picture_of_print: bool = False
    hidden: int = 0
    first_line: int = 1

    def numbered(self, first_line: int) -> PdfPage:
        """The page with its lines numbered from `first_line` on."""
        lines = tuple(replace(line, number=first_line + n) for n, line in enumerate(self.lines))
        return replace(self, lines=lines, first_line=first_line)


@dataclass(frozen=True)
class OpenedPages:
    """The number of pages of a PDF, its pages, read one after the other, and a copy without encryption.

    `decrypted` gives None for a PDF that is not encrypted. It raises PageError where there can be no copy.
    """

    count: int
    pages: Iterator[PdfPage]
    decrypted: Callable[[], bytes | None]


@contextlib.contextmanager
def open_pages(content: bytes) -> Iterator[OpenedPages]:
    """The pages of a PDF.

    Raises PageError for a PDF that cannot be opened, a page that cannot be read or is too large.
    """
    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        raise PageError(_why(raw.FPDF_GetLastError(), error)) from error
    try:
        yield OpenedPages(len(document), _pages(document), lambda: decrypted(document, content))
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
    budget = Budget.of(len(document))
    for index in range(len(document)):
        try:
            page = document[index]
        except pdfium.PdfiumError as error:
            raise PageError(f"page {index + 1} is broken and cannot be read") from error
        try:
            yield _read_page(page, index + 1, budget)
        finally:
            page.close()


def _sides(box: Box) -> tuple[Box, Box]:
    return Box(box.x0, box.top, box.x0, box.bottom), Box(box.x1, box.top, box.x1, box.bottom)


def _read_page(page: Any, number: int, budget: Budget) -> PdfPage:
    left, bottom, right, top = page.get_bbox()
    turn = int(raw.FPDFPage_GetRotation(page))
    width, height = (right - left, top - bottom) if turn % 2 == 0 else (top - bottom, right - left)
    drawing = read_drawing(page, number, placing(left, bottom, right, top, turn), budget)
    words = read_words(page, number, drawing, width, height, turn)
    # A box as large as the page is its ground.
    shades = tuple(box for box in drawing.shades if box.area < 0.6 * width * height)
    lines = tuple(lines_of(words.upright, [*drawing.vertical, *(side for box in shades for side in _sides(box))]))
    edges = len(drawing.vertical) + len(drawing.horizontal) + 4 * len(shades)
    if edges * len(lines) > _MOST_CROSSINGS:
        raise PageError(f"page {number} draws {edges} edges beside {len(lines)} lines: not a report's page")
    covered = sum(picture.area for picture in drawing.pictures) >= _LARGEST_PICTURE * width * height
    return PdfPage(
        number,
        width,
        height,
        lines,
        tuple(drawing.horizontal),
        tuple(drawing.vertical),
        shades,
        words.sideways,
        len(drawing.pictures),
        picture_of_print=covered and _is_print(page, width),
        hidden=words.hidden,
    )


def _is_print(page: Any, width: float) -> bool:
    """Whether a page looks like print: mostly ground of one tone, with lines of dark and light marks on it.

    A photograph has no such ground.
    """
    image = page.render(scale=_PRINT_WIDTH / max(width, 1.0), grayscale=True).to_numpy()
    tones = image.reshape(image.shape[0], image.shape[1])
    ground = int((tones >> 4).ravel().max()) if tones.size else 0
    light = (tones >> 4) >= ground - 2
    if light.mean() < 0.6:
        return False
    dark_rows = (tones < 16 * ground - 80).mean(axis=1) > 0.01
    changes = int((dark_rows[1:] != dark_rows[:-1]).sum())
    return changes >= 4
