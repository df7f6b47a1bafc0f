"""Documents read on a cluster: as on one machine each in a child process under limits, and kept in the same folder.

Spark hands out paths; each of its machines opens the file itself, which must stand there under the same name. A task
reads a few documents in one child; what became of them comes back as the files that a child keeps, and is kept here.
Spark gives a task whose worker died to another worker. A document that ends its worker each time spoils the job of all
that were handed out with it: then each of them has a job of its own, and the one whose job fails again is refused, by
name.
"""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingestion.cluster.address import Cluster, ClusterError
from ingestion.documents.folder import FoundFile
from ingestion.files import replacement
from ingestion.isolation.kept import Kept, Refused, kept_path, read_kept
from ingestion.isolation.limits import Limits
from ingestion.isolation.pool import read_in_children

if TYPE_CHECKING:
    import pyarrow as pa

_IN_A_TASK = 16
"""So many documents are read one after the other in a child, which takes a second to start."""

_IN_A_JOB = 512
"""So many documents' extracts, of some 60 KB each, are held at once where the refresh runs."""

Partition = Callable[[Iterable["pa.RecordBatch"]], Iterator["pa.RecordBatch"]]

_READ = "sha256 string, kept binary, tables binary, reason string, line int"
"""What comes back of a document: the two files that its child kept, or why it is refused without one."""


def read_on_cluster(
    files: Sequence[FoundFile],
    folder: Path,
    districts: Path,
    limits: Limits,
    on_read: Callable[[FoundFile, Kept | Refused], None],
    cluster: Cluster,
    partition: Partition | None = None,
) -> None:
    """Read documents on a cluster; as `read_in_children`, what is read is kept in `folder`.

    `partition` reads a batch of (path, sha256) on a worker. Raises ClusterError where the cluster takes no work,
    OSError where `folder` cannot be written.
    """
    if not files:
        return
    cluster.look()
    read = partition or _partition(str(districts), limits.to_json())
    session = _session(cluster)
    try:
        for first in range(0, len(files), _IN_A_JOB):
            together = files[first : first + _IN_A_JOB]
            rows = _job(session, together, read)
            if rows is None:
                rows = _one_by_one(session, together, read, cluster)
            by_content = {file.sha256: file for file in together}
            for row in rows:
                on_read(by_content[row["sha256"]], _keep(row, folder, limits))
    finally:
        session.stop()


def _session(cluster: Cluster) -> Any:
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    options = {
        "spark.ui.enabled": "false",
        "spark.driver.memory": "800m",
        "spark.executor.memory": "600m",
        "spark.executor.cores": "1",
        # The Thrift server has the other half of a small cluster.
        "spark.cores.max": "2",
        "spark.executorEnv.PYTHONPATH": cluster.python_path,
        "spark.pyspark.python": sys.executable,
        # A worker's memory is the child's, which has limits of its own.
        "spark.python.worker.reuse": "false",
        "spark.task.maxFailures": "3",
        # One that died comes again; this many are no reason to give up all documents.
        "spark.deploy.maxExecutorRetries": "-1",
        "spark.sql.execution.arrow.maxRecordsPerBatch": str(_IN_A_TASK),
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "OFF",
    }
    if cluster.is_here:
        options |= {"spark.driver.host": cluster.host, "spark.driver.bindAddress": cluster.host}
    builder = SparkSession.builder.master(cluster.master).appName("malbild: read")
    for name, value in options.items():
        builder = builder.config(name, value)
    try:
        with _stderr_to(cluster.folder / "logs" / "reading.log"):
            return builder.getOrCreate()
    except (PySparkException, RuntimeError, OSError) as error:
        raise ClusterError(f"{cluster.master} takes no work: {' '.join(str(error).split())[:300]}") from error


