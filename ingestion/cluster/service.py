"""A cluster on this machine alone: a master, workers and the Thrift server, every port of them on the loopback.

Java 17 must be there; Spark is the wheel in the folder of packages. Started processes are written down with the moment
at which they began, so that stopping ends these and no others.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingestion.cluster.address import LOOPBACK, Cluster, ClusterError, answers
from ingestion.files import replace_text

PORTS = (7077, 8080, 10000)
"""Of the master, its page and the Thrift server, where nobody says others."""

_STARTING_SECONDS = 120
_ENDING_SECONDS = 20
_JAVA = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
"""For a cluster that is there to be tried: it compiles less of itself than one that works for hours should."""
_DAEMON = 256
"""Megabytes for a master or a worker beside its executors."""

SQL_OPTIONS: Mapping[str, str] = {
    # Tables are plain Parquet in folders that DuckDB reads; nothing of them is kept from one refresh to the next.
    "spark.sql.catalogImplementation": "in-memory",
    "spark.sql.sources.default": "parquet",
    "spark.sql.legacy.createHiveTableByDefault": "false",
    "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    # A value is never cut or made null because it does not fit.
    "spark.sql.storeAssignmentPolicy": "ANSI",
    # So that a statement of a thousand lines of SQL is not a report of a thousand lines.
    "spark.sql.debug.maxToStringFields": "25",
    "spark.ui.enabled": "false",
}
"""What the Thrift server must be told wherever it runs: the tables that it makes are DuckDB's to read."""


@dataclass(frozen=True)
class Size:
    """How much of this machine a cluster takes: workers, each with cores and megabytes for its executors."""

    workers: int = 2
    cores: int = 2
    memory: int = 1400
    executor: int = 600
    driver: int = 1000


