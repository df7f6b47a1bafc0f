"""withdrawn.csv: what a person took out, and what of a folder is then no matter any more."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from ingestion.documents.folder import FolderScan, FoundFile, Rejection
from ingestion.documents.side_files import ManifestError
from ingestion.documents.withdrawals import Withdrawal, add_withdrawals, read_withdrawals, without_withdrawn

ONE = Withdrawal("farsta-2022-VP", "a" * 16, "farsta, plan.txt", dt.date(2022, 3, 1), 'a "draft", it was', 2)


def test_what_is_recorded_is_read(tmp_path: Path) -> None:
    assert read_withdrawals(tmp_path) == ()
    add_withdrawals(tmp_path, [ONE])
    add_withdrawals(tmp_path, [ONE])
    assert [one.line for one in read_withdrawals(tmp_path)] == [2, 3]
    assert read_withdrawals(tmp_path)[0] == ONE


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("farsta-2022-VP,aaaa,f.txt,2022-03-01,why", "line 2: column document_id: it is not 16 hexadecimal digits"),
        (f"farsta-2022-VP,{'a' * 16},f.txt,today,why", "line 2: column withdrawn_on: 'today' is not a day"),
        (f"farsta-2022-VP,{'a' * 16},f.txt,2022-03-01,", "line 2: column why: the cell is empty"),
    ],
)
def test_a_damaged_line_is_named(tmp_path: Path, line: str, reason: str) -> None:
    header = "report_id,document_id,file,withdrawn_on,why"
    (tmp_path / "withdrawn.csv").write_text(f"{header}\n{line}\n", encoding="utf-8")
    with pytest.raises(ManifestError, match=reason):
        read_withdrawals(tmp_path)


def test_what_was_withdrawn_is_neither_read_nor_a_matter() -> None:
    def file(name: str, content: str) -> FoundFile:
        return FoundFile(name, Path(name), 1, content * 64)

    found = FolderScan(
        files=(file("farsta, plan.txt", "a"), file("b.txt", "b")),
        rejections=(
            Rejection("farsta, plan.txt", "a" * 16, "manifest_line", "column year"),
            Rejection("farsta, plan.txt", None, "missing_file", "is missing"),
            Rejection("c.txt", None, "missing_file", "is missing"),
        ),
        same_content=(),
    )
    left = without_withdrawn(found, [ONE])
    assert [one.source_file for one in left.files] == ["b.txt"]
    assert [one.source_file for one in left.rejections] == ["c.txt"]
    # Another content under the same name is another document.
    mended = FolderScan((file("farsta, plan.txt", "m"),), found.rejections[1:2], ())
    assert without_withdrawn(mended, [ONE]) == mended
