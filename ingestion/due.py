"""Which reports should be here by now, and which come next: as seeds/reports.csv has their months."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from ingestion.documents.identity import District
from ingestion.reports import ReportKind

_FEW = 5


@dataclass(frozen=True)
class Due:
    """A report of all councils: kind and year, the first day of the month in which it comes, and who lacks it.

    `expected` are the ids of the councils that exist on the day that it is about.
    """

    report: str
    year: int
    due_on: dt.date
    expected: tuple[str, ...]
    missing: tuple[str, ...]

    def describe(self) -> str:
        """'T1 2026, due in May 2026: 9 of 11 councils lack it'; few are named."""
        lacking = f"{len(self.missing)} of {len(self.expected)} councils lack it" if self.missing else "all are here"
        if 0 < len(self.missing) <= _FEW:
            lacking += f" ({', '.join(self.missing)})"
        return f"{self.report} {self.year}, due in {self.due_on:%B %Y}: {lacking}"


def next_due(
    kinds: Sequence[ReportKind], councils: Sequence[District], here: Collection[str], today: dt.date
) -> list[Due]:
    """The reports whose month has not ended yet, one a kind, the first first. `here` has ids: norrmalm-2021-VB."""
    found = [
        min((one for one in _around(kind, today) if _ends(one[1]) >= today), key=lambda one: one[1]) for kind in kinds
    ]
    return _told(kinds, found, councils, here)


def overdue(
    kinds: Sequence[ReportKind], councils: Sequence[District], here: Collection[str], today: dt.date
) -> list[Due]:
    """Of the latest report of each kind whose month has ended: those that some council lacks, the first first."""
    found = [
        max((one for one in _around(kind, today) if _ends(one[1]) < today), key=lambda one: one[1]) for kind in kinds
    ]
    return [one for one in _told(kinds, found, councils, here) if one.missing]


def _around(kind: ReportKind, today: dt.date) -> Iterator[tuple[int, dt.date]]:
    """Years of a report with the first day of the month in which it comes."""
    for year in range(today.year - 2, today.year + 2):
        yield year, dt.date(year + kind.due_next_year, kind.due_month, 1)


def _ends(month: dt.date) -> dt.date:
    return (month + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)


def _told(
    kinds: Sequence[ReportKind],
    found: Sequence[tuple[int, dt.date]],
    councils: Sequence[District],
    here: Collection[str],
) -> list[Due]:
    told = []
    for kind, (year, due_on) in zip(kinds, found, strict=True):
        day = dt.date(year, *kind.month_and_day)
        expected = tuple(one.district_id for one in councils if one.existed_on(day))
        missing = tuple(one for one in expected if f"{one}-{year}-{kind.report}" not in here)
        told.append(Due(kind.report, year, due_on, expected, missing))
    return sorted(told, key=lambda one: one.due_on)
