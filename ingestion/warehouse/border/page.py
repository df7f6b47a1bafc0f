"""What the border check says of each document, as one static page for a person: own HTML, no script, no request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from pathlib import Path

from ingestion.files import replace_text
from ingestion.printable import printable
from ingestion.warehouse.border.result import BorderResult, Place

_LONGEST = 300
# What a browser may do with the page: nothing but draw it.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:72rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse;width:100%}td,th{border:1px solid #999;padding:.2rem .5rem;text-align:left;"
    "vertical-align:top;overflow-wrap:anywhere}"
)


def write_page(path: Path, results: Iterable[tuple[str, BorderResult]]) -> None:
    """Write the page of documents by name and result. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_text(path, "".join(_page(sorted(results, key=lambda one: one[0]))), apart=path.parent.parent)


def _page(results: list[tuple[str, BorderResult]]) -> Iterator[str]:
    yield "<!doctype html>\n<html lang='en'><head><meta charset='utf-8'>"
    yield f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
    yield f"<meta name='referrer' content='no-referrer'><title>Målbild: border check</title><style>{_STYLE}</style>"
    yield "</head><body>\n<h1>What the border check says of each document</h1>\n"
    yield "<table><thead><tr><th>Document</th><th>Outcome</th><th>Expectations that hold</th><th>Rows held back</th>"
    yield "<th>Places that may hold a row</th></tr></thead><tbody>\n"
    for number, (name, result) in enumerate(results):
        outcome = "refused" if result.failures else "loaded"
        shown = f"<a href='#d{number}'>{_text(name)}</a>" if _has_more(result) else _text(name)
        yield f"<tr><td>{shown}</td><td>{outcome}</td><td>{result.passed}</td><td>{len(result.held)}</td>"
        yield f"<td>{len(result.places)}</td></tr>\n"
    yield "</tbody></table>\n"
    for number, (name, result) in enumerate(results):
        if _has_more(result):
            yield f"<h2 id='d{number}'>{_text(name)}</h2>\n<table><thead><tr><th>What</th><th>Where</th>"
            yield "<th>As printed</th><th>Why</th></tr></thead><tbody>\n"
            for failure in result.failures:
                yield _row("refused for", "", "", failure.describe())
            for held in result.held:
                yield _row(
                    f"row of {held.table} held back", _where(held.place), held.place.as_printed, held.place.reason
                )
            for place in result.places:
                yield _row("may hold a row", _where(place), place.as_printed, place.reason)
            yield "</tbody></table>\n"
    yield "</body></html>\n"


def _has_more(result: BorderResult) -> bool:
    return bool(result.failures or result.held or result.places)


def _where(place: Place) -> str:
    page = f", page {place.page}" if place.page is not None else ""
    return f"line {place.line_start}{page}"


def _row(*cells: str) -> str:
    return "<tr>" + "".join(f"<td>{_text(cell)}</td>" for cell in cells) + "</tr>\n"


def _text(text: str) -> str:
    """A text of a document, cut to what a person reads, with nothing unseen and nothing that is markup."""
    short = text if len(text) <= _LONGEST else text[:_LONGEST] + " …"
    return escape(printable(short))
