"""Read a published file with the clients that people really use, read-only, while refreshes publish.

    python -m tests.clients.check_clients [--documents DIR] [--environments DIR] [--only NAME ...]

Each client is installed from the package registry into an environment of its own (kept under --environments, so that
a second run needs no network), opens the published file as docs/operations.md says, again and again while another
process refreshes it, and must give the same figures each time. Superset imports what `malbild export --superset` wrote
first, and must show what the file says (superset_trial.py); LibreOffice opens a workbook (check_workbook.py). Exit
status 0 when every client that could be had read right; one that could not is said to be missing, and is no success
either (status 2).
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import venv
from dataclasses import dataclass
from pathlib import Path

from tests.clients.check_workbook import check_workbook

_HERE = Path(__file__).resolve().parent
ROOT = _HERE.parents[1]
READS = 8
_OFFICE = "libreoffice"
QUERY = "select count(*), sum(value) from marts.fct_reported_value where kind = 'value'"


@dataclass(frozen=True)
class Client:
    """A client: its name, what it needs from the registry, and a program that prints `count sum` READS times.

    The program, a text or a file, gets the path of the published file and the number of reads as arguments. One that is
    `node` is a file for Node, and its packages are npm's; one that `prepares` is called with that word once it is
    installed.
    """

    name: str
    packages: tuple[str, ...]
    program: str | Path
    node: bool = False
    prepares: bool = False

    def command(self, environments: Path) -> list[str]:
        """How its program is started."""
        if self.node:
            return ["node", str(self.program)]
        program = [str(self.program)] if isinstance(self.program, Path) else ["-c", self.program]
        return [str(environments / self.name / "bin" / "python"), *program]


_LOOP = """
import sys
path, reads = sys.argv[1], int(sys.argv[2])
QUERY = "select count(*), sum(value) from marts.fct_reported_value where kind = 'value'"
"""

_DUCKDB = (
    _LOOP
    + """
import duckdb
for _ in range(reads):
    with duckdb.connect(path, read_only=True) as connection:
        keys = "select count(*) from duckdb_constraints() where constraint_type = 'PRIMARY KEY'"
        assert connection.execute(keys).fetchone()[0]
        print(*connection.execute(QUERY).fetchone())
"""
)

_POLARS = (
    _LOOP
    + """
import duckdb, polars as pl
for _ in range(reads):
    with duckdb.connect(path, read_only=True) as connection:
        frame = connection.sql("select value from marts.fct_reported_value where kind = 'value'").pl()
    print(frame.height, frame["value"].sum())
"""
)

_PANDAS = (
    _LOOP
    + """
import duckdb
for _ in range(reads):
    with duckdb.connect(path, read_only=True) as connection:
        values = "select cast(value as double) as value from marts.fct_reported_value where kind = 'value'"
        table = connection.sql(values).to_arrow_table()
    frame = table.to_pandas()
    print(len(frame), frame["value"].sum())
"""
)

_IBIS = (
    _LOOP
    + """
import ibis
for _ in range(reads):
    connection = ibis.duckdb.connect(path, read_only=True)
    table = connection.table("fct_reported_value", database="marts")
    table = table.filter(table.kind == "value")
    print(table.count().execute(), table.value.sum().execute())
    connection.disconnect()
"""
)

_SQLALCHEMY = (
    _LOOP
    + """
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.pool import NullPool
for _ in range(reads):
    engine = create_engine(f"duckdb:///{path}", connect_args={"read_only": True}, poolclass=NullPool)
    assert "fct_reported_value" in inspect(engine).get_table_names(schema="marts")
    with engine.connect() as connection:
        print(*connection.execute(text(QUERY)).one())
    engine.dispose()
"""
)

_HARLEQUIN = (
    _LOOP
    + """
from harlequin_duckdb import DuckDbAdapter
for _ in range(reads):
    connection = DuckDbAdapter((path,), read_only=True).connect()
    assert [item.label for item in connection.get_catalog().items] == ["malbild"]
    table = connection.execute(QUERY).fetchall()
    print(*[column[0].as_py() for column in table.columns])
    connection.conn.close()
"""
)

_CLI = (
    _LOOP
    + """
import shutil, subprocess, pathlib
program = shutil.which("duckdb", path=str(pathlib.Path(sys.executable).parent))
for _ in range(reads):
    command = [program, "-readonly", "-csv", "-noheader", path, QUERY]
    found = subprocess.run(command, capture_output=True, text=True, check=True)
    print(*found.stdout.strip().split(","))