def start(folder: Path, packages: Path, size: Size, ports: Sequence[int], say: Callable[[str], None]) -> Cluster:
    """Start a cluster whose files lie in a folder; `ports` are those of the master, its page, and the Thrift server.

    Raises ClusterError where it does not come up: nothing of it runs then.
    """
    java, spark = shutil.which("java"), packages / "pyspark"
    if java is None:
        raise ClusterError("Java is not installed; Spark 4.1 needs Java 17 (Debian: openjdk-17-jre-headless)")
    if not spark.is_dir():
        raise ClusterError(f"Spark is not installed in {packages}")
    stop(folder)
    for port in ports:
        if answers(LOOPBACK, port):
            raise ClusterError(f"something else listens at {LOOPBACK}:{port}")
    for made in ("logs", "work", "warehouse", "raw", "local"):
        (folder / made).mkdir(mode=0o700, parents=True, exist_ok=True)
    master_port, page_port, thrift_port = ports
    master = f"spark://{LOOPBACK}:{master_port}"
    cluster = Cluster(master, LOOPBACK, thrift_port, folder, packages)
    environment = {
        **os.environ,
        "SPARK_HOME": str(spark),
        "SPARK_LOCAL_IP": LOOPBACK,
        "SPARK_LOCAL_DIRS": str(folder / "local"),
        "SPARK_CONF_DIR": str(_quiet(folder)),
        # Nobody is to hand it work but by its own port.
        "SPARK_MASTER_OPTS": "-Dspark.master.rest.enabled=false",
        "SPARK_DAEMON_JAVA_OPTS": _JAVA,
        "PYSPARK_PYTHON": sys.executable,
    }
    deploy = [str(spark / "bin" / "spark-class")]
    place = ["--host", LOOPBACK]
    started: dict[str, subprocess.Popen[bytes]] = {}

    def run(name: str, memory: int, command: Sequence[str]) -> None:
        with (folder / "logs" / f"{name}.log").open("wb") as log:
            started[name] = subprocess.Popen(  # noqa: S603 (Spark's own starters)
                command,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                env={**environment, "SPARK_DAEMON_MEMORY": f"{memory}m"},
                start_new_session=True,
                cwd=folder,
            )
        _note(folder, started.values())

    try:
        say("the master")
        addresses = ["--port", str(master_port), "--webui-port", str(page_port)]
        run("master", _DAEMON, [*deploy, "org.apache.spark.deploy.master.Master", *place, *addresses])
        _wait(started, folder, "master", lambda: answers(LOOPBACK, master_port))
        say(f"{size.workers} workers")
        for number in range(size.workers):
            options = ["--webui-port", "0", "--cores", str(size.cores), "--memory", f"{size.memory}m"]
            options += ["--work-dir", str(folder / "work"), master]
            run(f"worker-{number}", _DAEMON, [*deploy, "org.apache.spark.deploy.worker.Worker", *place, *options])
        say("the Thrift server")
        told = {
            **SQL_OPTIONS,
            "spark.sql.warehouse.dir": str(cluster.warehouse),
            # The other half is for reading documents.
            "spark.cores.max": str(max(1, size.workers * size.cores // 2)),
            "spark.executor.cores": str(max(1, size.cores // 2)),
            "spark.executor.memory": f"{size.executor}m",
            "spark.executor.extraJavaOptions": _JAVA,
            "spark.driver.host": LOOPBACK,
            "spark.driver.bindAddress": LOOPBACK,
            "spark.sql.shuffle.partitions": str(max(2, size.workers * size.cores // 2)),
        }
        run(
            "thrift",
            size.driver,
            [
                *[str(spark / "bin" / "spark-submit"), "--master", master],
                *["--class", "org.apache.spark.sql.hive.thriftserver.HiveThriftServer2"],
                *(part for name, value in told.items() for part in ("--conf", f"{name}={value}")),
                *["spark-internal", "--hiveconf", f"hive.server2.thrift.port={thrift_port}"],
                *["--hiveconf", f"hive.server2.thrift.bind.host={LOOPBACK}"],
            ],
        )
        _wait(started, folder, "thrift", lambda: answers(LOOPBACK, thrift_port))
    except BaseException:
        stop(folder)
        raise
    cluster.write(folder / "cluster.json")
    return cluster


def stop(folder: Path) -> int:
    """End what was started for a folder and runs still; how many processes. Its tables and logs stay."""
    (folder / "cluster.json").unlink(missing_ok=True)
    try:
        noted = json.loads((folder / "processes.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return 0
    running = [int(pid) for pid, began in noted.items() if _began(int(pid)) == began]
    for number, seconds in ((signal.SIGTERM, _ENDING_SECONDS), (signal.SIGKILL, _ENDING_SECONDS)):
        for pid in running:
            # Executors and their Python are of the worker's group.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(pid, number)
        until = time.monotonic() + seconds
        while any(_is_alive(pid) for pid in running) and time.monotonic() < until:
            time.sleep(0.1)
    (folder / "processes.json").unlink(missing_ok=True)
    return len(running)


def _quiet(folder: Path) -> Path:
    """A folder of options in which Spark says in its logs what went wrong, and not what goes on."""
    place = folder / "conf"
    place.mkdir(exist_ok=True)
    (place / "log4j2.properties").write_text(
        "rootLogger.level = warn\nrootLogger.appenderRef.stderr.ref = console\nappender.console.type = Console\n"
        "appender.console.name = console\nappender.console.target = SYSTEM_ERR\n"
        "appender.console.layout.type = PatternLayout\nappender.console.layout.pattern = %d %p %c{1}: %m%n%ex\n",
        encoding="utf-8",
    )
    return place


def _wait(
    started: Mapping[str, subprocess.Popen[bytes]], folder: Path, name: str, is_there: Callable[[], bool]
) -> None:
    until = time.monotonic() + _STARTING_SECONDS
    while not is_there():
        for one, process in started.items():
            if process.poll() is not None:
                raise ClusterError(f"{one} ended while it started: {_last_words(folder / 'logs' / f'{one}.log')}")
        if time.monotonic() > until:
            raise ClusterError(f"{name} does not answer after {_STARTING_SECONDS} s; see {folder / 'logs'}")
        time.sleep(0.2)


def _last_words(log: Path) -> str:
    said = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    said = [line for line in said if not line.startswith("\tat ")]
    return " | ".join(said[-3:]) or "it said nothing"


def _note(folder: Path, processes: Iterable[subprocess.Popen[bytes]]) -> None:
    noted = {str(one.pid): _began(one.pid) for one in processes}
    replace_text(folder / "processes.json", json.dumps(noted) + "\n")


def _began(pid: int) -> str | None:
    """When a process began, in ticks since the machine did; None where there is none. Numbers come again."""
    told = _told(pid)
    return told[19] if told else None


def _is_alive(pid: int) -> bool:
    told = _told(pid)
    return bool(told) and told[0] != "Z"


def _told(pid: int) -> Sequence[str]:
    """What the system tells of a process, from its state on; nothing where there is none."""
    try:
        told = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ()
    # The name in parentheses may hold anything.
    return told.rpartition(")")[2].split()
