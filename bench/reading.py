"""How fast documents are read, beside reading their bytes and beside a plain regular expression."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from bench.councils import reports
from bench.figures import read_figures
from bench.generate import generate
from ingestion.documents.identity import District, detect
from ingestion.documents.text import TextDocument, read_text, text_from_bytes
from ingestion.extraction.text import extract_text
from ingestion.extraction.text.money import money_records
from ingestion.extraction.text.structure import read_structure

_REPEATS = 15
_GENERATED, _SEED = 12, 7
# What a first script does: a line that ends in some cells and a period is a row.
_NAIVE_ROW = re.compile(
    r"^ *(?P<name>\D.*?) (?P<cells>(?:[-+/]*\d[\d ,]*(?: ?%| st)? +|Tas fram av \S+ +|öka +)+)"
    r"(?P<period>Tertial(?: \d \d{4})?|År|VB \d{4}|\d{4}) *$",
    re.MULTILINE,
)


@dataclass(frozen=True)
class ReadingSpeed:
    """Processor seconds, best of some runs, for a number of documents, pages and bytes; `rows` of tables found.

    `money_seconds` are those of `extract_seconds` that tables of money and volumes take.
    """

    documents: int
    pages: int
    size: int
    rows: int
    naive_rows: int
    bytes_seconds: float
    naive_seconds: float
    extract_seconds: float
    money_seconds: float
    identify_seconds: float


def measure_reading(paths: Sequence[Path], pages: int, councils: Sequence[District]) -> ReadingSpeed:
    """Read documents of so many pages in all: bytes, naive scan, extraction, and telling whose report each is."""
    texts = [path.read_text(encoding="utf-8") for path in paths]
    documents = [read_text(path) for path in paths]
    rows = sum(extract_text(one).indicators.num_rows for one in documents)
    naive_rows = sum(len(_NAIVE_ROW.findall(text)) for text in texts)
    of_bytes, naive, extract, identify = _best_in_turn(
        lambda: [path.read_bytes().decode() for path in paths],
        lambda: [_NAIVE_ROW.findall(path.read_text(encoding="utf-8")) for path in paths],
        lambda: [extract_text(read_text(path)) for path in paths],
        lambda: [detect(one.lines, councils) for one in documents],
    )
    return ReadingSpeed(
        documents=len(paths),
        pages=pages,
        size=sum(path.stat().st_size for path in paths),
        rows=rows,
        naive_rows=naive_rows,
        bytes_seconds=of_bytes,
        naive_seconds=naive,
        extract_seconds=extract,
        money_seconds=min(_money_seconds(documents) for _ in range(_REPEATS)),
        identify_seconds=identify,
    )


def _money_seconds(documents: Sequence[TextDocument]) -> float:
    # What the reading of money is the first to ask of a structure is its own cost: each time of new ones.
    structures = [read_structure(one) for one in documents]
    return _seconds(lambda: [money_records(*one) for one in zip(documents, structures, strict=True)])


def measure_money(councils: Sequence[District], seeds: Path) -> float:
    """Pages a second of generated reports that print tables of money too, to those of the same without them."""
    paces = []
    for money in (True, False):
        found = list(islice(generate(reports(councils), read_figures(seeds, _SEED), money=money), _GENERATED))
        texts = [text_from_bytes(one.text.encode(), Path(one.file)) for one in found]
        paces.append((sum(one.pages for one in found), texts))
    seconds = _best_in_turn(*(lambda t=texts: [extract_text(one) for one in t] for _, texts in paces))
    with_money, without = (pages / best for (pages, _), best in zip(paces, seconds, strict=True))
    return with_money / without


def _seconds(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def _best_in_turn(*works: Callable[[], object]) -> list[float]:
    """The best time of each work, in some rounds of all: a machine that slows down meanwhile does so for all."""
    rounds = [[_seconds(work) for work in works] for _ in range(_REPEATS)]
    return [min(taken) for taken in zip(*rounds, strict=True)]


def printed_pages(text: str) -> int:
    """The pages that a report's footers speak of: 95 of 'Sid 18 (95)'; 0 where no footer is left."""
    match = re.search(r"Sid\w* +\d+ *\( *(\d+) *\)", text)
    return int(match[1]) if match else 0
