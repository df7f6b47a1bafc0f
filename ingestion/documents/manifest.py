"""The optional manifest `documents.csv` of a folder, and the steward's `corrections.csv` and `aliases.csv` beside it.

All three come from outside and are data. A file that is damaged is an error with its lines, and nothing is refreshed by
it; a line of documents.csv that states what is not so rejects the one document it speaks of; no path leaves the folder.
"""

from __future__ import annotations

import csv
import datetime as dt
import difflib
import io
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingestion.documents.evidence import District
from ingestion.documents.side_files import SideFile, add_row, each_line, read_side_file
from ingestion.lexicon import lexicon_rows
from ingestion.reports import report_keys

MANIFEST_NAME = "documents.csv"
CORRECTIONS_NAME = "corrections.csv"
ALIASES_NAME = "aliases.csv"

MANIFEST_COLUMNS = (
    "file",
    "district",
    "report",
    "year",
    "title",
    "publisher",
    "url",
    "published_on",
    "original_sha256",
)
FETCHED_COLUMNS = ("retrieved_at", "etag")
"""Columns of documents.csv that `malbild fetch` adds beside those that a person keeps."""
CORRECTION_COLUMNS = (
    "report_id",
    "area_goal_number",
    "council_goal",
    "indicator",
    "column_name",
    "printed_text",
    "corrected_text",
    "reason",
    "decided_from",
)
ALIAS_COLUMNS = ("printed_name", "indicator_id")
CORRECTABLE_COLUMNS = (
    "outcome",
    "outcome_men",
    "outcome_women",
    "previous_outcome",
    "other_previous_outcome",
    "forecast",
    "annual_target",
    "kf_target",
)
"""The columns of which the ledger speaks: figures; a period is none."""

_REQUIRED_OF_CORRECTION = ("report_id", "indicator", "column_name", "reason", "decided_from")

_FIRST_YEAR = 2007
_LAST_YEAR = 2100
_FEW = 2


@dataclass(frozen=True)
class ManifestLine:
    """What the manifest states of one document; None where it states nothing. `line` is its line in documents.csv."""

    file: str
    line: int
    district_id: str | None = None
    report: str | None = None
    year: int | None = None
    title: str | None = None
    publisher: str | None = None
    url: str | None = None
    published_on: dt.date | None = None
    original_sha256: str | None = None
    retrieved_at: dt.datetime | None = None
    etag: str | None = None


@dataclass(frozen=True)
class ManifestProblem:
    """A manifest line that cannot be used: the file as it names it, its line, the reason and what is printed there."""

    file: str
    line: int
    reason: str
    as_printed: str


@dataclass(frozen=True)
class Manifest:
    """Usable lines by file name, the lines that are not usable, and the columns of the header, in order."""

    lines: Mapping[str, ManifestLine]
    problems: tuple[ManifestProblem, ...]
    columns: tuple[str, ...] = MANIFEST_COLUMNS


@dataclass(frozen=True)
class SideFiles:
    """What a steward keeps beside the documents: the manifest, and the lines of corrections.csv and aliases.csv."""

    manifest: Manifest
    corrections: tuple[dict[str, str], ...]
    aliases: tuple[dict[str, str], ...]


def read_side_files(folder: Path, districts: Sequence[District], indicators: Path) -> SideFiles:
    """Read what stands beside the documents; `indicators` is the catalogue. Raises ManifestError."""
    with indicators.open(encoding="utf-8", newline="") as handle:
        known = {row["indicator_id"] for row in csv.DictReader(handle)}
    return SideFiles(read_manifest(folder, districts), read_corrections(folder, districts), read_aliases(folder, known))


def unsafe_name(name: str) -> str | None:
    """Why a name is not the plain name of a file in the folder, or None when it is one."""
    if not name or name in {".", ".."}:
        return "names no file"
    if any(unicodedata.category(letter) in {"Cc", "Cs"} for letter in name):
        return "holds characters that no file name should have"
    if "/" in name or "\\" in name or re.match(r"[A-Za-z]:", name):
        return "is a path; a document stands in the folder itself and its name may not lead out of it"
    if name.startswith("."):
        return "is a hidden file"
    return None


