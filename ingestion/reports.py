"""The kinds of reports, as seeds/reports.csv lists them: one line a kind, for the readers here and for dbt."""

from __future__ import annotations

import csv
import functools
from dataclasses import dataclass

from ingestion.lexicon import SEEDS

REPORTS_FILE = SEEDS / "reports.csv"


@dataclass(frozen=True)
class ReportKind:
    """A kind of report: its key (`VB`), its Swedish name, and what follows from being of that kind.

    `states` is `plan` (targets) or `follow_up` (outcomes too). `period_part` is the part of the year that it is about
    (`T1`), empty for the year; `as_of` the day of that year on which it draws the line (`04-30`). `is_final` says
    whether its outcome of the year is final, `due_month` in which month it comes (1-12). `words` name it in print.
    """

    report: str
    name_sv: str
    place: int
    states: str
    period_part: str
    as_of: str
    is_final: bool
    due_month: int
    words: tuple[str, ...]

    @property
    def month_and_day(self) -> tuple[int, int]:
        """`as_of` as two numbers."""
        month, day = self.as_of.split("-")
        return int(month), int(day)

    @property
    def due_next_year(self) -> bool:
        """Whether it comes in the year after the one that it is about: due in February, about December."""
        return self.due_month < self.month_and_day[0]


@functools.cache
def report_kinds() -> tuple[ReportKind, ...]:
    """All kinds in the order of the year.

    Raises OSError where the file cannot be read, KeyError and ValueError where a line is not as it should be.
    """
    with REPORTS_FILE.open(encoding="utf-8", newline="") as handle:
        found = (
            ReportKind(
                report=row["report"],
                name_sv=row["name_sv"],
                place=int(row["place"]),
                states=row["states"],
                period_part=row["period_part"],
                as_of=row["as_of"],
                is_final=row["is_final"] == "true",
                due_month=int(row["due_month"]),
                words=tuple(word.strip() for word in row["words"].split(";")),
            )
            for row in csv.DictReader(handle)
        )
        return tuple(sorted(found, key=lambda kind: kind.place))


def report_keys() -> tuple[str, ...]:
    """Their keys, in the order of the year: `VP`, `T1`, `T2`, `VB`."""
    return tuple(kind.report for kind in report_kinds())
