"""Open a PDF: pages, printed lines, words with their places, drawn edges and shaded boxes.

Read page by page with pdfium; nothing of a page but its words, edges and boxes is kept. Lengths are points (1/72 inch),
x to the right and y downwards from the upper left corner of the page as it is displayed.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import regex

from ingestion.collector import collector_paused
from ingestion.documents.pdf_page import PdfPage, open_pages
from ingestion.documents.pdf_space import Box, PageError
from ingestion.documents.pdf_streams import check_streams
from ingestion.documents.pdf_words import SOFT_HYPHEN, PdfLine, Word
from ingestion.documents.text import DocumentError, content_id, content_of

__all__ = ["MAX_PDF_PAGES", "SOFT_HYPHEN", "Box", "PdfDocument", "PdfLine", "PdfPage", "Word", "read_pdf"]

MAX_PDF_PAGES = 2000
"""The most pages that are read of one PDF. The longest known report has 116."""

_MOST_CHARACTERS = 20_000_000
_MOST_WORDS_OF_A_PICTURE = 12
"""Words of its own that a scanned page may have beside its picture: a stamp, a heading."""

_EDGE = 0.14
"""Share of the page's height at its top and bottom in which page headers and footers are looked for."""

# Private letters, and what stands for a letter that a font does not tell.
_NO_LETTER = regex.compile(r"[\p{Co}\ufffd\x00]")
_MARGIN = 0.055
_SAME_PLACE = 1.5


@dataclass(frozen=True)
class PdfDocument:
    """One report as PDF.

    `sheets` are its pages in order. `lines` are all printed lines from the first page to the last, `pages` the 1-based
    page of each: line n of the document is `lines[n - 1]`. `furniture` holds the numbers of the lines that are page
    headers and footers. `document_id` is the first 16 hex digits of the SHA-256 of the file's bytes.
    """

    path: Path
    source_file: str
    document_id: str
    lines: tuple[str, ...]
    pages: tuple[int, ...]
    sheets: tuple[PdfPage, ...]
    furniture: frozenset[int]

    def page_of_line(self, line: int) -> int:
        """Page of a 1-based line of the document."""
        return self.pages[line - 1]


def read_pdf(path: Path) -> PdfDocument:
    """Read a PDF file.

    Raises DocumentError, with the page in the message where one can be named, for a file that is too large, broken, cut
    short or locked with a password, has more than MAX_PDF_PAGES pages, or holds pictures of text instead of text.
    """
    return pdf_from_bytes(content_of(path), path)


@collector_paused()
def pdf_from_bytes(content: bytes, path: Path, at_page: Callable[[int], None] = lambda _page: None) -> PdfDocument:
    """A PdfDocument of bytes already read; `at_page` is told each page before it is opened. Raises like `read_pdf`."""
    if not content:
        raise DocumentError("the file is empty")
    if b"%PDF-" not in content[:1024]:
        raise DocumentError("is no PDF: it does not begin with %PDF")
    _check_end(content)
    sheets: list[PdfPage] = []
    characters = 0
    first_line = 1
    try:
        with open_pages(content) as opened:
            if opened.count > MAX_PDF_PAGES:
                raise DocumentError(f"has {opened.count} pages; the limit is {MAX_PDF_PAGES}")
            check_streams(content, opened.decrypted())
            at_page(1)
            for page in opened.pages:
                at_page(page.number + 1)
                sheets.append(page.numbered(first_line))
                first_line += len(page.lines)
                characters += sum(len(line.text) for line in page.lines)
                if characters > _MOST_CHARACTERS:
                    raise DocumentError(f"holds more than {_MOST_CHARACTERS} characters up to page {page.number}")
    except PageError as error:
        raise DocumentError(str(error)) from error
    lines = tuple(line.text for sheet in sheets for line in sheet.lines)
    numbers = tuple(sheet.number for sheet in sheets for _ in sheet.lines)
    furniture = frozenset(_furniture(sheets))
    _refuse_pictures(sheets, furniture)
    return PdfDocument(path, path.name, content_id(content), lines, numbers, tuple(sheets), furniture)


def _check_end(content: bytes) -> None:
    """Refuse a PDF that is cut short. What a mailer or a scanner writes behind the end mark is no damage."""
    end = content.rfind(b"%%EOF")
    if end < 0 or re.search(rb"\d+\s+\d+\s+obj\b", content[end:]):
        # Objects behind the last end mark belong to a revision whose own end mark is missing.
        raise DocumentError("the PDF is cut short: its end mark is missing")


