"""Which reports are generated: real councils first, then invented ones, four reports a year.

The catalogue has seventeen councils, which make about a thousand reports from 2007 to 2025. More reports than that
could come from years yet to come, or from later versions of the same reports, but neither loads the facts as more
reports do. So the larger measurements read the reports of invented councils too, as if more municipalities used the
planning system. They are added to the list of councils in a copy of the dbt project; the project's own list stays as
it is.
"""

from __future__ import annotations

import csv
import datetime as dt
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from ingestion.documents.identity import District, read_districts
from ingestion.documents.manifest import fold_name
from ingestion.reports import report_kinds

FIRST_YEAR, LAST_YEAR = 2010, 2025
_FIRST_PARTS = ("Alm", "Björk", "Dam", "Ek", "Fjäll", "Gran", "Hassel", "Kvarn", "Lind", "Rönn", "Sand", "Tall")
_LAST_PARTS = ("backa", "dala", "forsa", "hult", "kulla", "landa", "marka", "näsa", "rödja", "vika")
_PROJECT_PARTS = ("models", "macros", "seeds", "tests/data", "dbt_project.yml", "profiles.yml")


@dataclass(frozen=True)
class Report:
    """A report to generate: whose, about which year, of which kind (VP, T1, T2, VB)."""

    council: District
    year: int
    kind: str

    @property
    def report_id(self) -> str:
        """The key under which the warehouse knows it."""
        return f"{self.council.district_id}-{self.year}-{self.kind}"


def invented_councils() -> tuple[District, ...]:
    """A hundred and twenty councils that do not exist, all valid from 2007 on."""
    names = (f"{first}{last}" for first, last in product(_FIRST_PARTS, _LAST_PARTS))
    return tuple(District(fold_name(name), name, dt.date(2007, 1, 1), None, fold_name(name)) for name in names)


def reports(councils: Sequence[District]) -> Iterator[Report]:
    """Reports of these councils, the latest year first, then of the invented ones: some 8 500 in all."""
    for group in (councils, invented_councils()):
        for year in range(LAST_YEAR, FIRST_YEAR - 1, -1):
            for council in group:
                for kind in report_kinds():
                    # A council that ended in summer wrote the plan and the spring's report.
                    if council.existed_on(dt.date(year, *kind.month_and_day)):
                        yield Report(council, year, kind.report)


def copy_project(project: Path, target: Path) -> tuple[District, ...]:
    """Copy the dbt project and add the invented councils to the copy's list; all councils of the project itself."""
    for part in _PROJECT_PARTS:
        source = project / part
        if source.is_dir():
            shutil.copytree(source, target / part)
        else:
            (target / part).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target / part)
    path = target / "seeds" / "districts.csv"
    known = read_districts(path)
    with path.open("a", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        for one in invented_councils():
            writer.writerow([one.district_id, one.name, one.valid_from, "", one.current_district_id])
    return known
