"""`malbild extract`: what is read of documents, as Parquet files."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from ingestion.documents.text import DocumentError
from ingestion.files import replacement
from ingestion.isolation.limits import Limits
from ingestion.warehouse.reading import read_apart

_WRITTEN = {
    "indicators": "indicators",
    "goals": "goals",
    "activities": "activities",
    "money_tables": "tables",
    "money_cells": "table_cells",
    "money_statements": "money_statements",
}
"""Tables of an Extraction, and the names of their files."""


def extract(documents: Sequence[Path], output: Path, districts: Path, limits: Limits) -> Iterator[tuple[str, bool]]:
    """Write what is read of each document as `<file name>.<table>.parquet`; a line of text for each and whether it was.

    Raises OSError where the folder cannot be written.
    """
    import pyarrow.parquet as pq

    output.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        outcomes = read_apart(documents, Path(folder), districts, limits)
        for path in documents:
            outcome = outcomes[path]
            if isinstance(outcome, DocumentError):
                place = f":{outcome.line}" if outcome.line is not None else ""
                yield f"{path}{place}: {outcome.message}", False
                continue
            extraction = outcome.extraction(path.name)
            for name, file in _WRITTEN.items():
                with replacement(output / f"{path.name}.{file}.parquet", durable=False) as unfinished:
                    pq.write_table(getattr(extraction, name), unfinished)
            rows = extraction.indicators
            ambiguous = rows.column("column_evidence").to_pylist().count("ambiguous")
            yield f"{path.name}: {rows.num_rows} rows, {ambiguous} ambiguous", True
