"""A new kind of report is one line of seeds/reports.csv, and its columns in year_trail, which a test demands."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

ROOT = Path(__file__).resolve().parents[2]
_LINE = "DR,Delårsrapport,3,follow_up,H1,06-30,false,8,delårsrapport\n"
_NAME = "Andel barn som lever i familjer som har ekonomiskt bistånd"


def report(year: int, label: str, header: str, cells: str) -> str:
    end = " "
    return f""" {label} {year}
Bromma stadsdelsnämnd redovisar verksamheten under {year}.

KF:s inriktningsmål: 1. En modern storstad med möjligheter och valfrihet för alla

KF:s mål för verksamhetsområdet: 1.1 I Stockholm är människor självförsörjande

   Indikator {header}{end}

 {_NAME} {cells}{end}

"""


_FOLLOW_UP = "Periodens utfall Periodens utfall VB 2020 Prognos helår Årsmål KF:s årsmål Period"
DOCUMENTS = {
    "dr.txt": report(2021, "Delårsrapport", _FOLLOW_UP, "4,1 % 4,9 % 4,4 % 4,5 % 2,7 % Halvår 1 2021"),
    "t2.txt": report(2021, "Tertialrapport 2", _FOLLOW_UP, "4,2 % 4,9 % 4,3 % 4,4 % 2,7 % Tertial 2 2021"),
}


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the checkout with one line more in reports.csv, and a folder with a DR and a T2 of one council.

    Nothing but their text tells what they are.
    """
    copy = tmp_path_factory.mktemp("checkout")
    for name in ("ingestion", "models", "macros", "seeds", "tests/data"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("dbt_project.yml", "profiles.yml"):
        shutil.copy(ROOT / name, copy / name)
    kinds = copy / "seeds/reports.csv"
    lines = kinds.read_text(encoding="utf-8").replace("T2,Tertialrapport 2,3,", "T2,Tertialrapport 2,4,")
    kinds.write_text(
        lines.replace("VB,Verksamhetsberättelse,4,", "VB,Verksamhetsberättelse,5,") + _LINE, encoding="utf-8"
    )
    folder = copy / "documents"
    folder.mkdir()
    for name, text in DOCUMENTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return copy


def refresh(checkout: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ingestion.cli", "refresh", "--documents", "documents", "--database", "malbild.duckdb"],
        cwd=checkout,
        env={**os.environ, "PYTHONPATH": str(checkout)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
def test_a_new_kind_of_report_is_one_line_and_its_columns(checkout: Path) -> None:
    refused = refresh(checkout)
    assert refused.returncode == 1
    assert "every_report_has_its_columns_in_year_trail" in refused.stdout + refused.stderr
    for column in ("target_dr", "outcome_dr", "outcome_dr_period_id", "forecast_dr"):
        assert column in refused.stdout + refused.stderr

    add_columns(checkout)
    done = refresh(checkout)
    assert done.returncode == 0, done.stdout + done.stderr
    with duckdb.connect(str(checkout / "malbild.duckdb"), read_only=True) as connection:
        trail = connection.execute(
            "select target_dr, outcome_dr, outcome_dr_period_id, forecast_dr, "
            "target_t2, outcome_t2, outcome_t2_period_id from marts.year_trail where year = 2021"
        ).fetchall()
        revisions = connection.execute(
            "select earlier_report, later_report, earlier_target, later_target, change from marts.target_revision"
        ).fetchall()
        expected = connection.execute(
            "select report, loaded, is_expected from marts.coverage where district_id = 'bromma' and year = 2021"
        ).fetchall()
        target = connection.execute(
            "select annual_target, annual_target_report from marts.fct_indicator "
            "where period_id = '2021' and gender = 'total'"
        ).fetchall()
        periods = connection.execute(
            "select period_id, kind, ends_on::varchar from marts.dim_period order by 1"
        ).fetchall()
    assert trail == [(4.5, 4.1, "2021-H1", 4.4, 4.4, 4.2, "2021-T2")]
    assert revisions == [("DR", "T2", 4.5, 4.4, -0.1)]
    assert sorted(expected) == [
        ("DR", True, True),
        ("T1", False, True),
        ("T2", True, True),
        ("VB", False, True),
        ("VP", False, True),
    ]
    # The later report leads.
    assert target == [(4.4, "T2")]
    assert periods == [
        ("2020", "year", "2020-12-31"),
        ("2021", "year", "2021-12-31"),
        ("2021-H1", "half_year", "2021-06-30"),
        ("2021-T2", "tertial", "2021-08-31"),
    ]


def add_columns(checkout: Path) -> None:
    """The columns of a kind of report in year_trail: beside each of T1, in the model and in the contract."""
    places = {
        "models/marts/year_trail.sql": r"        max\(case when principal\.report = 'T1'.*?,\n(?=        \w)",
        "models/marts/_comparisons.yml": r"      - name: \w+_t1(?:_period_id)?\n.*?(?=      - name: )",
    }
    for name, column in places.items():
        path = checkout / name
        text = path.read_text(encoding="utf-8")
        text = re.sub(
            column, lambda one: one[0] + one[0].replace("'T1'", "'DR'").replace("_t1", "_dr"), text, flags=re.S
        )
        path.write_text(text, encoding="utf-8")
