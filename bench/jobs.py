"""Run the project's commands as a user does, each as a process of its own, and read what they cost."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_MALBILD = [sys.executable, "-c", "import sys; from ingestion.cli import main; sys.argv[0] = 'malbild'; main()"]

# A process's peak of memory counts that of the process it was forked from: a small one starts the command.
_WATCH = """
import json, resource, subprocess, sys, time
started = time.perf_counter()
status = subprocess.run(sys.argv[2:]).returncode
seconds = time.perf_counter() - started
usage = resource.getrusage(resource.RUSAGE_CHILDREN)
with open(sys.argv[1], "w") as file:
    json.dump({"seconds": seconds, "processor": usage.ru_utime + usage.ru_stime, "peak": usage.ru_maxrss}, file)
sys.exit(status)
"""


@dataclass(frozen=True)
class Job:
    """A finished command: seconds by the clock, seconds of the processor (all its processes), memory in MB.

    `peak_mb` is the most that one of its processes held. `steps` are the refresh's own seconds by step.
    """

    seconds: float
    processor_seconds: float
    peak_mb: float
    steps: Mapping[str, float]
    report: Mapping[str, Any]

    @property
    def other_seconds(self) -> float:
        """What no step of the refresh accounts for: start-up, imports at the top, and the end of the process."""
        return self.seconds - sum(self.steps.values())


def refresh(project: Path, documents: Path, database: Path) -> Job:
    """`malbild refresh` with a given dbt project. Raises RuntimeError where it rejects a document or the build."""
    database.parent.mkdir(parents=True, exist_ok=True)
    arguments = ["refresh", "--documents", str(documents), "--database", str(database), "--project", str(project)]
    seconds, processor, peak, said = _run([*_MALBILD, *arguments])
    report = json.loads((database.parent / "refresh.json").read_text(encoding="utf-8"))
    if report["status"] != 0:
        raise RuntimeError(f"the refresh of {documents.name} ended with {report['status']}: {said[-2000:]}")
    return Job(seconds, processor, peak, report["seconds_by_step"], report)


def export(database: Path, output: Path) -> Job:
    """`malbild export`. Raises RuntimeError where it fails."""
    seconds, processor, peak, _said = _run([*_MALBILD, "export", "--database", str(database), "--output", str(output)])
    return Job(seconds, processor, peak, {}, {})


def site(database: Path, output: Path) -> Job:
    """`malbild site`. Raises RuntimeError where it fails."""
    seconds, processor, peak, _said = _run([*_MALBILD, "site", "--database", str(database), "--output", str(output)])
    return Job(seconds, processor, peak, {}, {})


def extract(documents: list[Path], output: Path) -> Job:
    """`malbild extract` of some documents, in one process. Raises RuntimeError where it fails."""
    command = [*_MALBILD, "extract", *map(str, documents), "--output", str(output)]
    seconds, processor, peak, _said = _run(command)
    return Job(seconds, processor, peak, {}, {})


def _run(command: list[str]) -> tuple[float, float, float, str]:
    with tempfile.NamedTemporaryFile(suffix=".json") as told:
        watched = [sys.executable, "-S", "-c", _WATCH, told.name, *command]
        done = subprocess.run(watched, check=False, capture_output=True, text=True)  # noqa: S603 (this interpreter)
        if done.returncode != 0:
            raise RuntimeError(f"{command[3]} ended with {done.returncode}: {(done.stdout + done.stderr)[-2000:]}")
        cost = json.load(told)
    return cost["seconds"], cost["processor"], cost["peak"] / 1024, done.stdout + done.stderr
