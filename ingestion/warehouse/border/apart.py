"""The border check in processes of its own, which load Great Expectations while documents are read and dbt parses.

Loading takes two seconds of one processor, and one process is enough but for hundreds of documents. Where this process
has loaded it already, it checks by itself.
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
from ingestion.warehouse.border.later import load_later
from ingestion.warehouse.border.result import BorderResult
from ingestion.warehouse.pack import read_pack
from ingestion.warehouse.reading import extraction_of

if TYPE_CHECKING:
    import pyarrow as pa

    from ingestion.warehouse.border.check import BorderCheck

_CHECKOUT = str(Path(__file__).resolve().parents[3])
_CODE = "import sys; sys.path.insert(0, sys.argv[1]); from ingestion.warehouse.border.apart import main; main()"
_LIBRARY = "great_expectations"
_UNUSED = frozenset({"scipy.stats", "altair"})
"""What the library loads for expectations and pictures that nobody here asks for: a third of its time."""
_FOR_A_PROCESS, _MOST_PROCESSES = 250, 4
"""So many documents are worth a process: they take it as long as loading the library. Each takes up to 800 MB."""


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
        self._processes: list[_Process] = []
        self._talk = ThreadPoolExecutor(1)

    def __enter__(self) -> Border:
        return self

    def __exit__(self, *_reason: object) -> None:
        for process in self._processes:
            process.kill()
        self._talk.shutdown()
        for process in self._processes:
            process.end()

    def start(self, processes: int = 1) -> None:
        """Have the library loaded by the time that it is asked for. Raises OSError."""
        if _LIBRARY not in sys.modules:
            while len(self._processes) < processes:
                self._processes.append(_Process())

    def ask(self, cache: Path, documents: Sequence[Asked]) -> Future[Mapping[str, BorderResult]]:
        """Results by name, of documents whose extracts are kept in `cache`. The result raises BorderError."""
        self.start(max(1, min(len(os.sched_getaffinity(0)), len(documents) // _FOR_A_PROCESS, _MOST_PROCESSES)))
        work = self._there if self._processes else self._here
        return self._talk.submit(work, cache, documents)

    def _here(self, cache: Path, documents: Sequence[Asked]) -> Mapping[str, BorderResult]:
        from ingestion.warehouse.border.check import BorderCheck

        return dict(check_kept(cache, documents, BorderCheck()))

    def _there(self, cache: Path, documents: Sequence[Asked]) -> Mapping[str, BorderResult]:
        # In the order in which their rows stand in the pack, so that each process reads a part of it.
        in_order = sorted(documents, key=lambda one: one.sha256)
        size = -(-len(in_order) // len(self._processes))
        parts = [in_order[start : start + size] for start in range(0, len(in_order), size)]
        with ThreadPoolExecutor(len(parts)) as talks:
            answers = list(talks.map(lambda one: one[0].ask(cache, one[1]), zip(self._processes, parts, strict=False)))
        return {name: result for part in answers for name, result in part.items()}


class _Process:
    """A process that has loaded the library, and is asked once. Raises OSError where it cannot be started."""

    def __init__(self) -> None:
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 (closed at the end)
        # -P: a module that lies in the current folder is not the library of its name.
        self._process = subprocess.Popen(  # noqa: S603 (this interpreter)
            [sys.executable, "-P", "-c", _CODE, _CHECKOUT],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            # What the library needs for a while lies where this run has its own, and goes with it.
            env=os.environ | {"GX_ANALYTICS_ENABLED": "false", "TMPDIR": tempfile.gettempdir()},
        )

    def kill(self) -> None:
        """End it in the middle of whatever it does."""
        self._process.kill()

    def end(self) -> None:
        """Wait for its end."""
        self._process.wait()
        self._errors.close()

    def ask(self, cache: Path, documents: Sequence[Asked]) -> Mapping[str, BorderResult]:
        """Results by name. Raises BorderError."""
        said, _ = self._process.communicate(json.dumps([str(cache), [asdict(one) for one in documents]]).encode())
        answers = [json.loads(line) for line in said.splitlines()] if self._process.returncode == 0 else []
        results = {name: BorderResult.from_json(content) for name, content in answers}
        whole = {name: result for name, result in results.items() if result is not None}
        if len(whole) != len(documents):
            self._errors.seek(0)
            words = self._errors.read().decode("utf-8", "replace").strip().splitlines() or ["it said nothing"]
            raise BorderError(f"the border check ended with status {self._process.returncode}: {printable(words[-1])}")
        return whole


def check_kept(cache: Path, documents: Sequence[Asked], check: BorderCheck) -> Iterator[tuple[str, BorderResult]]:
    """Check documents whose extracts are kept in a folder. Raises OSError or ValueError where one is damaged."""
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
    yield from check.check_all([partial(extracted, one) for one in in_order])


def main() -> None:
    """Check what standard input asks for, and answer with one line of JSON a document."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    # What a library prints is no answer.
    os.dup2(2, 1)
    load_later(_UNUSED)
    from ingestion.warehouse.border.check import BorderCheck

    # While nothing is asked yet.
    check = BorderCheck()
    # When the parent is gone, nothing is asked.
    if asked := sys.stdin.read():
        cache, documents = json.loads(asked)
        for name, result in check_kept(Path(cache), [Asked(**one) for one in documents], check):
            answers.write(json.dumps([name, result.to_json()]) + "\n")
    answers.close()
