"""The border check of a folder: what passed before, under the same reader and the same check, is not checked again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path

from ingestion.documents.folder import FoundFile, Rejection
from ingestion.files import read_json, write_json
from ingestion.warehouse.border.apart import Asked, Border
from ingestion.warehouse.border.page import write_page
from ingestion.warehouse.border.result import BorderResult
from ingestion.warehouse.reading import Reading
from ingestion.warehouse.state import State


@dataclass(frozen=True)
class Check:
    """The border check of a folder's documents: what is known of it from before, and what was asked for anew."""

    known: Mapping[FoundFile, BorderResult]
    fresh: Mapping[str, FoundFile]
    answers: Future[Mapping[str, BorderResult]] | None
    cache: Path
    guard: str

    def results(self, state: State) -> dict[FoundFile, BorderResult]:
        """The result of each document, waited for and kept, and shown on the page of the state folder.

        Raises BorderError where the check did not do its work, OSError.
        """
        results = dict(self.known)
        answers = self.answers.result() if self.answers is not None else {}
        for name, file in self.fresh.items():
            write_json(_kept_path(self.cache, self.guard, file), answers[name].to_json(), durable=False)
            results[file] = answers[name]
        write_page(state.border_page, [(file.source_file, result) for file, result in results.items()])
        return results


def is_checked(files: Iterable[FoundFile], cache: Path, guard: str) -> bool:
    """Whether the check of each document seems to be known from before, so that nothing need be loaded for it."""
    return all(_kept_path(cache, guard, file).exists() for file in files)


def begin_check(readings: Mapping[FoundFile, Reading], cache: Path, guard: str, border: Border) -> Check:
    """Have the documents checked of which nothing is known from before.

    `cache` is the folder of the reader's version, `guard` the hash of what the check is made of.
    """
    known: dict[FoundFile, BorderResult] = {}
    fresh: dict[str, FoundFile] = {}
    for file in readings:
        result = BorderResult.from_json(read_json(_kept_path(cache, guard, file)))
        if result is None:
            fresh[file.source_file] = file
        else:
            known[file] = result
    wanted = [Asked(name, file.sha256, readings[file].lines) for name, file in fresh.items()]
    return Check(known, fresh, border.ask(cache, wanted) if wanted else None, cache, guard)


def _kept_path(cache: Path, guard: str, file: FoundFile) -> Path:
    return cache / f"{file.sha256}.border-{guard[:16]}.json"


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