def read_manifest(folder: Path, districts: Iterable[District]) -> Manifest:
    """Read documents.csv of the folder; an empty manifest when there is none.

    Raises ManifestError with the lines of a file that is damaged. What a line states wrongly becomes a ManifestProblem:
    an unknown district, a kind that is not in seeds/reports.csv, a year or date that is none, a name that leaves the
    folder, a file stated twice.
    """
    file = read_side_file(folder / MANIFEST_NAME, ("file",), (*MANIFEST_COLUMNS, *FETCHED_COLUMNS))
    if file is None:
        return Manifest({}, ())
    by_key = {fold_name(key): one.district_id for one in districts for key in (one.district_id, one.name)}
    lines: dict[str, ManifestLine] = {}
    problems: list[ManifestProblem] = []
    for number, row in file.rows:
        name = unicodedata.normalize("NFC", row.get("file", ""))
        printed = ",".join(value for value in row.values() if value)
        try:
            stated = _manifest_line(name, number, row, by_key)
            if name in lines:
                raise ValueError(f"the file is stated twice, first on line {lines[name].line}")
        except ValueError as error:
            problems.append(ManifestProblem(name, number, str(error), printed))
        else:
            lines[name] = stated
    return Manifest(lines, tuple(problems), file.columns)


def _manifest_line(name: str, number: int, row: Mapping[str, str], by_key: Mapping[str, str]) -> ManifestLine:
    reason = unsafe_name(name)
    if reason:
        raise ValueError(f"the name {name!r} {reason}")
    report = (row.get("report") or "").upper() or None
    if report is not None and report not in report_keys():
        meant = did_you_mean(report, report_keys())
        raise ValueError(f"column report: the report kind {report!r} is none of {', '.join(report_keys())}{meant}")
    return ManifestLine(
        file=name,
        line=number,
        district_id=known_council(row["district"], by_key) if row.get("district") else None,
        report=report,
        year=parse_year(row["year"]) if row.get("year") else None,
        title=row.get("title") or None,
        publisher=row.get("publisher") or None,
        url=row.get("url") or None,
        published_on=parse_date(row["published_on"]) if row.get("published_on") else None,
        original_sha256=_sha256(row["original_sha256"]) if row.get("original_sha256") else None,
        retrieved_at=parse_time(row["retrieved_at"]) if row.get("retrieved_at") else None,
        etag=row.get("etag") or None,
    )


def known_council(text: str, by_key: Mapping[str, str]) -> str:
    """The district_id of a council by its id or name. Raises ValueError, with the council that may be meant."""
    folded = fold_name(text)
    if folded not in by_key:
        meant = did_you_mean(folded, by_key) or f"; known are {', '.join(sorted(set(by_key.values())))}"
        raise ValueError(f"column district: no council is called {text!r} in seeds/districts.csv{meant}")
    return by_key[folded]


def did_you_mean(text: str, known: Iterable[str]) -> str:
    """'; did you mean farsta?' for 'fasrta', '' where nothing known is near."""
    near = difflib.get_close_matches(text, list(known), n=1, cutoff=0.6)
    return f"; did you mean {near[0]}?" if near else ""


def parse_year(text: str) -> int:
    """A year of four digits from the time that the councils exist. Raises ValueError, with the year that may be meant.

    'O' and 'l' are meant as 0 and 1, and of '20222' one digit is too much.
    """
    if not re.fullmatch(r"20\d\d", text) or not _FIRST_YEAR <= int(text) <= _LAST_YEAR:
        digits = text.translate(str.maketrans("OoIl", "0011"))
        candidates = {digits, *(digits[:place] + digits[place + 1 :] for place in range(len(digits)))}
        meant = [one for one in sorted(candidates) if re.fullmatch(r"20[0-4]\d", one)]
        meaning = f"; did you mean {' or '.join(meant)}?" if 0 < len(meant) <= _FEW else ""
        raise ValueError(f"column year: {text!r} is not a year such as 2022{meaning}")
    return int(text)


