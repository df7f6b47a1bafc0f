"""What becomes of a refresh when something of a cluster dies: `make cluster-faults`, with a cluster of its own.

A document that ends its worker each time is refused by name and the others are read; an executor that dies costs
nothing; a Thrift server that dies while models are built ends the refresh, and what was published is as it was. Status
1 where anything of that does not hold.
"""

from __future__ import annotations

import hashlib
import os
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyarrow as pa

from ingestion.cluster.address import PACKAGES, Cluster, ClusterError
from ingestion.cluster.reading import read_batch, read_on_cluster
from ingestion.cluster.service import Size, start, stop
from ingestion.commands.refresh import refresh
from ingestion.documents.folder import FoundFile
from ingestion.isolation.kept import Kept, Refused
from ingestion.isolation.limits import Limits
from ingestion.journal import Journal
from ingestion.warehouse.settings import PROJECT, Settings
from tests.integration.reports import plan, three_rows, two_councils, write_reports

_DISTRICTS = PROJECT / "seeds" / "districts.csv"
_PORTS = (17077, 18080, 20000)


def _files(folder: Path) -> list[FoundFile]:
    write_reports(folder, {f"bromma-{year}.txt": plan("Bromma", year, three_rows()) for year in range(2015, 2024)})
    found = []
    for path in sorted(folder.iterdir()):
        content = path.read_bytes()
        found.append(FoundFile(path.name, path, len(content), hashlib.sha256(content).hexdigest()))
    return found


def _read(cluster: Cluster, files: list[FoundFile], folder: Path, partition: object) -> dict[str, Kept | Refused]:
    folder.mkdir()
    outcomes: dict[str, Kept | Refused] = {}
    read_on_cluster(
        files,
        folder,
        _DISTRICTS,
        Limits(),
        lambda file, outcome: outcomes.update({file.source_file: outcome}),
        cluster,
        partition,  # type: ignore[arg-type]  # a function of batches, as the default is
    )
    return outcomes


def a_deadly_document(cluster: Cluster, work: Path) -> bool:
    """Of nine documents one ends the Python that reads it, whichever worker it is given to."""
    files = _files(work / "documents")
    deadly, districts = files[4].sha256, _DISTRICTS

    def partition(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            if deadly in batch.column("sha256").to_pylist():
                os.kill(os.getpid(), signal.SIGKILL)
            yield read_batch(batch, districts, Limits())

    outcomes = _read(cluster, files, work / "deadly", partition)
    refused = {name: one for name, one in outcomes.items() if isinstance(one, Refused)}
    for name, one in refused.items():
        print(f"    {name}: {one.reason}")
    return len(outcomes) == len(files) and list(refused) == [files[4].source_file]


def an_executor_that_dies(cluster: Cluster, work: Path) -> bool:
    """The Java process above the first Python that reads is ended, once."""
    files, mark, districts = _files(work / "documents"), work / "killed", _DISTRICTS

    def partition(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            if not mark.exists():
                mark.write_text("once", encoding="ascii")
                # Python's own parent is a daemon that starts it.
                daemon = Path(f"/proc/{os.getppid()}/stat").read_text(encoding="ascii", errors="replace")
                os.kill(int(daemon.rpartition(")")[2].split()[1]), signal.SIGKILL)
                time.sleep(60)
            yield read_batch(batch, districts, Limits())

    outcomes = _read(cluster, files, work / "executor", partition)
    return mark.exists() and len(outcomes) == len(files) and all(isinstance(one, Kept) for one in outcomes.values())


def a_thrift_server_that_dies(cluster: Cluster, work: Path, place: Path) -> bool:
    """It is ended while models are built; before, a refresh by DuckDB published."""
    two_councils(work / "reports")
    settings = Settings(work / "reports", work / "malbild.duckdb")
    refresh(settings, Journal(progress=False))
    before = settings.database.read_bytes()
    models = cluster.warehouse / "intermediate.db"

    def end_it() -> None:
        # As soon as the first model of the second layer is being written.
        until = time.monotonic() + 300
        while not models.is_dir() and time.monotonic() < until:
            time.sleep(0.2)
        for path in Path("/proc").glob("[0-9]*/cmdline"):
            line = path.read_bytes()
            if b"HiveThriftServer2" in line and str(cluster.warehouse).encode() in line:
                os.kill(int(path.parent.name), signal.SIGKILL)

    threading.Thread(target=end_it, daemon=True).start()
    there = Settings(work / "reports", work / "malbild.duckdb", rebuild=True, cluster=place)
    try:
        summary = refresh(there, Journal(progress=False))
    except ClusterError as error:
        print(f"    {error}")
    else:
        print(f"    {summary.result}, status {summary.status}: {str(summary.failures[:1])[:200]}")
        if summary.status != 1:
            return False
    if settings.database.read_bytes() != before:
        return False
    try:
        refresh(there, Journal(progress=False))
    except ClusterError as error:
        print(f"    {error}")
        return settings.database.read_bytes() == before
    return False


def main() -> int:
    """Start a cluster, let each thing die, and say what held."""
    held = True
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        place = work / "cluster"
        try:
            cluster = start(place, PROJECT / PACKAGES, Size(), _PORTS, lambda _: None)
            cluster.look()
            for told, result in (
                ("a document that ends its worker is refused alone", lambda: a_deadly_document(cluster, work)),
                ("an executor that dies costs no document", lambda: an_executor_that_dies(cluster, work)),
                (
                    "a Thrift server that dies leaves what is published",
                    lambda: a_thrift_server_that_dies(cluster, work, place / "cluster.json"),
                ),
            ):
                holds = result()
                print(f"{'holds' if holds else 'DOES NOT HOLD'}: {told}")
                held = held and holds
        except ClusterError as error:
            print(error, file=sys.stderr)
            return 2
        finally:
            stop(place)
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
