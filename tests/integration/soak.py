"""Refreshes that publish under readers, and refreshes that are killed: the long form of the fault tests.

    python -m tests.integration.soak publish --refreshes 100 --readers 20
    python -m tests.integration.soak kill --kills 50 [--fetch]
    python -m tests.integration.soak exchange --exchanges 100000
    python -m tests.integration.soak moments --kills 50
    python -m tests.integration.soak fill --fills 50

`publish`: refreshes with changing documents while reader processes open the published file again and again. Every
read must be one published state whole. `kill`: SIGKILL at random moments of a refresh; after each the published file
must open and be the old or the new state whole, and the next refresh must heal. `exchange`: two published states take
each other's place every millisecond while readers open the name. `moments`: SIGKILL before each file that a refresh
makes, renames, links or removes when it publishes, so also between two renames, and before others by chance; and no
file may be left that was not there before. `fill`: the same with a disk on which not a byte is left from such a moment
on; what the refresh says must be what it did. It makes a small file system that only it sees, for which it needs root
or user namespaces, or takes `--folder` on one. Exit status 0 when all of it held.

A reader whose DuckDB opens the file once for its header and again for its blocks (2.0) may meet a publication in
between; that opening fails and is repeated once, and how many were is said. With other versions it is a fault.
`--reader` names another Python, with another DuckDB.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from ingestion.commands.refresh import refresh
from ingestion.journal import Journal
from ingestion.warehouse.settings import FetchOptions, Settings
from ingestion.warehouse.state import State
from tests.integration.reports import plan, three_rows, two_councils, write_reports
from tests.unit.fetching.server import Site, document, serve

ROOT = Path(__file__).resolve().parents[2]

# One state of the published file: its newest refresh, how many there were, and sums over two tables that were
# published together. A file that mixed two states would give a combination that was never published.
STATE_QUERY = """
    select
        (select max_by(refresh_id, started_at) from marts.refresh_run),
        (select count(*) from marts.refresh_run),
        (select count(*) from marts.fct_reported_value),
        (select cast(sum(value) as double) from marts.fct_reported_value),
        (select cast(sum(annual_target) as double) from marts.fct_indicator)
"""

START = "start"
STEPS = {START: 2.0, "scan": 1.0, "read": 3.0, "border_check": 0.2, "load": 2.0, "dbt": 0.3, "compare": 1.5}
"""After which step of a refresh it is killed, and within how many seconds: about as long as what follows the step."""

READER = f"""
import json, os, pathlib, sys, time
import duckdb
path, stop, output, pause = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3], float(sys.argv[4])
QUERY = '''{STATE_QUERY}'''
reads, errors, repeated = [], [], []

def opened():
    try:
        return duckdb.connect(path, read_only=True)
    except Exception as error:
        if not duckdb.__version__.startswith("2."):
            raise
        repeated.append(f"{{type(error).__name__}}: {{error}}".partition("\\n")[0])
        return duckdb.connect(path, read_only=True)

parent = os.getppid()
while not stop.exists() and os.getppid() == parent:
    try:
        with opened() as connection:
            first = connection.execute(QUERY).fetchall()[0]
            again = connection.execute(QUERY).fetchall()[0]
        reads.append(list(first))
        if again != first:
            errors.append(f"one connection saw two states: {{first}} and {{again}}")
    except Exception as error:
        errors.append(f"{{type(error).__name__}}: {{error}}")
    time.sleep(pause)