"""
)

_MARIMO = (
    _LOOP
    + """
import runpy
sys.argv = ["councils.py", "--database", path]
for _ in range(reads):
    _, names = runpy.run_path("notebooks/councils.py")["app"].run()
    assert names["rows"].height and names["plot"].to_dict()["datasets"]
    print(*names["frame"](QUERY).row(0))
"""
)

_STREAMLIT = (
    _LOOP
    + """
from streamlit.testing.v1 import AppTest
script = "\\n".join((
    "import duckdb, streamlit",
    f"with duckdb.connect({path!r}, read_only=True) as connection:",
    f"    row = connection.sql({QUERY!r}).pl().row(0)",
    "streamlit.text(f'{row[0]} {row[1]}')",
))
for _ in range(reads):
    done = AppTest.from_string(script, default_timeout=60).run()
    assert not done.exception, done.exception
    print(done.text[0].value)
"""
)

CLIENTS = (
    *(
        Client(f"duckdb-{v}", (f"duckdb=={v}",), _DUCKDB)
        for v in ("1.1.0", "1.1.3", "1.2.2", "1.3.2", "1.4.4", "1.5.6")
    ),
    Client("duckdb-2.0.0", ("duckdb==2.0.0",), _DUCKDB),
    Client("duckdb-cli", ("duckdb-cli",), _CLI),
    Client("polars", ("duckdb==2.0.0", "polars==2.1.0", "pyarrow==26.0.1"), _POLARS),
    Client("pandas-arrow", ("duckdb==2.0.0", "pandas", "pyarrow==26.0.1"), _PANDAS),
    Client("ibis", ("ibis-framework[duckdb]",), _IBIS),
    Client("sqlalchemy", ("duckdb-engine", "sqlalchemy<2.1"), _SQLALCHEMY),
    Client("harlequin", ("harlequin",), _HARLEQUIN),
    Client("marimo", ("marimo", "altair", "duckdb==2.0.0", "polars==2.1.0", "pyarrow==26.0.1"), _MARIMO),
    Client("streamlit", ("streamlit", "duckdb==2.0.0", "polars==2.1.0", "pyarrow==26.0.1"), _STREAMLIT),
    Client("node-api", ("@duckdb/node-api",), _HERE / "node_api.mjs", node=True),
    Client("duckdb-wasm", ("@duckdb/duckdb-wasm",), _HERE / "duckdb_wasm.mjs", node=True),
    Client(
        "superset",
        # Its own dependencies leave out the first two, and do not start with a later flask-caching.
        ("apache-superset==6.1.0", "rich", "cachetools", "flask-caching<2.4", "duckdb-engine", "duckdb==2.0.0"),
        _HERE / "superset_trial.py",
        prepares=True,
    ),
)


def main() -> int:
    """Install, read, compare; one line per client."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--documents", type=Path, default=ROOT / "data" / "documents")
    parser.add_argument("--environments", type=Path, default=ROOT / "build" / "clients")
    parser.add_argument("--only", nargs="*", help="names of clients")
    arguments = parser.parse_args()
    chosen = [one for one in CLIENTS if not arguments.only or one.name in arguments.only]
    missing = [one.name for one in chosen if not _install(one, arguments.environments)]
    with tempfile.TemporaryDirectory(prefix="malbild-clients-") as folder:
        database = Path(folder) / "malbild.duckdb"
        _refresh(arguments.documents, database, "--rebuild")
        expected = _expected(database)
        _bundle(database)
        print(f"expected of each read: {expected[0]} values, sum {expected[1]:.6f}", flush=True)
        wrong = []
        for client in chosen:
            if client.name in missing:
                continue
            said = _read_during_refreshes(client, arguments, database, expected)
            print(f"{client.name:<14} {_version(client, arguments.environments):<12} {said or 'ok'}", flush=True)
            if said:
                wrong.append(client.name)
        if not arguments.only or _OFFICE in arguments.only:
            if shutil.which("soffice") is None:
                missing.append(_OFFICE)
            else:
                told = subprocess.run(["soffice", "--version"], capture_output=True, text=True, check=True).stdout
                said = check_workbook(database, Path(folder))
                print(f"{_OFFICE:<14} {told.split()[1]:<12} {said or 'ok'}", flush=True)
                wrong += [_OFFICE] if said else []
    for name in missing:
        print(f"{name:<14} is not on this machine, or not in the package registry")
    return 1 if wrong else 2 if missing else 0