def parse_date(text: str) -> dt.date:
    """A day as YYYY-MM-DD. Raises ValueError."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"column published_on: the date {text!r} is not a day such as 2022-02-17") from None


def parse_time(text: str) -> dt.datetime:
    """A time with its zone, as `malbild fetch` writes it. Raises ValueError."""
    try:
        time = dt.datetime.fromisoformat(text)
    except ValueError:
        time = None
    if time is None or time.tzinfo is None:
        raise ValueError(f"column retrieved_at: {text!r} is not a time such as 2022-02-17T06:00:00Z") from None
    return time


def _sha256(text: str) -> str:
    if not re.fullmatch(r"[0-9a-fA-F]{64}", text):
        raise ValueError("column original_sha256: it is not 64 hexadecimal digits")
    return text.lower()


def fold_name(text: str) -> str:
    """A name for comparing: 'Hägersten–Älvsjö' and 'hagersten-alvsjo' fold to the same."""
    plain = unicodedata.normalize("NFKD", text.strip().casefold())
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return re.sub(r"[\s\-\u2010-\u2015_]+", "-", letters)


def read_corrections(folder: Path, districts: Iterable[District]) -> tuple[dict[str, str], ...]:
    """The steward's corrections beside the documents: the columns of seeds/corrections.csv, and line_number.

    Raises ManifestError with the lines that cannot be meant: a report, column or required cell that is none, a reason
    or source that is a figure (the cells are shifted), a second line for the same cell.
    """
    file = read_side_file(folder / CORRECTIONS_NAME, CORRECTION_COLUMNS, CORRECTION_COLUMNS)
    if file is None:
        return ()
    councils = {one.district_id for one in districts}
    units = {row["printed_unit"].casefold() for row in lexicon_rows("units.csv")}
    first: dict[tuple[str, ...], int] = {}
    by_line = dict(file.rows)

    def take(number: int) -> None:
        row = by_line[number]
        _filled(row, _REQUIRED_OF_CORRECTION)
        _known_report(row["report_id"], councils)
        column = row["column_name"].lower()
        if column not in CORRECTABLE_COLUMNS:
            meant = did_you_mean(column, CORRECTABLE_COLUMNS) or f"; there are {', '.join(CORRECTABLE_COLUMNS)}"
            raise ValueError(f"column column_name: there is no column {row['column_name']!r}{meant}")
        for name in ("reason", "decided_from"):
            if _is_figure(row[name], units):
                raise ValueError(
                    f"column {name}: {row[name]!r} is a figure, no {name.replace('_', ' ')}; are the cells shifted? "
                    "a cell with a comma stands in quotes"
                )
        goal, indicator = (row[name].casefold().rstrip(" .") for name in ("council_goal", "indicator"))
        _once(first, (row["report_id"], row["area_goal_number"], goal, indicator, column), number, "the cell")

    each_line(CORRECTIONS_NAME, by_line, take)
    return _with_lines(file, CORRECTION_COLUMNS)


def read_aliases(folder: Path, indicators: Collection[str]) -> tuple[dict[str, str], ...]:
    """The steward's aliases beside the documents: printed_name, indicator_id, line_number.

    `indicators` are the ids of the catalogue. Raises ManifestError with the lines that have an empty cell, an id that
    is not in the catalogue, or a name that stands in another line.
    """
    file = read_side_file(folder / ALIASES_NAME, ALIAS_COLUMNS, ALIAS_COLUMNS)
    if file is None:
        return ()
    first: dict[tuple[str, ...], int] = {}
    by_line = dict(file.rows)

    def take(number: int) -> None:
        row = by_line[number]
        _filled(row, ALIAS_COLUMNS)
        if row["indicator_id"] not in indicators:
            meant = did_you_mean(row["indicator_id"], indicators)
            raise ValueError(
                f"column indicator_id: {row['indicator_id']!r} is no indicator of seeds/indicators.csv{meant}"
            )
        _once(first, (row["printed_name"].casefold().rstrip(" ."),), number, "the name")

    each_line(ALIASES_NAME, by_line, take)
    return _with_lines(file, ALIAS_COLUMNS)


def _filled(row: Mapping[str, str], required: Sequence[str]) -> None:
    for name in required:
        if not row[name]:
            raise ValueError(f"column {name}: the cell is empty")


def _known_report(report_id: str, councils: Collection[str]) -> None:
    council, year, report = [*report_id.rsplit("-", 2), "", ""][:3]
    if council in councils and report in report_keys() and re.fullmatch(r"20\d\d", year):
        return
    meant = did_you_mean(council, councils) if council not in councils else ""
    raise ValueError(
        f"column report_id: {report_id!r} is no report such as norrmalm-2021-VB: an id of seeds/districts.csv, "
        f"a year and one of {', '.join(report_keys())}{meant}"
    )


def _is_figure(text: str, units: Collection[str]) -> bool:
    """Whether a text says no more than a figure with its unit: `0 %`, `2,0`, `12 st`."""
    words = re.sub(r"[\d\W_]+", " ", text).split()
    return not words or (text[:1].isdigit() and " ".join(words).casefold() in units)


def _once(first: dict[tuple[str, ...], int], key: tuple[str, ...], number: int, what: str) -> None:
    if first.setdefault(key, number) != number:
        raise ValueError(f"{what} is stated twice, first on line {first[key]}")


def _with_lines(file: SideFile, columns: Sequence[str]) -> tuple[dict[str, str], ...]:
    return tuple({name: row[name] for name in columns} | {"line_number": str(number)} for number, row in file.rows)


def add_manifest_line(folder: Path, values: Mapping[str, str]) -> None:
    """Add one line to documents.csv, or make the file. Raises ManifestError and OSError as `add_row` does."""
    add_row(folder / MANIFEST_NAME, ("file",), MANIFEST_COLUMNS, values)


def manifest_line(values: Mapping[str, str], columns: Sequence[str]) -> str:
    """A line for a documents.csv with these columns, without its end."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="").writerow([values.get(column, "") for column in columns])
    return buffer.getvalue()
