"""Read one document, whatever its format: the one door between files and extracted tables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ingestion.documents.text import DocumentError, content_of, text_from_bytes

if TYPE_CHECKING:
    from ingestion.extraction import Extraction

MAX_PAGES = 5000
"""The most pages that are read of one text. The longest known report has 116."""


@dataclass(frozen=True)
class ReadDocument:
    """A document that was read: id of its bytes, lines of its text, page of each where known, extracted tables."""

    document_id: str
    lines: tuple[str, ...]
    page_of_line: tuple[int, ...] | None
    pages: int | None
    extraction: Extraction
    is_pdf: bool = False


def read_document(path: Path) -> ReadDocument:
    """Open a document and extract its tables; raises like `read_content`, and DocumentError where it cannot be read."""
    return read_content(content_of(path), path)


AtPage = Callable[[int | None], None]
"""Told the page that is about to be opened, and None when the tables of all are about to be read."""


def read_content(content: bytes, path: Path, at_page: AtPage = lambda _page: None) -> ReadDocument:
    """Extract the tables of bytes that were read from a path; `at_page` is told how far it is.

    Raises DocumentError, with the line where one can be named, for content that cannot be read, has more than MAX_PAGES
    pages or holds no indicator table.
    """
    read = _read_pdf(content, path, at_page) if path.suffix.lower() == ".pdf" else _read_text(content, path, at_page)
    if read.extraction.indicators.num_rows == 0:
        headers = read.extraction.tables.column("header_line").to_pylist()
        if headers:
            places = f"{len(headers)} headers of indicator tables, the first" if len(headers) > 1 else "a header"
            raise DocumentError(f"holds {places} on line {headers[0]}, no rows below it", headers[0])
        raise DocumentError("holds no indicator table")
    return read


def _read_text(content: bytes, path: Path, at_page: AtPage) -> ReadDocument:
    from ingestion.extraction.text import extract_text

    document = text_from_bytes(content, path)
    pages = max(document.pages) if document.pages else None
    if pages is not None and pages > MAX_PAGES:
        raise DocumentError(f"has {pages} pages; the limit is {MAX_PAGES}")
    at_page(None)
    return ReadDocument(document.document_id, document.lines, document.pages, pages, extract_text(document))


def _read_pdf(content: bytes, path: Path, at_page: AtPage) -> ReadDocument:
    from ingestion.documents.pdf import pdf_from_bytes
    from ingestion.extraction.pdf import extract_pdf

    document = pdf_from_bytes(content, path, at_page)
    at_page(None)
    extraction = extract_pdf(document)
    return ReadDocument(
        document.document_id, document.lines, document.pages, len(document.sheets), extraction, is_pdf=True
    )
