"""`sources.csv` beside documents.csv: addresses of documents, and of pages that list documents."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from ingestion.documents.identity import District
from ingestion.documents.manifest import did_you_mean, fold_name, known_council, parse_year
from ingestion.documents.side_files import each_line, read_side_file
from ingestion.reports import report_keys

SOURCES_NAME = "sources.csv"
SOURCE_COLUMNS = ("url", "links", "district", "report", "year", "also_hosts")


@dataclass(frozen=True)
class Source:
    """An address and what is known of what stands there; `line` is its line in sources.csv.

    With `links` it is a page that lists documents: those links whose text or address matches it. `also_hosts` are
    hosts beside its own to which it may lead.
    """

    line: int
    url: str
    links: re.Pattern[str] | None = None
    district: str | None = None
    report: str | None = None
    year: int | None = None
    also_hosts: tuple[str, ...] = ()

    def is_about(self, text: str) -> bool:
        """Whether its address, council, kind or year contains a text, in whatever case."""
        cells = [self.url, *self.stated().values()]
        return any(text.casefold() in cell.casefold() for cell in cells)

    def stated(self) -> dict[str, str]:
        """What a line of documents.csv may take from it."""
        values = {"district": self.district, "report": self.report, "year": str(self.year) if self.year else None}
        return {name: value for name, value in values.items() if value}


def read_sources(folder: Path, districts: Iterable[District]) -> tuple[Source, ...]:
    """The lines of sources.csv. Raises ManifestError with the lines that are none, and where there is no such file."""
    file = read_side_file(folder / SOURCES_NAME, ("url",), SOURCE_COLUMNS)
    if file is None:
        return ()
    by_key = {fold_name(key): one.district_id for one in districts for key in (one.district_id, one.name)}
    by_line = dict(file.rows)
    sources: list[Source] = []
    each_line(SOURCES_NAME, by_line, lambda number: sources.append(_source(number, by_line[number], by_key)))
    return tuple(sources)


def _source(number: int, row: Mapping[str, str], by_key: Mapping[str, str]) -> Source:
    url = row["url"]
    if not url:
        raise ValueError("column url: the cell is empty")
    reason = _no_address(url)
    if reason:
        raise ValueError(f"column url: {url!r} {reason}")
    report = row.get("report", "").upper() or None
    if report is not None and report not in report_keys():
        meant = did_you_mean(report, report_keys())
        raise ValueError(f"column report: the report kind {report!r} is none of {', '.join(report_keys())}{meant}")
    try:
        links = re.compile(row["links"], re.IGNORECASE) if row.get("links") else None
    except re.error as error:
        raise ValueError(f"column links: {row['links']!r} is no regular expression: {error}") from None
    return Source(
        line=number,
        url=url,
        links=links,
        district=known_council(row["district"], by_key) if row.get("district") else None,
        report=report,
        year=parse_year(row["year"]) if row.get("year") else None,
        also_hosts=tuple(row.get("also_hosts", "").casefold().split()),
    )


def _no_address(url: str) -> str | None:
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return "is no address"
    if parts.scheme not in {"https", "http"}:
        return "does not begin with https://"
    if not host:
        return "names no host"
    return "has a name or password in it" if parts.username or parts.password else None


def why_not_asked(url: str, hosts: Collection[str], plain_hosts: Collection[str]) -> str | None:
    """Why an address to which another leads is not asked, or None where it may be.

    `hosts` are the hosts to which it may lead, `plain_hosts` those that may be asked without encryption.
    """
    reason = _no_address(url)
    if reason:
        return f"{url} {reason}"
    parts = urlsplit(url)
    host = (parts.hostname or "").casefold()
    if parts.scheme == "http" and host not in plain_hosts:
        return f"{url} is not https (--allow-http {host} asks it all the same)"
    if host not in hosts:
        return f"{url} is on another site; if it is meant, name {host} in the column also_hosts of {SOURCES_NAME}"
    return None


def links_of(html: str, page: str, wanted: re.Pattern[str]) -> list[str]:
    """Addresses of a page's links whose text or address matches, in their order, each once and without fragment."""
    parser = _Links()
    parser.feed(html)
    parser.close()
    base = urljoin(page, parser.base) if parser.base else page
    found: dict[str, None] = {}
    for target, text in parser.links:
        try:
            address = urljoin(base, target.strip()).partition("#")[0]
        except ValueError:
            continue
        if address and (wanted.search(address) or wanted.search(" ".join(text.split()))):
            found[address] = None
    return list(found)


class _Links(HTMLParser):
    """The links of a page with their texts."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.base: str | None = None
        self.links: list[tuple[str, str]] = []
        self._open: tuple[str, list[str]] | None = None

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        target = dict(attrs).get("href")
        if tag == "base" and target and self.base is None:
            self.base = target
        elif tag == "a":
            self._close()
            if target:
                self._open = (target, [dict(attrs).get("title") or ""])

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._close()

    def handle_data(self, data: str) -> None:
        if self._open is not None:
            self._open[1].append(data)

    def close(self) -> None:
        super().close()
        self._close()

    def _close(self) -> None:
        if self._open is not None:
            self.links.append((self._open[0], " ".join(self._open[1])))
            self._open = None
