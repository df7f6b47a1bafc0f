"""`withdrawn.csv` beside the documents: which published documents a person took out, when and why.

A document that was published is kept whatever happens to its file; only a line here takes it out. The line names its
content, so that a mended version of the same report is taken in like any other.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ingestion.documents.folder import FolderScan, Rejection
from ingestion.documents.side_files import add_row, each_line, read_side_file

WITHDRAWALS_NAME = "withdrawn.csv"
WITHDRAWAL_COLUMNS = ("report_id", "document_id", "file", "withdrawn_on", "why")


@dataclass(frozen=True)
class Withdrawal:
    """A document that was taken out: its report, content, file's name, the day, the reason, and the line that says so.

    `line` is 0 where it does not stand in the file yet.
    """

    report_id: str
    document_id: str
    file: str
    withdrawn_on: dt.date
    why: str
    line: int = 0


def read_withdrawals(folder: Path) -> tuple[Withdrawal, ...]:
    """What was withdrawn; nothing where there is no such file. Raises ManifestError with the lines that are none."""
    file = read_side_file(folder / WITHDRAWALS_NAME, WITHDRAWAL_COLUMNS, WITHDRAWAL_COLUMNS)
    if file is None:
        return ()
    by_line = dict(file.rows)
    withdrawals: list[Withdrawal] = []

    def take(number: int) -> None:
        row = by_line[number]
        for name in WITHDRAWAL_COLUMNS:
            if not row[name]:
                raise ValueError(f"column {name}: the cell is empty")
        if not re.fullmatch(r"[0-9a-f]{16}", row["document_id"]):
            raise ValueError("column document_id: it is not 16 hexadecimal digits")
        try:
            day = dt.date.fromisoformat(row["withdrawn_on"])
        except ValueError:
            raise ValueError(f"column withdrawn_on: {row['withdrawn_on']!r} is not a day such as 2022-02-17") from None
        withdrawals.append(Withdrawal(row["report_id"], row["document_id"], row["file"], day, row["why"], number))

    each_line(WITHDRAWALS_NAME, by_line, take)
    return tuple(withdrawals)


def add_withdrawals(folder: Path, withdrawals: Iterable[Withdrawal]) -> None:
    """Add a line for each. Raises ManifestError where the file that is there is damaged, OSError."""
    for one in withdrawals:
        values = {name: str(getattr(one, name)) for name in WITHDRAWAL_COLUMNS}
        add_row(folder / WITHDRAWALS_NAME, WITHDRAWAL_COLUMNS, WITHDRAWAL_COLUMNS, values)


def without_withdrawn(found: FolderScan, withdrawals: Sequence[Withdrawal]) -> FolderScan:
    """A folder without the contents that were withdrawn, and without what is the matter with these alone."""
    contents = {one.document_id for one in withdrawals}
    present = {one.source_file for one in found.files if one.document_id not in contents}
    missing = {one.file for one in withdrawals} - present
    return replace(
        found,
        files=tuple(one for one in found.files if one.document_id not in contents),
        rejections=tuple(one for one in found.rejections if not _speaks_of(one, contents, missing)),
    )


def _speaks_of(rejection: Rejection, contents: Collection[str], missing: Collection[str]) -> bool:
    if rejection.document_id in contents:
        return True
    return rejection.finding == "missing_file" and rejection.source_file in missing
