"""How fast documents are read, beside reading their bytes and beside a plain regular expression."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingestion.documents.identity import District, detect
from ingestion.documents.text import read_text
from ingestion.extraction.text import extract_text

_REPEATS = 5
# What a first script does: a line that ends in some cells and a period is a row.
_NAIVE_ROW = re.compile(
    r"^ *(?P<name>\D.*?) (?P<cells>(?:[-+/]*\d[\d ,]*(?: ?%| st)? +|Tas fram av \S+ +|öka +)+)"
    r"(?P<period>Tertial(?: \d \d{4})?|År|VB \d{4}|\d{4}) *$",
    re.MULTILINE,
)


@dataclass(frozen=True)
class ReadingSpeed:
    """Processor seconds, best of some runs, for a number of documents, pages and bytes; `rows` of tables found."""

    documents: int
    pages: int
    size: int
    rows: int
    naive_rows: int
    bytes_seconds: float
    naive_seconds: float
    extract_seconds: float
    identify_seconds: float


def measure_reading(paths: Sequence[Path], pages: int, councils: Sequence[District]) -> ReadingSpeed:
    """Read documents of so many pages in all: bytes, naive scan, extraction, and telling whose report each is."""
    texts = [path.read_text(encoding="utf-8") for path in paths]
    documents = [read_text(path) for path in paths]
    rows = sum(extract_text(one).indicators.num_rows for one in documents)
    naive_rows = sum(len(_NAIVE_ROW.findall(text)) for text in texts)
    return ReadingSpeed(
        documents=len(paths),
        pages=pages,
        size=sum(path.stat().st_size for path in paths),
        rows=rows,
        naive_rows=naive_rows,
        bytes_seconds=_best(lambda: [path.read_bytes().decode() for path in paths]),
        naive_seconds=_best(lambda: [_NAIVE_ROW.findall(path.read_text(encoding="utf-8")) for path in paths]),
        extract_seconds=_best(lambda: [extract_text(read_text(path)) for path in paths]),
        identify_seconds=_best(lambda: [detect(one.lines, councils) for one in documents]),
    )


def _best(work: Callable[[], object]) -> float:
    seconds = []
    for _ in range(_REPEATS):
        started = time.process_time()
        work()
        seconds.append(time.process_time() - started)
    return min(seconds)


def printed_pages(text: str) -> int:
    """The pages that a report's footers speak of: 95 of 'Sid 18 (95)'; 0 where no footer is left."""
    match = re.search(r"Sid\w* +\d+ *\( *(\d+) *\)", text)
    return int(match[1]) if match else 0
