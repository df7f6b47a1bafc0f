"""The optional manifest `documents.csv` of a folder, and the steward's `corrections.csv` and `aliases.csv` beside it.

All three come from outside and are data: a line that is wrong rejects the one document it speaks of, and no
path in it may leave the folder.
"""

from __future__ import annotations

import csv
import datetime as dt
import difflib
import io
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ingestion.documents.identity import District
from ingestion.files import replace_text
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

_FIRST_YEAR = 2007
_LAST_YEAR = 2100
_FEW = 2
_LARGEST_SIDE_FILE = 20_000_000


class ManifestError(Exception):
    """A side file of the folder cannot be read as a whole: no columns, not UTF-8, too large."""


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


@dataclass(frozen=True)
class ManifestProblem:
    """A manifest line that cannot be used: the file as it names it, its line, the reason and what is printed there."""

    file: str
    line: int
    reason: str
    as_printed: str


@dataclass(frozen=True)
class Manifest:
    """Usable lines by file name, and the lines that are not usable."""

    lines: Mapping[str, ManifestLine]
    problems: tuple[ManifestProblem, ...]


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

    Raises ManifestError when the file as a whole is unusable. A single wrong line becomes a ManifestProblem:
    an unknown district, a kind that is not in seeds/reports.csv, a year or date that is none, a name that leaves the
    folder, a file stated twice.
    """
    path = folder / MANIFEST_NAME
    if not path.exists():
        return Manifest({}, ())
    by_key = {fold_name(key): one.district_id for one in districts for key in (one.district_id, one.name)}
    lines: dict[str, ManifestLine] = {}
    problems: list[ManifestProblem] = []
    for number, row in _read_rows(path, required=("file",)):
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
    return Manifest(lines, tuple(problems))


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


def _sha256(text: str) -> str:
    if not re.fullmatch(r"[0-9a-fA-F]{64}", text):
        raise ValueError("column original_sha256: it is not 64 hexadecimal digits")
    return text.lower()


def fold_name(text: str) -> str:
    """A name for comparing: 'Hägersten–Älvsjö' and 'hagersten-alvsjo' fold to the same."""
    plain = unicodedata.normalize("NFKD", text.strip().casefold())
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return re.sub(r"[\s\-\u2010-\u2015_]+", "-", letters)


def read_corrections(folder: Path) -> tuple[dict[str, str], ...]:
    """The steward's corrections beside the documents, each with the columns of seeds/corrections.csv."""
    return _read_side_file(folder / CORRECTIONS_NAME, CORRECTION_COLUMNS)


def read_aliases(folder: Path) -> tuple[dict[str, str], ...]:
    """The steward's aliases beside the documents: printed_name, indicator_id, line_number."""
    return _read_side_file(folder / ALIASES_NAME, ALIAS_COLUMNS)


def _read_side_file(path: Path, columns: tuple[str, ...]) -> tuple[dict[str, str], ...]:
    if not path.exists():
        return ()
    seen: set[tuple[str, ...]] = set()
    kept = []
    for number, row in _read_rows(path, required=columns):
        values = tuple(row[column] for column in columns)
        if values not in seen:
            seen.add(values)
            kept.append(dict(zip(columns, values, strict=True)) | {"line_number": str(number)})
    return tuple(kept)


def _read_rows(path: Path, required: tuple[str, ...]) -> list[tuple[int, dict[str, str]]]:
    """(line number, row) of a CSV file with a header, with comma or, as Swedish Excel saves it, semicolon."""
    if path.is_symlink() and path.resolve().parent != path.parent.resolve():
        raise ManifestError(f"{path.name}: is a link that leads out of the folder")
    try:
        if path.stat().st_size > _LARGEST_SIDE_FILE:
            raise ManifestError(f"{path.name}: is larger than {_LARGEST_SIDE_FILE} bytes")
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ManifestError(f"{path.name}: is not UTF-8 (byte {error.start})") from None
    except OSError as error:
        raise ManifestError(f"{path.name}: cannot be read: {error.strerror}") from None
    header = text.partition("\n")[0]
    delimiter = ";" if header.count(";") > header.count(",") else ","
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    missing = [column for column in required if column not in (reader.fieldnames or ())]
    if missing:
        found = ", ".join(reader.fieldnames or ()) or "nothing"
        raise ManifestError(f"{path.name}: the column {missing[0]!r} is missing from its header; found: {found}")
    rows = []
    try:
        for row in reader:
            cells = {key: _tidy(value) for key, value in row.items() if key is not None and not isinstance(value, list)}
            if any(cells.values()):
                rows.append((reader.line_num, cells))
    except csv.Error as error:
        raise ManifestError(f"{path.name}: line {reader.line_num}: {error}") from None
    return rows


def _tidy(value: str | None) -> str:
    return unicodedata.normalize("NFC", " ".join((value or "").split()))


def add_manifest_line(folder: Path, values: Mapping[str, str]) -> None:
    """Add one line to documents.csv, or make the file; lines and columns that stand there stay as they are.

    The file is replaced in one step, so that a reader sees the old or the new one. Raises ManifestError when
    the file that is there cannot be read, OSError when it cannot be written.
    """
    path = folder / MANIFEST_NAME
    columns: list[str] = list(MANIFEST_COLUMNS)
    existing = ""
    delimiter = ","
    if path.exists():
        _read_rows(path, required=("file",))
        existing = path.read_text(encoding="utf-8-sig")
        header = existing.partition("\n")[0]
        delimiter = ";" if header.count(";") > header.count(",") else ","
        columns = next(csv.reader(io.StringIO(header), delimiter=delimiter))
        if not existing.endswith("\n"):
            existing += "\n"
    buffer = io.StringIO(newline="")
    writer = csv.DictWriter(buffer, columns, delimiter=delimiter, lineterminator="\n", extrasaction="ignore")
    if not existing:
        writer.writeheader()
    writer.writerow({column: values.get(column, "") for column in columns})
    replace_text(path, existing + buffer.getvalue())


def manifest_line(values: Mapping[str, str]) -> str:
    """A line for documents.csv with the columns that `malbild add` writes, without its end."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="").writerow([values.get(column, "") for column in MANIFEST_COLUMNS])
    return buffer.getvalue()
