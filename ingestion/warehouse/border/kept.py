"""The border check of a folder: what passed before, under the same reader and the same check, is not checked again."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from ingestion.documents.folder import FoundFile, Rejection
from ingestion.files import read_json, write_json
from ingestion.journal import Journal
from ingestion.warehouse.border.check import BorderCheck
from ingestion.warehouse.border.frames import ExtractedDocument
from ingestion.warehouse.border.page import write_page
from ingestion.warehouse.border.result import BorderResult
from ingestion.warehouse.reading import Reading
from ingestion.warehouse.state import State


def check_readings(
    readings: Mapping[FoundFile, Reading], state: State, cache: Path, guard: str, journal: Journal
) -> dict[FoundFile, BorderResult]:
    """The border check of each document.

    `cache` is the folder of the reader's version, `guard` the hash of what the check is made of.
    """
    kept = {file: cache / f"{file.sha256}.border-{guard[:16]}.json" for file in readings}
    results: dict[FoundFile, BorderResult] = {}
    fresh: dict[str, FoundFile] = {}
    for file in readings:
        known = BorderResult.from_json(read_json(kept[file]))
        if known is None:
            fresh[file.source_file] = file
        else:
            results[file] = known
            journal.advance()
    if fresh:
        check = BorderCheck()

        def extracted(file: FoundFile) -> ExtractedDocument:
            one = readings[file]
            return ExtractedDocument(
                file.source_file, one.extraction(file.source_file), one.lines, one.row_ends(), one.figure_lines()
            )

        for name, result in check.check_all([partial(extracted, file) for file in fresh.values()]):
            write_json(kept[fresh[name]], result.to_json())
            results[fresh[name]] = result
            journal.advance()
    write_page(state.border_page, [(file.source_file, result) for file, result in results.items()])
    return results


def border_rejections(results: Mapping[FoundFile, BorderResult]) -> list[Rejection]:
    """Why documents do not pass, one rejection for each expectation that does not hold."""
    return [
        Rejection(
            source_file=file.source_file,
            document_id=file.document_id,
            finding="border_check",
            reason=f"the extracted rows fail the border check: {failure.describe()}",
            line=failure.lines[0] if failure.lines else None,
        )
        for file, result in results.items()
        for failure in result.failures
    ]
