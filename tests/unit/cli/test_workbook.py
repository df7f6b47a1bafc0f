"""The workbook: what stands in its cells, read from its XML by nothing of what wrote it."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner, Result

from ingestion import cli

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_HOSTILE = [
    "=1+1",
    '=HYPERLINK("http://example.org";"x")',
    "+46",
    "-",
    "@SUM(A1)",
    "<b>&amp;</b>",
    "0,8 %",
    "1/2",
    "TRUE",
    "\u202ex",
    "\x1b[2J",
    "http://example.org",
    "å" * 40_000,
]


def _run(*arguments: object) -> Result:
    return CliRunner().invoke(cli.main, ["export", *(str(one) for one in arguments)])


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "a.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema marts")
        connection.execute("create table marts.refresh_run (refresh_id varchar primary key, started_at timestamptz)")
        connection.execute("insert into marts.refresh_run values ('r', '2026-01-02 03:04:05+01')")
        connection.execute("create table marts.dim_district (district_id varchar primary key, name varchar)")
        connection.execute("insert into marts.dim_district values ('norrmalm', 'Norrmalm'), ('farsta', 'Farsta')")
        connection.execute("create table marts.dim_indicator (indicator_id varchar primary key, name varchar)")
        connection.executemany("insert into marts.dim_indicator values (?, ?)", list(_indicators()))
        connection.execute("create table marts.dim_indicator_alias (printed_name varchar, indicator_id varchar)")
        connection.execute("insert into marts.dim_indicator_alias values ('Plus förr', 'i2')")
        connection.execute("create table marts.dim_period (period_id varchar, year integer)")
        connection.execute("insert into marts.dim_period values ('2021', 2021), ('2022', 2022)")
        connection.execute(
            "create table marts.comparison (indicator varchar, outcome double, unit varchar, share_percent double, "
            "target_met boolean, year integer, indicator_id varchar, district_id varchar, as_printed varchar, "
            "source_file varchar, page integer, line_start integer, primary key (indicator_id, district_id, year))"
        )
        for number, (key, name) in enumerate(_indicators()):
            row = [name, 0.8 + number, '%"<', None, True, 2021, key, "norrmalm", name, f"{name}.txt", 3, 7]
            connection.execute(f"insert into marts.comparison values ({', '.join('?' * len(row))})", row)
        connection.execute(
            "insert into marts.comparison values ('a', 1234.5, 'st', 2.25, false, 2022, 'i1', 'farsta', '1 234,5', "
            "'f.txt', null, 9)"
        )
        connection.execute("create table marts.overall (indicator varchar primary key)")
        connection.execute("comment on column marts.comparison.outcome is '=of the year'")
    return path


def _indicators() -> list[tuple[str, str]]:
    return [(f"i{number}", text) for number, text in enumerate(_HOSTILE)]


def _parse(part: bytes) -> ET.Element:
    return ET.fromstring(part)  # noqa: S314 (a workbook that this test has written)


def _sheets(path: Path) -> dict[str, dict[str, tuple[str | None, str, int]]]:
    """The cells of each sheet by their place: type, text and number of their style."""
    with zipfile.ZipFile(path) as book:
        names = [sheet.get("name", "") for sheet in _parse(book.read("xl/workbook.xml")).iter(_MAIN + "sheet")]
        found = {}
        for number, name in enumerate(names, start=1):
            cells = _parse(book.read(f"xl/worksheets/sheet{number}.xml")).iter(_MAIN + "c")
            found[name] = {
                cell.get("r", ""): (cell.get("t"), "".join(cell.itertext()), int(cell.get("s", "0"))) for cell in cells
            }
        return found


def _formats(path: Path) -> dict[int, str]:
    """The pattern of each style of numbers that is not built in."""
    with zipfile.ZipFile(path) as book:
        styles = _parse(book.read("xl/styles.xml"))
    patterns = {one.get("numFmtId"): one.get("formatCode", "") for one in styles.iter(_MAIN + "numFmt")}
    cells = styles.find(_MAIN + "cellXfs")
    assert cells is not None
    return {place: patterns.get(one.get("numFmtId"), "") for place, one in enumerate(cells)}


def test_texts_of_documents_are_texts_and_numbers_are_numbers_with_their_unit(database: Path, tmp_path: Path) -> None:
    book = tmp_path / "out" / "a.xlsx"
    done = _run("--excel", book, "--database", database)
    assert done.exit_code == 0, done.output
    with zipfile.ZipFile(book) as parts:
        everything = b"".join(parts.read(name) for name in parts.namelist() if name.endswith(".xml"))
        assert not [name for name in parts.namelist() if "externalLink" in name or "hyperlink" in name]
    assert b"<f>" not in everything and b"<hyperlink" not in everything
    sheets, formats = _sheets(book), _formats(book)
    assert list(sheets) == ["Om", "comparison", "overall", "Kolumner"]
    cells = sheets["comparison"]
    rows = {cells[f"G{row}"][1]: row for row in range(2, 16) if cells[f"H{row}"][1] == "norrmalm"}
    for key, name in _indicators():
        kind, shown, _ = cells[f"A{rows[key]}"]
        assert kind == "inlineStr"
        if name.isprintable() and len(name) < 1000:
            assert shown == name
        assert len(shown) <= 32_767
    assert "\\u202e" in cells[f"A{rows['i9']}"][1]
    kind, value, style = cells[f"B{rows['i0']}"]
    assert (kind, float(value), formats[style]) == (None, 0.8, '#,##0.0" %<"')
    farsta = next(row for row in range(2, 16) if cells[f"H{row}"][1] == "farsta")
    assert (float(cells[f"B{farsta}"][1]), formats[cells[f"B{farsta}"][2]]) == (1234.5, '#,##0.0" st"')
    assert (float(cells[f"D{farsta}"][1]), formats[cells[f"D{farsta}"][2]]) == (2.25, '#,##0.00" %"')
    assert cells[f"I{farsta}"][:2] == ("inlineStr", "1 234,5")
    assert [cells[f"M{row}"][1] for row in (1, rows["i6"], farsta)] == [
        "source",
        "0,8 %.txt, sida 3, rad 7",
        "f.txt, rad 9",
    ]
    assert "=of the year" in {text for _, text, _ in sheets["Kolumner"].values()}


def test_the_header_is_frozen_and_filtered_and_the_same_file_gives_the_same_workbook(
    database: Path, tmp_path: Path
) -> None:
    books = [tmp_path / "a.xlsx", tmp_path / "b.xlsx"]
    for book in books:
        assert _run("--excel", book, "--database", database).exit_code == 0
    assert books[0].read_bytes() == books[1].read_bytes()
    with zipfile.ZipFile(books[0]) as parts:
        text = parts.read("xl/worksheets/sheet2.xml").decode()
    assert re.search(r'<pane [^>]*ySplit="1"[^>]*state="frozen"', text)
    assert '<autoFilter ref="A1:M15"' in text


@pytest.mark.parametrize(
    ("options", "keys"),
    [
        (["--district", "Farsta"], {"i1/farsta"}),
        (["--district", "farsta", "--district", "NORRMALM", "--indicator", "i1"], {"i1/farsta", "i1/norrmalm"}),
        (["--indicator", "Plus förr"], {"i2/norrmalm"}),
        (["--year", 2022, "--table", "comparison"], {"i1/farsta"}),
    ],
)
def test_a_selection_holds_what_is_asked_for(
    database: Path, tmp_path: Path, options: list[object], keys: set[str]
) -> None:
    done = _run("--excel", tmp_path / "a.xlsx", "--database", database, *options)
    assert done.exit_code == 0, done.output
    sheets = _sheets(tmp_path / "a.xlsx")
    # What has no column to select by would be more than was asked for.
    assert list(sheets) == ["Om", "comparison", "Kolumner"]
    cells = sheets["comparison"]
    rows = [row for row in range(2, 16) if f"G{row}" in cells]
    assert {f"{cells[f'G{row}'][1]}/{cells[f'H{row}'][1]}" for row in rows} == keys


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--district", "Norrmlam"], "Norrmalm (norrmalm)"),
        (["--indicator", "nothing"], "no indicator of this file is 'nothing'"),
        (["--year", 1999], "the years of this file are 2021, 2022"),
        (["--table", "comparisons"], "its tables are comparison"),
        (["--table", "overall", "--year", 2021], "overall has no column year"),
    ],
)
def test_what_the_file_does_not_hold_is_an_error_with_what_it_does(
    database: Path, tmp_path: Path, options: list[object], told: str
) -> None:
    done = _run("--excel", tmp_path / "a.xlsx", "--database", database, *options)
    assert done.exit_code == 2 and told in done.output
    assert not (tmp_path / "a.xlsx").exists()


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--output", "{}/x.xlsx"], "is the name of a file"),
        (["--output", ""], "is empty"),
        (["--excel", ""], "ends in .xlsx"),
        (["--excel", "{}/x.csv"], "ends in .xlsx"),
        (["--excel"], "say where to"),
        ([], "say where to"),
        (["--output", "{}/x", "--year", "2021"], "--excel FILE.xlsx"),
    ],
)
def test_a_name_that_is_none_is_an_error_and_makes_nothing(
    database: Path, tmp_path: Path, options: list[str], told: str
) -> None:
    before = sorted(tmp_path.iterdir())
    done = _run(*(one.format(tmp_path) for one in options), "--database", database)
    assert done.exit_code == 2 and told in " ".join(done.output.split()), done.output
    assert sorted(tmp_path.iterdir()) == before


def test_a_workbook_and_the_tables_are_written_by_one_command(database: Path, tmp_path: Path) -> None:
    options = ("--output", tmp_path / "out", "--excel", tmp_path / "a.xlsx", "--database", database)
    assert _run(*options).exit_code == 0
    assert (tmp_path / "a.xlsx").exists()
    # The CSV beside a workbook is the plain one; `--excel` alone makes the Swedish one.
    assert not (tmp_path / "out" / "comparison.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert _run("--output", tmp_path / "out", "--database", database, "--excel").exit_code == 0
    assert (tmp_path / "out" / "comparison.csv").read_bytes().startswith(b"\xef\xbb\xbf")
