"""What `make clients` runs with Superset's own Python: import the bundle, and compare what is shown with the file.

    python superset_trial.py prepare
    python superset_trial.py DATABASE READS

`prepare` makes Superset's own database once for an environment. The bundle stands beside DATABASE, as malbild.zip. Each
chart's data, asked of Superset's API, must be what a query of this file says, row by row; then the query that all
clients read is asked READS times in SQL Lab.
"""

from __future__ import annotations

import datetime as dt
import io
import logging
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

MADE = Path(sys.prefix) / "superset.db"
QUERY = "select count(*) as n, sum(value) as total from marts.fct_reported_value where kind = 'value'"
_PLACE = "source_file, page, line_start"
_BOTH = "annual_target_as_printed, kf_target_as_printed"
_TARGETS = f"indicator, district, year, {_BOTH}, distance, unit, subject, report, {_PLACE}"
EXPECTED = {
    "Svagare än KF": f"select {_TARGETS} from marts.target_alignment where alignment = 'weaker'",
    "Strängare än KF": f"select {_TARGETS} from marts.target_alignment where alignment = 'stricter'",
    "Går inte att jämföra": f"select indicator, district, year, {_BOTH}, {_PLACE} from marts.target_alignment "
    "where alignment = 'not_comparable'",
    "Samma tal": "select district, year, count_if(alignment = 'weaker') as svagare, "
    "count_if(alignment = 'equal') as lika, count_if(alignment = 'stricter') as strängare "
    "from marts.target_alignment group by all",
    "Årsmål mot KF:s, per nämnd": "select district || ' ' || year as council_year, count(*) as \"Antal\" "
    "from marts.target_alignment group by alignment, district, year",
    "Årsmål mot KF:s, per verksamhetsområde": 'select subject, count(*) as "Antal" from marts.target_alignment '
    "group by alignment, subject",
    "Varför KF inte har": "select count(*) as \"årsmål\" from marts.target_alignment where alignment = 'no_kf_number' "
    "group by reason",
    "Inlästa rapporter": "select district, year, report, rows, ambiguous_rows, unread_places, source_file "
    "from marts.coverage where loaded",
    "Indikatorernas läge": "select district || ' ' || year as council_year, count(*) as \"Antal\" "
    "from marts.district_comparison group by district, year, target_met, outcome is null, "
    "case when target_met is null and outcome is not null then is_final end",
    "Missade årsmål": "select indicator, year, outcome, annual_target_as_printed, shortfall, shortfall_percent, unit, "
    f"subject, {_PLACE} from marts.district_comparison where not target_met",
    "Alla indikatorer": f"select indicator, year, outcome, unit, is_final, {_BOTH}, subject, {_PLACE} "
    "from marts.district_comparison",
    "Mål, rapportens": "select report, year, number, title, assessment, indicators_met, indicators_missed, activities, "
    "source_file, line_start from marts.goal_overview",
    "Driftbudget netto": "select subject, year, budget, forecast, outcome, deviation, deviation_percent "
    "from marts.budget_comparison",
    "Kvinnor och män": f"select indicator, period_id, women, men, gap, unit, {_PLACE} from marts.gender_gap",
    "Rader som går": f"select indicator, as_printed, readings_text, {_PLACE} from marts.quality_ambiguous",
}
"""What each chart shows, by the beginning of its title; columns that the words of the site fill are not compared."""


def _configure(folder: Path) -> None:
    config = folder / "superset_config.py"
    config.write_text(
        f"SECRET_KEY = 'of a trial on this machine only: 0123456789'\n"
        f"SQLALCHEMY_DATABASE_URI = 'sqlite:///{folder}/superset.db'\n"
        "WTF_CSRF_ENABLED = False\nTALISMAN_ENABLED = False\n",
        encoding="utf-8",
    )
    os.environ |= {"SUPERSET_CONFIG_PATH": str(config), "SUPERSET_HOME": str(folder), "FLASK_APP": "superset"}
    os.environ.pop("PYTHONPATH", None)


def prepare() -> None:
    """Make Superset's own database with a user, once."""
    with tempfile.TemporaryDirectory() as name:
        _configure(Path(name))
        program = str(Path(sys.executable).with_name("superset"))
        user = ["--username", "admin", "--firstname", "a", "--lastname", "b", "--email", "a@example.org"]
        for command in (["db", "upgrade"], ["fab", "create-admin", *user, "--password", "admin"], ["init"]):
            done = subprocess.run([program, *command], capture_output=True, text=True, check=False)
            if done.returncode:
                raise SystemExit(f"superset {' '.join(command[:2])}: {done.stderr.strip().splitlines()[-1]}")
        shutil.copyfile(Path(name) / "superset.db", MADE)