def _refuse_pictures(sheets: Sequence[PdfPage], furniture: frozenset[int]) -> None:
    without = [sheet.number for sheet in sheets if not sheet.lines and sheet.pictures]
    if not any(sheet.lines or sheet.sideways for sheet in sheets):
        what = "pictures of pages without text (scanned?)" if without else "pages without any text"
        raise DocumentError(f"the PDF holds only {what}; text recognition must be run on it first")
    if len(without) > len(sheets) // 2:
        raise DocumentError(
            f"{len(without)} of {len(sheets)} pages are pictures without text, from page {without[0]} on (scanned?)"
        )
    for sheet in sheets:
        words = sum(len(line.words) for line in sheet.lines if line.number not in furniture)
        if sheet.picture_of_print and words <= _MOST_WORDS_OF_A_PICTURE:
            raise DocumentError(
                f"page {sheet.number} is a picture of print (scanned?): what stands on it is not read; "
                "text recognition must be run on it first"
            )
    text = "".join(line.text for sheet in sheets for line in sheet.lines)
    unknown = sum(1 for _ in _NO_LETTER.finditer(text))
    if unknown > len(text) // 4:
        raise DocumentError("the fonts of the PDF do not say which letters they print: no text can be taken from it")


def _furniture(sheets: Sequence[PdfPage]) -> Iterator[int]:
    """Numbers of the lines that are page headers and footers, by their place.

    A line at the top or bottom of the page is one when a gap parts it from the rest, and on half of the pages a line
    stands at its height that says the same but for figures ('Sid 3 (19)') or that is always kept apart. Everything
    further out than such a line is one too.
    """
    needed = len(sheets) if len(sheets) < 3 else max(3, (len(sheets) + 1) // 2)
    for outer in ("top", "bottom"):
        said: defaultdict[int, Counter[str]] = defaultdict(Counter)
        apart: Counter[int] = Counter()
        standing: Counter[int] = Counter()
        numbered: defaultdict[tuple[int, str], list[tuple[int, int]]] = defaultdict(list)
        # One page alone repeats nothing: only what stands in its margin is no text of it.
        reach = _EDGE if len(sheets) > 1 else _MARGIN
        edges = {sheet.number: list(_edge_lines(sheet, outer, reach)) for sheet in sheets}
        for page, found in edges.items():
            for line, place, lonely in found:
                for key in _heights(place):
                    said[key][_without_figures(line.text)] += lonely
                    standing[key] += 1
                    apart[key] += lonely
                    if figures := re.findall(r"\d+", line.text):
                        numbered[key, _without_figures(line.text)].append((page, int(figures[0])))
        counting = {key for key, pairs in numbered.items() if len(pairs) >= max(needed, 3) and _counts_pages(pairs)}

        def stays(
            line: PdfLine,
            place: float,
            said: Mapping[int, Counter[str]] = said,
            apart: Counter[int] = apart,
            standing: Counter[int] = standing,
            counting: set[tuple[int, str]] = counting,
        ) -> bool:
            if any((key, _without_figures(line.text)) in counting for key in _heights(place)):
                return True
            same = max(said[key][_without_figures(line.text)] for key in _heights(place))
            alone = max(apart[key] if apart[key] == standing[key] else 0 for key in _heights(place))
            return not line.in_grid and (same >= needed or alone >= max(needed, 3))

        # What stands on every page at the margin has no other text beside it on any page, but for a title page.
        strangers = sorted(
            min((place for line, place, _ in found if not stays(line, place)), default=float("inf"))
            for found in edges.values()
        )
        furthest = strangers[len(strangers) // 10] if len(strangers) > 2 else strangers[0]
        for found in edges.values():
            limits = [place for line, place, _ in found if stays(line, place) and place < furthest]
            if limits:
                yield from (line.number for line, place, _ in found if place <= max(limits))


def _counts_pages(pairs: Sequence[tuple[int, int]]) -> bool:
    """Whether a figure goes up with the number of the page ('Sid 3 (19)'): no gap is needed then to know a footer."""
    return len({figure - page for page, figure in pairs}) == 1


def _heights(place: float) -> tuple[int, int]:
    return round(place / _SAME_PLACE), round(place / _SAME_PLACE) + 1


def _edge_lines(sheet: PdfPage, outer: str, reach: float) -> Iterator[tuple[PdfLine, float, bool]]:
    """Lines near one end of a page: the line, its distance from that end, whether a gap parts it from the next."""
    ordered = sheet.lines if outer == "top" else tuple(reversed(sheet.lines))
    for position, line in enumerate(ordered):
        place = line.top if outer == "top" else sheet.height - line.bottom
        if place > sheet.height * reach:
            return
        following = ordered[position + 1] if position + 1 < len(ordered) else None
        gap = float("inf")
        if following is not None:
            gap = following.top - line.bottom if outer == "top" else line.top - following.bottom
        yield line, place, gap > 1.2 * line.height


def _without_figures(text: str) -> str:
    return re.sub(r"\d+", "0", text)
