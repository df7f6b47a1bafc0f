"""Open the workbook of `malbild export --excel` with LibreOffice, under Swedish and under English settings.

Under both, what is a number in the published file must be that number, and what is printed the text that is printed:
`0,8 %` stays these five signs, and becomes no 0.008.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
LOCALES = ("sv-SE", "en-US")
DISTRICT = "norrmalm"
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N">
<prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>{}</value></prop></item>
</oor:items>
"""
_TABLE, _OFFICE, _TEXT = (
    f"{{urn:oasis:names:tc:opendocument:xmlns:{name}:1.0}}" for name in ("table", "office", "text")
)
_NUMBERS = ("DOUBLE", "INTEGER", "BIGINT")


def check_workbook(database: Path, folder: Path) -> str | None:
    """What is wrong with the workbook of a council as LibreOffice opens it; None where nothing is."""
    workbook = folder / "workbook.xlsx"
    command = [sys.executable, "-m", "ingestion.cli", "export", "--database", str(database), "--district", DISTRICT]
    subprocess.run([*command, "--excel", str(workbook)], cwd=ROOT, check=True, capture_output=True)
    checked = 0
    for locale in LOCALES:
        sheets = dict(_sheets(_opened(workbook, folder / locale, locale)))
        for name, rows in sheets.items():
            expected = _expected(database, name)
            if expected is None:
                continue
            columns, told = expected
            places = [rows[0].index(column) for column in columns]
            shown = Counter(tuple(row[place] for place in places) for row in rows[1:])
            if shown != told:
                odd = next(iter((shown - told) or (told - shown)))
                return f"{locale}: {name} differs, as {odd}"
            checked += sum(told.values()) * len(columns)
    return None if checked else "no sheet was compared"


def _opened(workbook: Path, folder: Path, locale: str) -> Path:
    """The workbook as LibreOffice holds it under some settings, written as its own XML."""
    user = folder / "profile" / "user"
    user.mkdir(parents=True)
    (user / "registrymodifications.xcu").write_text(_SETTINGS.format(locale), encoding="utf-8")
    program = shutil.which("soffice") or "libreoffice"
    profile = f"-env:UserInstallation={user.parent.as_uri()}"
    options = ["--headless", "--convert-to", "fods", "--outdir", str(folder), str(workbook)]
    subprocess.run([program, profile, *options], check=True, capture_output=True, timeout=300)
    return folder / "workbook.fods"


def _sheets(path: Path) -> Iterator[tuple[str, list[list[Any]]]]:
    """Each sheet's rows: floats, texts and None."""
    for sheet in ET.parse(path).getroot().iter(f"{_TABLE}table"):  # noqa: S314 (LibreOffice wrote it of our workbook)
        rows = [list(_cells(row)) for row in sheet.iter(f"{_TABLE}table-row")]
        width = len(rows[0]) if rows else 0
        yield sheet.attrib[f"{_TABLE}name"], [(row + [None] * width)[:width] for row in rows if any(row)]


def _cells(row: ET.Element) -> Iterator[Any]:
    for cell in row:
        times = int(cell.attrib.get(f"{_TABLE}number-columns-repeated", "1"))
        kind = cell.attrib.get(f"{_OFFICE}value-type")
        value: Any = None
        if kind in ("float", "percentage"):
            value = float(cell.attrib[f"{_OFFICE}value"])
        elif kind == "boolean":
            value = cell.attrib[f"{_OFFICE}boolean-value"]
        elif kind is not None:
            value = "\n".join("".join(part.itertext()) for part in cell.iter(f"{_TEXT}p"))
        # The last cell of a row is repeated to the end of the sheet.
        yield from [value] * min(times, 500)


def _expected(database: Path, table: str) -> tuple[list[str], Counter[tuple[Any, ...]]] | None:
    """Columns of numbers and of print, with the rows of the council; None for a sheet that is no mart."""
    import duckdb

    with duckdb.connect(str(database), read_only=True) as connection:
        types = dict(
            connection.execute(
                "select column_name, data_type from duckdb_columns() where schema_name = 'marts' and table_name = ?",
                [table],
            ).fetchall()
        )
        columns = [name for name, kind in types.items() if kind in _NUMBERS or name.endswith("as_printed")]
        if "district_id" not in types or not columns:
            return None
        rows = connection.execute(
            f"select {', '.join(columns)} from marts.{table} where district_id = ?", [DISTRICT]
        ).fetchall()
    return columns, Counter(tuple(float(one) if isinstance(one, int) else one for one in row) for row in rows)