pathlib.Path(output).write_text(json.dumps([reads, errors, repeated]))
"""


@dataclass(frozen=True)
class Outcome:
    """What a soak saw: how many reads or kills, how many states were seen, what was wrong, and openings repeated."""

    events: int
    states: int
    faults: tuple[str, ...]
    repeated: tuple[str, ...] = ()


def read_state(database: Path) -> list[object]:
    """The one row of STATE_QUERY."""
    with duckdb.connect(str(database), read_only=True) as connection:
        return list(connection.execute(STATE_QUERY).fetchall()[0])


def publish_under_readers(
    folder: Path, refreshes: int, readers: int, reader: str = sys.executable, pause: float | None = None
) -> Outcome:
    """Publish `refreshes` changing states while `readers` processes read; each read must be one of the states.

    `reader` is the Python that reads, with whatever DuckDB it has; `pause`, in seconds, how long each rests after a
    read. A folder that was published from two_councils is taken as it is.
    """
    documents, database = folder / "documents", folder / "malbild.duckdb"
    two_councils(documents)
    settings = Settings(documents, database)
    refresh(settings, Journal(progress=False, quiet=True))
    published = [read_state(database)]
    # Readers that never rest would leave no processor to the refresh.
    processes = _start_readers(folder, readers, reader, pause=readers / 40 if pause is None else pause)
    try:
        for number in range(refreshes):
            target = f"{4 + number // 10},{number % 10} %"
            write_reports(documents, {"bromma.txt": plan("Bromma", 2022, three_rows(target))})
            summary = refresh(settings, Journal(progress=False, quiet=True))
            if summary.result != "published":
                return Outcome(number, len(published), (f"refresh {number}: {summary.result}: {summary.failures}",))
            published.append(read_state(database))
    finally:
        _end_readers(folder, processes)
    return _outcome(folder, readers, published)


def _start_readers(folder: Path, readers: int, reader: str, pause: float) -> list[subprocess.Popen[bytes]]:
    arguments = [str(folder / "malbild.duckdb"), str(folder / "stop")]
    return [
        subprocess.Popen([reader, "-c", READER, *arguments, str(folder / f"reader-{number}.json"), str(pause)])
        for number in range(readers)
    ]


def _end_readers(folder: Path, processes: list[subprocess.Popen[bytes]]) -> None:
    (folder / "stop").touch()
    for process in processes:
        process.wait(timeout=60)


def _outcome(folder: Path, readers: int, published: list[list[object]]) -> Outcome:
    """What the readers saw, against the states that were published."""
    faults: list[str] = []
    repeated: list[str] = []
    events = 0
    seen: set[str] = set()
    for number in range(readers):
        reads, errors, again = json.loads((folder / f"reader-{number}.json").read_text(encoding="utf-8"))
        faults.extend(f"reader {number}: {error}" for error in errors)
        faults.extend(f"reader {number}: no published state: {read}" for read in reads if read not in published)
        repeated.extend(again)
        events += len(reads)
        seen.update(str(read[0]) for read in reads)
    return Outcome(events, len(seen), tuple(faults), tuple(repeated))


def exchange_under_readers(folder: Path, exchanges: int, readers: int, reader: str = sys.executable) -> Outcome:
    """Let two published states take each other's place every millisecond; each read must be one of the two.

    So many replacements meet openings at every moment, which no number of refreshes would.
    """
    documents, database = folder / "documents", folder / "malbild.duckdb"
    two_councils(documents)
    refresh(Settings(documents, database), Journal(progress=False, quiet=True))
    write_reports(documents, {"bromma.txt": plan("Bromma", 2022, three_rows("4,4 %"))})
    refresh(Settings(documents, database), Journal(progress=False, quiet=True))
    states = (folder / "first.duckdb", folder / "second.duckdb")
    os.link(State(database).previous, states[0])
    os.link(database, states[1])
    published = [read_state(one) for one in states]
    processes = _start_readers(folder, readers, reader, pause=0)
    try:
        for number in range(exchanges):
            os.link(states[number % 2], folder / "next")
            (folder / "next").replace(database)
            time.sleep(0.001)
    finally:
        _end_readers(folder, processes)
    return _outcome(folder, readers, published)


def kill_at_random(folder: Path, kills: int, seed: int, site: Site | None = None) -> Outcome:
    """Kill refreshes with SIGKILL; after each, the published file is a whole state and the next refresh heals.

    With a `site` they fetch, and each new version of a report comes from its address.
    """
    documents, database = folder / "documents", folder / "malbild.duckdb"
    two_councils(documents)
    settings = Settings(documents, database)
    if site is not None:
        settings = replace(settings, fetch=FetchOptions(plain_hosts=frozenset({"127.0.0.1"})))
        _bring(documents, (documents / "bromma.txt").read_text(encoding="utf-8"), site)
        (documents / "sources.csv").write_text(f"url\n{site.url('/bromma.txt')}\n", encoding="utf-8")
    _heal(settings)
    chance = random.Random(seed)
    faults: list[str] = []
    states = {str(read_state(database)[0])}
    landed = 0
    # A refresh that is done before its moment comes was not killed: another takes its place.
    for number in range(2 * kills):
        if landed == kills:
            break
        before = read_state(database)
        _bring(documents, plan("Bromma", 2022, three_rows(f"{4 + number // 10},{number % 10} %")), site)
        # A third of the kills fall into the last part of the run, where files are written and renamed.
        landed += _killed(settings, "compare" if number % 3 == 0 else chance.choice(list(STEPS)), chance)
        after = read_state(database)
        if after != before and after[1] != int(str(before[1])) + 1:
            faults.append(f"kill {number}: neither the old nor the new state: {before} → {after}")
        _heal(settings)
        healed = read_state(database)
        with duckdb.connect(str(database), read_only=True) as connection:
            printed = connection.execute(
                "select as_printed from marts.fct_reported_value where district_id = 'bromma' "
                "and measure = 'annual_target' order by row_number"
            ).fetchall()[0][0]
        if printed != f"{4 + number // 10},{number % 10} %":
            faults.append(f"kill {number}: the next refresh did not heal: {printed}")
        left = [
            path.name
            for path in (*folder.iterdir(), *documents.glob(".fetch/incoming*"))
            if path.name.endswith(".wal") or "unfinished" in path.name or path.name.startswith("incoming")
        ]
        if left:
            faults.append(f"kill {number}: left behind {left}")
        states.add(str(healed[0]))
    return Outcome(landed, len(states), tuple(faults))


def _bring(documents: Path, text: str, site: Site | None) -> None:
    """Put a text of Bromma's plan into the folder, or at its address."""
    if site is None:
        write_reports(documents, {"bromma.txt": text})
    else:
        site.answers["/bromma.txt"] = document(text.encode())


