"""`malbild site`: all pages of the published file in a new folder, which takes the place of the old one as a whole."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import jinja2
from markupsafe import Markup

from ingestion.formulas import neutralise
from ingestion.site.frames import Frames, read_frames
from ingestion.site.language import LANGUAGES, Language, read_language
from ingestion.site.names import file_name
from ingestion.site.page import Block, Page
from ingestion.site.pages import councils, documents, findings, gender, indicators, money, overview, targets, words
from ingestion.site.place import replacement_folder
from ingestion.warehouse.published import NotPublishedError, open_published

if TYPE_CHECKING:
    import polars as pl

_FOLDER = Path(__file__).resolve().parent
_STATIC = ("style.css", "search.js")
# Blocks of a page come to at most so many letters; the frame around them takes some thousands more.
_LARGEST = 110_000
_SECTIONS = (
    ("overview", "index.html"),
    ("councils", "namnd/index.html"),
    ("indicators", "indikator/index.html"),
    ("targets", "mal/index.html"),
    ("gender", "kon/index.html"),
    ("money", "pengar/index.html"),
    ("findings", "fynd/index.html"),
    ("documents", "dokument/index.html"),
    ("words", "ord/index.html"),
)


@dataclass(frozen=True)
class Built:
    """What was written: pages in all languages, and bytes of all files."""

    pages: int
    files: int
    size: int
    largest: int


def build_site(database: Path, output: Path, glossary: Path, maker: str = "") -> Built:
    """Write the site of a published file; the same file gives the same bytes.

    `glossary` has the columns term, meaning and meaning_sv; `maker` is noted in the site beside the refresh. Raises
    NotPublishedError, ForeignError where a folder stands at `output` that is no site, and OSError; a site that stands
    there stays as it is then.
    """
    with glossary.open(encoding="utf-8", newline="") as handle:
        terms = list(csv.DictReader(handle))
    published = open_published(database)
    try:
        frames = read_frames(published)
    except (duckdb.CatalogException, duckdb.BinderException) as error:
        reason = str(error).partition("\n")[0]
        raise NotPublishedError(f"{database} was published by another malbild: {reason}; refresh it first") from error
    finally:
        published.close()
    at = frames.runs[0]["at"] if frames.runs else ""
    source = {"refresh_id": frames.runs[0]["refresh_id"] if frames.runs else None, "maker": maker}
    with replacement_folder(output, source) as folder:
        for name in _STATIC:
            shutil.copyfile(_FOLDER / "static" / name, folder / name)
        (folder / "search-index.js").write_text(_index(frames), encoding="utf-8")
        writer = _Writer(folder, frames, at)
        for page in _pages(frames, terms):
            writer.write(page)
        files = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
    return Built(writer.pages, len(files), sum(files), writer.largest)


def _pages(frames: Frames, terms: Sequence[Mapping[str, str]]) -> Iterator[Page]:
    return chain(
        overview.pages(frames),
        councils.pages(frames),
        indicators.pages(frames),
        targets.pages(frames),
        gender.pages(frames),
        money.pages(frames),
        findings.pages(frames),
        documents.pages(frames),
        words.pages(frames, terms),
    )


def _index(frames: Frames) -> str:
    """What the search knows: names in the order of the alphabet, other printed names of an indicator too."""
    entries = set()
    for one in frames.indicators:
        path = f"indikator/{file_name(one['indicator_id'])}.html"
        entries |= {(name, path) for name in (one["name"], *frames.aliases.get(one["indicator_id"], ()))}
    for key, name in frames.comparison.select("district_id", "district").unique().iter_rows():
        entries.add((name, f"namnd/{file_name(key)}.html"))
    for key, name, year in frames.comparison.select("district_id", "district", "year").unique().iter_rows():
        entries.add((f"{name} {year}", councils.path_of(key, year)))
    # Escaped to ASCII: no sign of a name means anything in a script.
    return f"window.malbildIndex = {json.dumps(sorted(entries), indent=0)};\n".replace("<", "\\u003c")


class _Writer:
    """Writes pages in each language, and the CSV of each block once for all of them."""

    def __init__(self, folder: Path, frames: Frames, at: str) -> None:
        self.folder, self.frames, self.at = folder, frames, at
        self.languages = [read_language(code) for code in LANGUAGES]
        self.environments = {one.code: _environment(one) for one in self.languages}
        self.documents = {one["document_id"]: one for one in frames.documents}
        self.pages = 0
        self.largest = 0
        self.folders: set[Path] = set()

    def write(self, page: Page) -> None:
        """Write a page in all languages, in as many parts as its size needs."""
        tables = [self._table(page, number, block) for number, block in enumerate(page.blocks)]
        shown: dict[str, list[str]] = {}
        for language in self.languages:
            frame = self._frame(page, language)
            shown[language.code] = [
                self._block(language, frame, block, table) for block, table in zip(page.blocks, tables, strict=True)
            ]
        parts = _parts([max(len(shown[code][place]) for code in shown) for place in range(len(page.blocks))])
        paths = [
            page.path if not number else page.path.replace(".html", f"-{number + 1}.html")
            for number in range(len(parts))
        ]
        for language in self.languages:
            for number, (path, places) in enumerate(zip(paths, parts, strict=True), start=1):
                frame = self._frame(page, language)
                blocks = [Markup(shown[language.code][place]) for place in places]  # noqa: S704 (templates, autoescaped)
                text = self.environments[language.code].get_template("page.html").render(
                    **frame,
                    blocks=blocks,
                    title=page.title(language),
                    lead=page.lead(language) if page.lead and number == 1 else None,
                    marks=page.marks,
                    marks_of=page.marks_of or page.section,
                    section=page.section,
                    here=page.path,
                    up=(page.up[0], page.up[1](language)) if page.up else None,
                    other=_other(language, path, frame["R"]),
                    number=number,
                    total=len(parts),
                    parts=paths,
                    sections=_SECTIONS,
                    at=self.at,
                )  # fmt: skip
                self._put(_root(language) + path, text)
                self.pages += 1
                self.largest = max(self.largest, len(text.encode()))

    def _frame(self, page: Page, language: Language) -> dict[str, Any]:
        up = "../" * page.path.count("/")
        return {"L": up, "R": up + ("../" if _root(language) else "")}

    def _block(self, language: Language, frame: Mapping[str, Any], block: Block, table: str | None) -> str:
        sources = [
            (self.frames.named[one], self.frames.places.row(one, None))
            for one in block.sources
            if one in self.documents
        ]
        template = self.environments[language.code].get_template(block.template)
        values = {**frame, **block.values, "section": None, "block": {"sources": sources, "csv": table}}
        return str(template.render(values))

    def _table(self, page: Page, number: int, block: Block) -> str | None:
        if block.table is None or not block.table.height:
            return None
        name = f"data/{page.path.removesuffix('.html').replace('/', '-')}-{number + 1}.csv"
        self._put(name, _flat(block.table, self.documents).write_csv())
        return name

    def _put(self, name: str, text: str) -> None:
        path = self.folder / name
        if path.parent not in self.folders:
            path.parent.mkdir(parents=True, exist_ok=True)
            self.folders.add(path.parent)
        path.write_text(text, encoding="utf-8", newline="")


def _root(language: Language) -> str:
    return "" if language.code == LANGUAGES[0] else f"{language.code}/"


def _other(language: Language, path: str, site: str) -> str:
    other = next(code for code in LANGUAGES if code != language.code)
    return site + ("" if other == LANGUAGES[0] else f"{other}/") + path


def _parts(sizes: Sequence[int]) -> list[list[int]]:
    """The places of blocks, in parts that are not too large."""
    parts: list[list[int]] = [[]]
    size = 0
    for place, one in enumerate(sizes):
        if parts[-1] and size + one > _LARGEST:
            parts.append([])
            size = 0
        parts[-1].append(place)
        size += one
    return parts


def _flat(table: pl.DataFrame, documents: Mapping[str, Mapping[str, Any]]) -> pl.DataFrame:
    """A table as CSV: documents by the names of their files, and no text that a spreadsheet takes for a formula."""
    import polars as pl

    columns = []
    for name, kind in table.schema.items():
        column = table.get_column(name)
        if name.endswith("document_id"):
            files = [documents[key]["source_file"] if key in documents else None for key in column.to_list()]
            column = pl.Series(name.replace("document_id", "source_file"), files, dtype=pl.String)
            if column.name in table.columns:
                continue
        elif kind.is_nested():
            texts = [None if value is None else "; ".join(map(str, value)) for value in column.to_list()]
            column = pl.Series(name, texts, dtype=pl.String)
        columns.append(neutralise(column) if column.dtype == pl.String else column)
    return pl.DataFrame(columns)


def _environment(language: Language) -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_FOLDER / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=False,
        keep_trailing_newline=False,
    )
    environment.globals.update(
        t=language.text,
        num=language.number,
        figure=language.figure,
        difference=language.difference,
        signed=language.signed,
        reading=language.reading,
        period=language.period,
        phrase=language.phrase,
        lang=language.code,
    )
    return environment
