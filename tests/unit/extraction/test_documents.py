"""Whole reports of other councils and years, each with its rows beside it, written by hand before they were read.

farsta_2022_T2: columns in another order, women before men, T2 beside VB, form feeds, hard spaces, minus and en dash.
bromma_2023_VP: symbols before names, two tables with nothing between, a table as the last thing, `KF:s årsm` + `ål`.
skarpnack_2020_VB: a header broken at other places, and again inside a name, empty cells as spaces, page furniture.
kungsholmen_2025_T1: empty cells without a trace, an icon as a mark of gender, rows that nothing settles.
"""

from __future__ import annotations

import csv
import unicodedata
from pathlib import Path

import pytest

from ingestion.documents.text import read_text, text_from_bytes
from ingestion.extraction.text import extract_text

FOLDER = Path(__file__).parent / "documents"
NAMES = sorted(path.stem for path in FOLDER.glob("*.txt"))
Row = dict[str, object]


def expected_rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@pytest.mark.parametrize("name", NAMES)
def test_every_cell_of_the_document_is_read_or_called_ambiguous(name: str) -> None:
    document = read_text(FOLDER / f"{name}.txt")
    rows: list[Row] = extract_text(document).indicators.to_pylist()
    expected = expected_rows(name)
    assert [row["indicator"] for row in rows] == [row["indicator"] for row in expected]
    for row, right in zip(rows, expected, strict=True):
        assert row["column_evidence"] == right["column_evidence"], right["indicator"]
        assert document.lines[int(str(row["line_start"])) - 1].strip("\f ").startswith(right["name_line"].strip())
        assert document.lines[int(str(row["line_end"])) - 1].strip().startswith(right["last_line_text"].strip())
        if right["column_evidence"] == "ambiguous":
            # What is printed for it is the likeliest reading; the row says itself that others remain.
            assert row["readings"], right["indicator"]
            continue
        read = {column: str(row[column] or "") for column in right if column not in ("name_line", "last_line_text")}
        assert read == {column: right[column] for column in read}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "encode",
    [
        pytest.param(lambda text: text.replace("\n", "\r\n").encode(), id="line ends of Windows"),
        pytest.param(lambda text: text.replace("\n", "\r").encode(), id="line ends of old Macs"),
        pytest.param(lambda text: text.encode("utf-16"), id="UTF-16"),
        pytest.param(lambda text: text.encode("utf-8-sig"), id="byte order mark"),
        pytest.param(lambda text: unicodedata.normalize("NFD", text).encode(), id="decomposed letters"),
        pytest.param(lambda text: text.replace("\n\n", "\n\n\n").encode(), id="blank lines doubled"),
    ],
)
def test_the_same_text_in_other_bytes_gives_the_same_rows(name: str, encode: object) -> None:
    assert callable(encode)
    text = (FOLDER / f"{name}.txt").read_bytes().decode()
    place = {"document_id", "line_start", "line_end"}
    rows, others = (
        [
            {column: value for column, value in row.items() if column not in place}
            for row in extract_text(text_from_bytes(content, Path(name))).indicators.to_pylist()
        ]
        for content in (text.encode(), encode(text))
    )
    assert others == rows


def test_pages_are_counted_at_form_feeds() -> None:
    rows = extract_text(read_text(FOLDER / "farsta_2022_T2.txt")).indicators.to_pylist()
    assert [row["page"] for row in rows] == [2, 2, 2, 3]


def test_a_document_without_form_feeds_has_no_pages() -> None:
    rows = extract_text(read_text(FOLDER / "bromma_2023_VP.txt")).indicators.to_pylist()
    assert {row["page"] for row in rows} == {None}
