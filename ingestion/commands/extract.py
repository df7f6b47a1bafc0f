"""`malbild extract`: what is read of documents, as Parquet files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from ingestion.documents.text import DocumentError
from ingestion.reader import read_document

_WRITTEN = ("indicators", "goals", "activities")


def extract(documents: Sequence[Path], output: Path) -> Iterator[tuple[str, bool]]:
    """Write what is read of each document as `<file name>.<table>.parquet`; a line of text for each and whether it was.

    Raises OSError where the folder cannot be written.
    """
    import pyarrow.parquet as pq

    output.mkdir(parents=True, exist_ok=True)
    for path in documents:
        try:
            extraction = read_document(path).extraction
        except DocumentError as error:
            place = f":{error.line}" if error.line is not None else ""
            yield f"{path}{place}: {error.message}", False
            continue
        for name in _WRITTEN:
            pq.write_table(getattr(extraction, name), output / f"{path.name}.{name}.parquet")
        rows = extraction.indicators
        ambiguous = rows.column("column_evidence").to_pylist().count("ambiguous")
        yield f"{path.name}: {rows.num_rows} rows, {ambiguous} ambiguous", True