def main(database: str, reads: int) -> None:
    """Import, compare, read."""
    with tempfile.TemporaryDirectory() as name:
        shutil.copyfile(MADE, Path(name) / "superset.db")
        _configure(Path(name))
        logging.disable(logging.CRITICAL)
        # Superset says on standard output where it was configured; the lines of the trial go there alone.
        spoken, sys.stdout = sys.stdout, sys.stderr
        from superset.app import create_app

        client = create_app().test_client()
        sys.stdout = spoken
        told = client.post("/api/v1/security/login", json={"username": "admin", "password": "admin", "provider": "db"})
        asking = {"headers": {"Authorization": f"Bearer {told.json['access_token']}"}}
        bundle = Path(database).with_name("malbild.zip").read_bytes()
        form = {"formData": (io.BytesIO(bundle), "malbild.zip"), "overwrite": "true"}
        imported = client.post("/api/v1/dashboard/import/", data=form, content_type="multipart/form-data", **asking)
        assert imported.status_code == 200, imported.json
        _compare(client, asking, database)
        _closed(client, asking)
        for _ in range(reads):
            done = _run(client, asking, QUERY)
            assert done.status_code == 200, done.json
            (row,) = done.json["data"]
            print(row["n"], row["total"])


def _expected(database: str) -> tuple[int, dict[str, tuple[list[str], list[tuple[Any, ...]]]]]:
    """Number of marts, and columns and rows by title; the file is closed before Superset opens it in its own way."""
    import duckdb

    with duckdb.connect(database, read_only=True) as connection:
        ((tables,),) = connection.sql("select count(*) from duckdb_tables() where schema_name = 'marts'").fetchall()
        asked = {title: connection.sql(query) for title, query in EXPECTED.items()}
        return tables, {title: (list(one.columns), one.fetchall()) for title, one in asked.items()}


def _compare(client: Any, asking: dict[str, Any], database: str) -> None:
    tables, expected = _expected(database)
    charts = client.get("/api/v1/chart/?q=(page_size:100)", **asking).json["result"]
    dashboards = client.get("/api/v1/dashboard/", **asking).json["result"]
    described = client.get("/api/v1/dataset/?q=(page_size:100)", **asking).json["result"]
    assert (len(charts), len(dashboards), len(described)) == (len(EXPECTED), 2, tables)
    for chart in charts:
        ((columns, rows),) = [told for title, told in expected.items() if chart["slice_name"].startswith(title)]
        told = client.get(f"/api/v1/chart/{chart['id']}/data/", **asking)
        assert told.status_code == 200, (chart["slice_name"], told.json)
        shown = [tuple(row[name] for name in columns) for row in told.json["result"][0]["data"]]
        assert rows and _sorted(shown) == _sorted(rows), chart["slice_name"]


def _sorted(rows: list[tuple[Any, ...]]) -> list[str]:
    return sorted(repr(tuple(float(one) if isinstance(one, int) else one for one in row)) for row in rows)


def _closed(client: Any, asking: dict[str, Any]) -> None:
    """What is published cannot be written from Superset, and no other file of the server be read."""
    for forbidden in (
        "delete from marts.fct_indicator",
        "create table marts.x as select 1 as y",
        f"select * from read_text('{MADE}')",
        "set enable_external_access = true",
    ):
        assert _run(client, asking, forbidden).status_code != 200, forbidden
    count = "select count(*) as n from marts.fct_indicator"
    assert _run(client, asking, count).json["data"][0]["n"] > 0


def _run(client: Any, asking: dict[str, Any], sql: str) -> Any:
    number = client.get("/api/v1/database/", **asking).json["result"][0]["id"]
    named = f"trial-{dt.datetime.now(dt.UTC).timestamp()}"
    wanted = {"database_id": number, "sql": sql, "client_id": named[-11:], "runAsync": False, "schema": "marts"}
    return client.post("/api/v1/sqllab/execute/", json=wanted, **asking)


if __name__ == "__main__":
    if sys.argv[1:] == ["prepare"]:
        prepare()
    else:
        main(sys.argv[1], int(sys.argv[2]))
