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

_CHECKOUT = Path(__file__).resolve().parents[1]
_CODE = (
    "import sys; sys.path.insert(0, sys.argv.pop(1)); from ingestion.cli import main; sys.argv[0] = 'malbild'; main()"
)
_MALBILD = [sys.executable, "-P", "-c", _CODE]

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


def refresh(project: Path, documents: Path, database: Path, checkout: Path = _CHECKOUT) -> Job:
    """`malbild refresh` with a given dbt project, by the code of a checkout.

    Raises RuntimeError where it rejects a document or the build.
    """
    database.parent.mkdir(parents=True, exist_ok=True)
    arguments = ["refresh", "--documents", str(documents), "--database", str(database), "--project", str(project)]
    seconds, processor, peak, said = _run([*_MALBILD, str(checkout), *arguments])
    report = json.loads((database.parent / "refresh.json").read_text(encoding="utf-8"))
    if report["status"] != 0:
        raise RuntimeError(f"the refresh of {documents.name} ended with {report['status']}: {said[-2000:]}")
    return Job(seconds, processor, peak, report["seconds_by_step"], report)


def export(database: Path, output: Path) -> Job:
    """`malbild export`. Raises RuntimeError where it fails."""
    seconds, processor, peak, _said = _run(
        [*_MALBILD, str(_CHECKOUT), "export", "--database", str(database), "--output", str(output)]
    )
    return Job(seconds, processor, peak, {}, {})


def site(database: Path, output: Path) -> Job:
    """`malbild site`. Raises RuntimeError where it fails."""
    seconds, processor, peak, _said = _run(
        [*_MALBILD, str(_CHECKOUT), "site", "--database", str(database), "--output", str(output)]
    )
    return Job(seconds, processor, peak, {}, {})


def extract(documents: list[Path], output: Path) -> Job:
    """`malbild extract` of some documents, in one process. Raises RuntimeError where it fails."""
    command = [*_MALBILD, str(_CHECKOUT), "extract", *map(str, documents), "--output", str(output)]
    seconds, processor, peak, _said = _run(command)
    return Job(seconds, processor, peak, {}, {})


def watched(command: list[str], folder: Path, environment: Mapping[str, str]) -> tuple[int, float]:
    """Run a command in a folder: its exit status, and the most that one of its processes held, in MB."""
    with tempfile.NamedTemporaryFile(suffix=".json") as told:
        done = subprocess.run(  # noqa: S603 (this interpreter)
            [sys.executable, "-S", "-c", _WATCH, told.name, *command],
            cwd=folder,
            env=environment,
            check=False,
            capture_output=True,
        )
        return done.returncode, json.load(told)["peak"] / 1024


def _run(command: list[str]) -> tuple[float, float, float, str]:
    with tempfile.NamedTemporaryFile(suffix=".json") as told:
        watched = [sys.executable, "-S", "-c", _WATCH, told.name, *command]
        done = subprocess.run(watched, check=False, capture_output=True, text=True)  # noqa: S603 (this interpreter)
        if done.returncode != 0:
            raise RuntimeError(f"{command[5]} ended with {done.returncode}: {(done.stdout + done.stderr)[-2000:]}")
        cost = json.load(told)
    return cost["seconds"], cost["processor"], cost["peak"] / 1024, done.stdout + done.stderr