def _install(client: Client, environments: Path) -> bool:
    folder = environments / client.name
    done = folder / "installed.json"
    wanted = json.dumps(list(client.packages))
    if done.exists() and done.read_text(encoding="utf-8") == wanted:
        return True
    shutil.rmtree(folder, ignore_errors=True)
    if client.node:
        if shutil.which("npm") is None:
            print(f"{client.name}: no Node on this machine", file=sys.stderr)
            return False
        folder.mkdir(parents=True)
        steps = [["npm", "install", "--silent", "--no-fund", "--no-audit", "--prefix", str(folder), *client.packages]]
    else:
        venv.create(folder, with_pip=True)
        steps = [[str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", *client.packages]]
    if client.prepares:
        steps.append([*client.command(environments), "prepare"])
    for command in steps:
        ended = subprocess.run(command, capture_output=True, text=True, check=False, env=_environment())
        if ended.returncode:
            print(f"{client.name}: {(ended.stderr.strip().splitlines() or ['no message'])[-1]}", file=sys.stderr)
            return False
    done.write_text(wanted, encoding="utf-8")
    return True


def _version(client: Client, environments: Path) -> str:
    """The version of a client that was tried: of the package that it is named after, else of the first."""
    folder = environments / client.name
    names = [re.split(r"[\[<=]", package)[0] for package in client.packages]
    package = next((name for name in names if name in client.name), names[0])
    if client.node:
        told = (folder / "node_modules" / package / "package.json").read_text(encoding="utf-8")
        return str(json.loads(told)["version"])
    (found,) = folder.glob(f"lib/python*/site-packages/{package.replace('-', '_').lower()}-*.dist-info")
    return found.name.removesuffix(".dist-info").rpartition("-")[2]


def _environment() -> dict[str, str]:
    return {key: value for key, value in os.environ.items() if key not in {"PYTHONPATH", "VIRTUAL_ENV"}}


def _bundle(database: Path) -> None:
    """What Superset imports, beside the file."""
    command = [sys.executable, "-m", "ingestion.cli", "export", "--database", str(database)]
    bundle = ["--superset", str(database.with_suffix(".zip"))]
    done = subprocess.run([*command, *bundle], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"the bundle for Superset: {done.stderr}")


def _refresh_command(documents: Path, database: Path, *options: str) -> list[str]:
    return [
        sys.executable,
        "-m",
        "ingestion.cli",
        "refresh",
        "--documents",
        str(documents),
        "--database",
        str(database),
        *options,
    ]


def _refresh(documents: Path, database: Path, *options: str) -> None:
    done = subprocess.run(
        _refresh_command(documents, database, *options), cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode not in {0, 4}:
        raise SystemExit(f"the refresh ended with status {done.returncode}:\n{done.stderr}")


def _expected(database: Path) -> tuple[int, float]:
    import duckdb

    with duckdb.connect(str(database), read_only=True) as connection:
        count, total = connection.execute(QUERY).fetchall()[0]
    return int(count), float(total)


def _read_during_refreshes(
    client: Client, arguments: argparse.Namespace, database: Path, expected: tuple[int, float]
) -> str | None:
    """Run the client's program while refreshes publish; what went wrong, or None."""
    refreshing = subprocess.Popen(
        _refresh_command(arguments.documents, database, "--rebuild"),
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    lines: list[str] = []
    deadline = time.monotonic() + 120
    # Reads go on until the file was replaced under the client at least once.
    while True:
        done = subprocess.run(
            [*client.command(arguments.environments), str(database), str(READS)],
            capture_output=True,
            text=True,
            env=_environment(),
            # The packages of Node are found from their own folder, the notebook from that of the project.
            cwd=arguments.environments / client.name if client.node else ROOT,
            check=False,
        )
        if done.returncode:
            refreshing.wait()
            return "fails: " + (done.stderr.strip().splitlines() or ["no message"])[-1]
        lines.extend(done.stdout.split("\n"))
        if refreshing.poll() is not None or time.monotonic() > deadline:
            break
    if refreshing.wait() not in {0, 4}:
        return f"the refresh beside it ended with status {refreshing.returncode}"
    reads = [line.split() for line in lines if line.strip()]
    odd = [one for one in reads if int(one[0]) != expected[0] or abs(float(one[1]) - expected[1]) > 1e-6]
    return f"{len(odd)} of {len(reads)} reads differ, as {odd[0]}" if odd else None


if __name__ == "__main__":
    sys.exit(main())
