"""The border check in a process of its own, which loads Great Expectations while documents are read and dbt parses.

Loading takes two seconds of one processor. Where this process has loaded it already, it checks by itself.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from ingestion.isolation.kept import KEPT, kept_tables
from ingestion.printable import printable
from ingestion.warehouse.border.frames import ExtractedDocument
from ingestion.warehouse.border.result import BorderResult
from ingestion.warehouse.pack import read_pack
from ingestion.warehouse.reading import extraction_of

if TYPE_CHECKING:
    import pyarrow as pa

_CHECKOUT = str(Path(__file__).resolve().parents[3])
_CODE = "import sys; sys.path.insert(0, sys.argv[1]); from ingestion.warehouse.border.apart import main; main()"
_LIBRARY = "great_expectations"


class BorderError(Exception):
    """The process of the border check did not do its work; the message has its last words."""


@dataclass(frozen=True)
class Asked:
    """A document to check: its name, what its extracts are kept under, and its number of lines."""

    source_file: str
    sha256: str
    lines: int


class Border:
    """Whoever checks. A context: what it started is ended with it."""

    def __init__(self) -> None:
        """Nothing is started yet."""
        self._process: subprocess.Popen[bytes] | None = None
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 (closed with the context)
        self._talk = ThreadPoolExecutor(1)

    def __enter__(self) -> Border:
        return self

    def __exit__(self, *_reason: object) -> None:
        if self._process is not None:
            self._process.kill()
        self._talk.shutdown()
        if self._process is not None:
            self._process.wait()
        self._errors.close()

    def start(self) -> None:
        """Have the library loaded by the time that it is asked for. Raises OSError."""
        if self._process is None and _LIBRARY not in sys.modules:
            # -P: a module that lies in the current folder is not the library of its name.
            self._process = subprocess.Popen(  # noqa: S603 (this interpreter)
                [sys.executable, "-P", "-c", _CODE, _CHECKOUT],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._errors,
                # What the library needs for a while lies where this run has its own, and goes with it.
                env=os.environ | {"GX_ANALYTICS_ENABLED": "false", "TMPDIR": tempfile.gettempdir()},
            )

    def ask(self, cache: Path, documents: Sequence[Asked]) -> Future[Mapping[str, BorderResult]]:
        """Results by name, of documents whose extracts are kept in `cache`. The result raises BorderError."""
        self.start()
        work = self._here if self._process is None else partial(self._there, self._process)
        return self._talk.submit(work, cache, documents)

    def _here(self, cache: Path, documents: Sequence[Asked]) -> Mapping[str, BorderResult]:
        return dict(check_kept(cache, documents))

    def _there(
        self, process: subprocess.Popen[bytes], cache: Path, documents: Sequence[Asked]
    ) -> Mapping[str, BorderResult]:
        said, _ = process.communicate(json.dumps([str(cache), [asdict(one) for one in documents]]).encode())
        answers = [json.loads(line) for line in said.splitlines()] if process.returncode == 0 else []
        results = {name: BorderResult.from_json(content) for name, content in answers}
        whole = {name: result for name, result in results.items() if result is not None}
        if len(whole) != len(documents):
            self._errors.seek(0)
            words = self._errors.read().decode("utf-8", "replace").strip().splitlines() or ["it said nothing"]
            raise BorderError(f"the border check ended with status {process.returncode}: {printable(words[-1])}")
        return whole


def check_kept(cache: Path, documents: Sequence[Asked]) -> Iterator[tuple[str, BorderResult]]:
    """Check documents whose extracts are kept in a folder. Raises OSError or ValueError where one is damaged."""
    from ingestion.warehouse.border.check import BorderCheck

    pack = read_pack(cache, KEPT)

    def extracted(one: Asked) -> ExtractedDocument:
        is_packed = pack is not None and pack.holds(one.sha256[:16])
        tables: Mapping[str, pa.Table] = (
            pack.of_document(one.sha256[:16]) if pack is not None and is_packed else kept_tables(cache, one.sha256)
        )
        extraction = extraction_of(tables, one.source_file)
        return ExtractedDocument(one.source_file, extraction, one.lines, tables["row_ends"], tables["figure_lines"])

    # In the order in which their rows stand in the pack, so that each part of it is read once.
    in_order = sorted(documents, key=lambda one: one.sha256)
    yield from BorderCheck().check_all([partial(extracted, one) for one in in_order])


def main() -> None:
    """Check what standard input asks for, and answer with one line of JSON a document."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    # What a library prints is no answer.
    os.dup2(2, 1)
    import great_expectations  # noqa: F401 (loaded while nothing is asked yet)

    # When the parent is gone, nothing is asked.
    if asked := sys.stdin.read():
        cache, documents = json.loads(asked)
        for name, result in check_kept(Path(cache), [Asked(**one) for one in documents]):
            answers.write(json.dumps([name, result.to_json()]) + "\n")
    answers.close()