def _command(settings: Settings) -> list[str]:
    module = [sys.executable, "-m", "ingestion.cli", "refresh"]
    fetching = ["--fetch", "--allow-http", "127.0.0.1"] if settings.fetch is not None else []
    return [*module, "--documents", str(settings.documents), "--database", str(settings.database), *fetching]


def _killed(settings: Settings, step: str, chance: random.Random) -> bool:
    """Start a refresh and kill it a moment after it has told of a step; False where it was done before that."""
    process = subprocess.Popen(_command(settings), cwd=ROOT, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    with process.stderr as told:
        reached = step == START or any(f"step={step} " in line for line in told)
        try:
            process.wait(timeout=chance.uniform(0, STEPS[step]) if reached else None)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            return True
    return False


def _heal(settings: Settings) -> None:
    summary = refresh(settings, Journal(progress=False, quiet=True))
    if summary.status:
        raise RuntimeError(f"the refresh ended with status {summary.status}: {summary.failures}")


def _meet(arguments: argparse.Namespace) -> int:
    from tests.integration import meet

    if arguments.soak == "fill" and arguments.folder is None:
        return meet.on_a_small_disk(sys.argv[1:])
    with tempfile.TemporaryDirectory(prefix="malbild-soak-") as name:
        folder = arguments.folder or Path(name) / "soak"
        folder.mkdir(exist_ok=True)
        if arguments.soak == "moments":
            outcome, how = meet.kill(folder, arguments.kills, arguments.seed), "killed"
        else:
            outcome, how = meet.fill(folder, arguments.fills, arguments.seed), "with a full disk"
        print(f"{outcome.events} refreshes {how}, {outcome.states} states, {len(outcome.faults)} faults")
    for fault in outcome.faults:
        print(f"  {fault}")
    return 1 if outcome.faults else 0


def main() -> int:
    """Run one of the soaks in a temporary folder and say what it saw."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("soak", choices=["publish", "kill", "exchange", "moments", "fill"])
    parser.add_argument("--refreshes", type=int, default=100)
    parser.add_argument("--readers", type=int, default=20)
    parser.add_argument("--reader", default=sys.executable, help="a Python with the DuckDB that reads")
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--fetch", action="store_true", help="let the killed refreshes fetch from a server on loopback")
    parser.add_argument("--exchanges", type=int, default=100_000)
    parser.add_argument("--fills", type=int, default=50)
    parser.add_argument("--folder", type=Path, help="an empty folder to work in, for `fill` one on a small disk")
    parser.add_argument("--seed", type=int, default=2026)
    arguments = parser.parse_args()
    if arguments.soak in {"moments", "fill"}:
        return _meet(arguments)
    with tempfile.TemporaryDirectory(prefix="malbild-soak-") as name:
        folder = Path(name)
        if arguments.soak == "kill":
            with serve() as site:
                outcome = kill_at_random(folder, arguments.kills, arguments.seed, site if arguments.fetch else None)
            print(f"{outcome.events} killed midway, {outcome.states} states, {len(outcome.faults)} faults")
        else:
            if arguments.soak == "publish":
                outcome = publish_under_readers(folder, arguments.refreshes, arguments.readers, arguments.reader)
            else:
                outcome = exchange_under_readers(folder, arguments.exchanges, arguments.readers, arguments.reader)
            print(
                f"{outcome.events} reads of {outcome.states} published states, {len(outcome.faults)} faults, "
                f"{len(outcome.repeated)} openings repeated"
            )
    for fault in (*outcome.faults[:20], *outcome.repeated[:5]):
        print(f"  {fault}")
    return 1 if outcome.faults else 0


if __name__ == "__main__":
    sys.exit(main())
