"""What was read of one content, as files in a folder: the tables as Parquet, the rest as JSON, under its SHA-256."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingestion.documents.identity import Answer, Evidence, Identity, detect, read_districts
from ingestion.files import read_json, write_json
from ingestion.isolation.limits import Limits

if TYPE_CHECKING:
    import pyarrow as pa

    from ingestion.reader import ReadDocument

EXTRACTED = ("indicators", "goals", "activities", "tables", "unread")
"""The tables of an Extraction."""


@dataclass(frozen=True)
class Kept:
    """What one content gave: when it was read, counts of lines, pages and rows, and the report that it seems to be."""

    sha256: str
    read_at: dt.datetime
    lines: int
    pages: int | None
    rows: int
    identity: Identity


@dataclass(frozen=True)
class Refused:
    """Why a content could not be read, and on which 1-based line where that is known.

    A `lasting` refusal holds until the reader changes; another may be gone at the next try.
    """

    sha256: str
    reason: str
    line: int | None
    lasting: bool = True


def keep(folder: Path, sha256: str, document: ReadDocument, districts: Path) -> Kept:
    """Keep what was read. Raises OSError where the folder cannot be written."""
    import pyarrow.parquet as pq

    for name in EXTRACTED:
        path = kept_path(folder, sha256, name)
        unfinished = path.with_suffix(f".{os.getpid()}")
        pq.write_table(getattr(document.extraction, name), unfinished, write_page_checksum=True)
        unfinished.replace(path)
    kept = Kept(
        sha256=sha256,
        read_at=dt.datetime.now(dt.UTC),
        lines=len(document.lines),
        pages=document.pages,
        rows=document.extraction.indicators.num_rows,
        identity=detect(document.lines, read_districts(districts)),
    )
    content = {
        "read_at": kept.read_at.isoformat(),
        "lines": kept.lines,
        "pages": kept.pages,
        "rows": kept.rows,
        "identity": {name: _answer_to_json(getattr(kept.identity, name)) for name in ("district", "report", "year")},
    }
    # Written last: a reading without it has never been.
    write_json(folder / f"{sha256}.json", content)
    return kept


def keep_refusal(folder: Path, refused: Refused, limits: Limits | None = None) -> None:
    """Keep why a content is refused; with `limits`, it holds only under these. Raises OSError."""
    content: dict[str, Any] = {"refused": refused.reason, "line": refused.line}
    if limits is not None:
        content["limits"] = limits.to_json()
    write_json(folder / f"{refused.sha256}.json", content)


def read_kept(folder: Path, sha256: str, limits: Limits) -> Kept | Refused | None:
    """What an earlier run read of a content; None where there is nothing, or a refusal under other limits."""
    content = read_json(folder / f"{sha256}.json")
    if content is None or content.get("limits") not in {None, limits.to_json()}:
        return None
    if "refused" in content:
        return Refused(sha256, str(content["refused"]), content.get("line"))
    try:
        identity = content["identity"]
        return Kept(
            sha256=sha256,
            read_at=dt.datetime.fromisoformat(content["read_at"]),
            lines=int(content["lines"]),
            pages=content["pages"],
            rows=int(content["rows"]),
            identity=Identity(
                district=_answer_from_json(identity["district"]),
                report=_answer_from_json(identity["report"]),
                year=_answer_from_json(identity["year"]),
            ),
        )
    except (ValueError, KeyError, TypeError):
        return None


def kept_path(folder: Path, sha256: str, name: str) -> Path:
    """The file of one table of a content."""
    return folder / f"{sha256}.{name}.parquet"


def kept_tables(folder: Path, sha256: str) -> dict[str, pa.Table]:
    """The kept tables by name. Raises OSError or ValueError where one is missing or damaged."""
    import pyarrow.parquet as pq

    return {name: pq.read_table(kept_path(folder, sha256, name), page_checksum_verification=True) for name in EXTRACTED}


def _answer_to_json(answer: Answer) -> Mapping[str, Any]:
    """An answer with the strongest witness of its first candidates: what messages and findings show."""
    witnesses = [answer.strongest(value) for value, _weight in answer.candidates[:3]]
    return {
        "value": answer.value,
        "candidates": [list(one) for one in answer.candidates],
        "evidence": [asdict(one) for one in witnesses if one is not None],
    }


def _answer_from_json(content: Mapping[str, Any]) -> Answer:
    return Answer(
        value=content["value"],
        candidates=tuple((str(value), float(weight)) for value, weight in content["candidates"]),
        evidence=tuple(Evidence(**one) for one in content["evidence"]),
    )