def _one_by_one(session: Any, files: Sequence[FoundFile], read: Partition, cluster: Cluster) -> list[dict[str, Any]]:
    """What became of documents of which one ended whoever read it; or it was the cluster that ended.

    Raises ClusterError where it was: a document is refused beside others that are read, or by a cluster that answers.
    """
    cluster.look()
    alone = [(file, _job(session, [file], read)) for file in files]
    cluster.look()
    if len(files) > 1 and all(rows is None for _, rows in alone):
        raise ClusterError(f"{cluster.master} could read none of {len(files)} documents; its logs say why")
    return [row for file, rows in alone for row in (rows if rows is not None else [_lost(file)])]


@contextlib.contextmanager
def _stderr_to(path: Path) -> Iterator[None]:
    """Let what is started meanwhile say into a file what Java and Spark have to say; where there is none, nowhere."""
    place = path if path.parent.is_dir() else Path(os.devnull)
    before = os.dup(2)
    try:
        with place.open("ab") as log:
            os.dup2(log.fileno(), 2)
        yield
    finally:
        os.dup2(before, 2)
        os.close(before)


def _job(session: Any, files: Sequence[FoundFile], read: Partition) -> list[dict[str, Any]] | None:
    """What became of some documents; None where the job failed."""
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    asked = [(str(one.path), one.sha256) for one in files]
    tasks = max(1, -(-len(asked) // _IN_A_TASK))
    try:
        frame = session.createDataFrame(asked, "path string, sha256 string").repartition(tasks)
        rows: list[dict[str, Any]] = frame.mapInArrow(read, _READ).toArrow().to_pylist()
    except (Py4JError, PySparkException):
        return None
    return rows


def _partition(districts: str, limits: str) -> Partition:
    """What a worker does with a batch of documents."""

    def read(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            yield read_batch(batch, Path(districts), Limits.from_json(limits))

    return read


def read_batch(batch: pa.RecordBatch, districts: Path, limits: Limits) -> pa.RecordBatch:
    """On a worker: read documents in one child process, and give back the files that it kept. Raises OSError."""
    import pyarrow as pa

    rows: list[dict[str, Any]] = []
    asked = batch.to_pylist()
    files = [FoundFile(Path(one["path"]).name, Path(one["path"]), 0, one["sha256"]) for one in asked]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)

        def on_read(file: FoundFile, outcome: Kept | Refused) -> None:
            kept = folder / f"{file.sha256}.json"
            told, tables = kept.exists(), kept_path(folder, file.sha256)
            rows.append(
                {
                    "sha256": file.sha256,
                    "kept": kept.read_bytes() if told else None,
                    "tables": tables.read_bytes() if told and tables.exists() else None,
                    "reason": outcome.reason if isinstance(outcome, Refused) and not told else None,
                    "line": outcome.line if isinstance(outcome, Refused) else None,
                }
            )
            tables.unlink(missing_ok=True)

        read_in_children(files, folder, districts, limits, on_read, processes=1)
    kinds = [("sha256", pa.string()), ("kept", pa.binary()), ("tables", pa.binary()), ("reason", pa.string())]
    return pa.RecordBatch.from_pylist(rows, schema=pa.schema([*kinds, ("line", pa.int32())]))


def _lost(file: FoundFile) -> dict[str, Any]:
    reason = "on the cluster the process that read it was ended each time, and whoever had started it (out of memory?)"
    return {"sha256": file.sha256, "kept": None, "tables": None, "reason": reason, "line": None}


def _keep(row: dict[str, Any], folder: Path, limits: Limits) -> Kept | Refused:
    """Keep what came back of a document, as the child did there."""
    sha256 = row["sha256"]
    if row["kept"] is None:
        return Refused(sha256, row["reason"], row["line"], lasting=False)
    if row["tables"] is not None:
        with replacement(kept_path(folder, sha256), durable=False) as unfinished:
            unfinished.write_bytes(row["tables"])
    # Written last: a reading without it has never been.
    with replacement(folder / f"{sha256}.json", durable=False) as unfinished:
        unfinished.write_bytes(row["kept"])
    kept = read_kept(folder, sha256, limits)
    if kept is None:
        raise OSError(f"what was read on the cluster of {sha256[:16]} cannot be read again")
    return kept
