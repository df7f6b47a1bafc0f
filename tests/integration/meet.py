"""Refreshes that are killed, or find the disk full, at the moments at which files change: the part of the soak.

python -m tests.integration.soak moments --kills 50
python -m tests.integration.soak fill --fills 50
"""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path

import duckdb

from ingestion.commands.refresh import refresh
from ingestion.files import read_json
from ingestion.journal import Journal
from ingestion.warehouse.settings import Settings
from tests.integration.moments import watching
from tests.integration.reports import plan, three_rows, two_councils, write_reports
from tests.integration.soak import ROOT, Outcome, read_state

_PUBLISHING = "os.remove next.duckdb #2"
"""The first thing of the file that is to be published: what a killed refresh left was removed before, at the start."""

_SMALL = "256m"
_CHANCE = re.compile(r"[0-9a-f]{64}|(?<=extracts/)[0-9a-f]{16}|\d{8}T\d{12}Z-[0-9a-f]+")


@dataclass
class _Trial:
    """A folder in which refresh after refresh meets a fault: each must leave a whole state, and the next one heals."""

    folder: Path
    faults: list[str] = field(default_factory=list)
    states: set[str] = field(default_factory=set)
    usual: Counter[str] = field(default_factory=Counter)
    number: int = 0

    @property
    def documents(self) -> Path:
        return self.folder / "documents"

    @property
    def database(self) -> Path:
        return self.folder / "malbild.duckdb"

    @property
    def _command(self) -> list[str]:
        module = [sys.executable, "-m", "ingestion.cli", "refresh"]
        return [*module, "--documents", str(self.documents), "--database", str(self.database)]

    @property
    def target(self) -> str:
        return f"{4 + self.number // 10},{self.number % 10} %"

    def begin(self) -> list[str]:
        """Publish a state and another; the moments of the second refresh, in order, but for what dbt writes."""
        two_councils(self.documents)
        self._heal()
        self.revise()
        told = self.folder.parent / f"{self.folder.name}-moments"
        environment = watching(self._code, self.folder, told=told)
        subprocess.run(self._command, cwd=ROOT, env=environment, capture_output=True, check=True)
        self.usual = _files(self.folder)
        moments = told.read_text(encoding="utf-8").splitlines()
        told.unlink()
        written = [one for one in moments if one.startswith("open of dbt")]
        return [one for one in moments if one not in written[1:-1]]

    @property
    def _code(self) -> Path:
        return self.folder.parent / f"{self.folder.name}-watcher"

    def revise(self) -> None:
        """State another årsmål in one of the documents."""
        self.number += 1
        write_reports(self.documents, {"bromma.txt": plan("Bromma", 2022, three_rows(self.target))})

    def meet(self, moment: str, filler: Path | None = None) -> bool:
        """Kill a refresh at a moment, or fill the disk then, and see what it left; False where it came to none."""
        self.revise()
        before = read_state(self.database)
        environment = watching(self._code, self.folder, moment=moment, filler=filler)
        done = subprocess.run(
            self._command,
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if filler is None:
            met = done.returncode == -signal.SIGKILL
        else:
            met = filler.exists()
            self._look_at(done, before, moment)
            filler.unlink(missing_ok=True)
        self.look(before, moment)
        print(f"· {moment}{'' if met else ': not met'}", file=sys.stderr, flush=True)
        return met

    def _look_at(self, done: subprocess.CompletedProcess[str], before: list[object], moment: str) -> None:
        """A refresh that found the disk full says what it did, and that is so."""
        published = read_state(self.database) != before
        if done.returncode != (0 if published else 1):
            self.faults.append(f"{moment}: status {done.returncode}, published: {published}: {done.stderr[-300:]}")
        if "Traceback" in done.stderr or (not published and "nothing was published" not in done.stderr):
            self.faults.append(f"{moment}: {done.stderr[-300:]}")

    def look(self, before: list[object], where: str) -> None:
        """See that the published file is whole and the old or the next state, then let a refresh heal."""
        after = read_state(self.database)
        if after != before and after[1] != int(str(before[1])) + 1:
            self.faults.append(f"{where}: neither the old nor the new state: {before} → {after}")
        for report in self.folder.glob("*.json"):
            if read_json(report) is None:
                self.faults.append(f"{where}: {report.name} is not whole")
        self._heal()
        self.states.add(str(read_state(self.database)[0]))
        with duckdb.connect(str(self.database), read_only=True) as connection:
            ((printed,),) = connection.execute(
                "select as_printed from marts.fct_reported_value where district_id = 'bromma' "
                "and measure = 'annual_target' order by row_number limit 1"
            ).fetchall()
        if printed != self.target:
            self.faults.append(f"{where}: the next refresh did not heal: {printed}")
        left = _files(self.folder)
        if left != self.usual:
            self.faults.append(f"{where}: left behind {dict(left - self.usual)}, lost {dict(self.usual - left)}")

    def _heal(self) -> None:
        summary = refresh(Settings(self.documents, self.database), Journal(progress=False, quiet=True))
        if summary.status:
            raise RuntimeError(f"the refresh ended with status {summary.status}: {summary.failures}")

    def outcome(self, met: int) -> Outcome:
        return Outcome(met, len(self.states), tuple(self.faults))


def _files(folder: Path) -> Counter[str]:
    """The files below a folder, without what is chance in their names, and without dbt's own."""
    names = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return Counter(_CHANCE.sub("*", str(one)) for one in names if not {"dbt", "logs"} & set(one.parts))


def kill_at_moments(folder: Path, moments: Sequence[str]) -> Outcome:
    """Kill a refresh with SIGKILL at each of these moments; the published file is a whole state, and the next heals."""
    trial = _Trial(folder)
    trial.begin()
    return trial.outcome(sum(trial.meet(moment) for moment in moments))


def kill(folder: Path, kills: int, seed: int) -> Outcome:
    """Kill refreshes at moments: first before each of those in which they publish, then before others by chance."""
    trial = _Trial(folder)
    moments = _in_turn(trial.begin(), random.Random(seed))
    return trial.outcome(sum(trial.meet(next(moments)) for _ in range(kills)))


def fill(folder: Path, times: int, seed: int) -> Outcome:
    """Fill the disk below `folder`, which is a small one, at moments of refreshes; space again, the next one heals."""
    trial = _Trial(folder)
    moments = _in_turn(trial.begin(), random.Random(seed))
    return trial.outcome(sum(trial.meet(next(moments), folder / "filler") for _ in range(times)))


def _in_turn(moments: Sequence[str], chance: random.Random) -> Iterator[str]:
    """The moments of publishing in order, then the others by chance, and so on again."""
    first = moments.index(_PUBLISHING)
    others = list(moments[:first])
    chance.shuffle(others)
    return cycle([*moments[first:], *others])


def on_a_small_disk(arguments: Sequence[str]) -> int:
    """Run this soak again with a file system of its own, which only it sees and which is gone with it."""
    unshare = ["unshare", "--mount", *([] if os.geteuid() == 0 else ["--user", "--map-root-user"])]
    script = (
        f'place="$1" && shift && mount -t tmpfs -o size={_SMALL} malbild "$place" && mkdir "$place/soak" && '
        'exec "$@" --folder "$place/soak"'
    )
    with tempfile.TemporaryDirectory(prefix="malbild-soak-") as place:
        again = [sys.executable, "-m", "tests.integration.soak", *arguments]
        return subprocess.run([*unshare, "sh", "-c", script, "sh", place, *again], check=False).returncode
