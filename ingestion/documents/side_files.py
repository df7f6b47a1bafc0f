"""The strict reading of the CSV files that a steward keeps beside the documents: one line one row, or an error.

Excel, editors and half-finished copies damage such files in ways that a lenient reader takes for other rows: the
unquoted `1,0 %,2,0 %` would be printed 1, corrected 0 %. What a line holds is never guessed at.
"""

from __future__ import annotations

import csv
import difflib
import io
import os
import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingestion.files import NoFileError, opened, replace_text

_LARGEST = 20_000_000
_TOLD = 5
_QUOTED = re.compile(r'"([^"]*(?:""[^"]*)*)"(?!")')
_MARKS = (b"\xff\xfe", b"\xfe\xff")
# `ä`, `–` and a no-break space whose bytes were read as letters; Swedish has none of the first letters.
_SAVED_TWICE = re.compile(r"Ã[^\x00-\x7f]|â€|Â[\xa0-\xbf]")


class ManifestError(Exception):
    """A side file of the folder cannot be used; the message has the file, the lines and what is wrong."""


@dataclass(frozen=True)
class SideFile:
    """A side file: the columns of its header, what parts its cells, its text, and its rows, each with its line.

    Cells are NFC with single spaces, every row has a cell for each column; rows without any text are left out.
    """

    columns: tuple[str, ...]
    delimiter: str
    text: str
    rows: tuple[tuple[int, dict[str, str]], ...]


def read_side_file(path: Path, required: Sequence[str], known: Sequence[str]) -> SideFile | None:
    """Read a side file; None where there is none.

    Each line holds as many cells as the header; a cell with a delimiter stands in quotes, a quote in a quoted cell is
    doubled, and no cell holds a line break. Columns beyond `known` are the steward's own, unless one looks like a known
    one that is missing. Raises ManifestError with file and lines, also for anything but a regular file in the folder.
    """
    content = _content(path)
    if content is None:
        return None
    text = _text(path.name, content)
    lines = re.split(r"\r\n|\n", text)
    header = lines[0]
    delimiter = ";" if header.count(";") > header.count(",") else ","
    columns = _columns(path.name, header, delimiter, required, known)
    rows: list[tuple[int, dict[str, str]]] = []

    def take(number: int) -> None:
        cells = _cells(lines[number - 1], delimiter)
        if not any(cells) and (len(cells) == 1 or len(cells) == len(columns)):
            return
        if len(cells) != len(columns):
            raise ValueError(
                f"has {_count(cells, 'cell')}, the header has {_count(columns, 'column')}; "
                f'a cell with {delimiter!r} in it stands in quotes: "1{delimiter}0 %"'
            )
        rows.append((number, dict(zip(columns, map(_tidy, cells), strict=True))))

    each_line(path.name, range(2, len(lines) + 1), take)
    return SideFile(columns, delimiter, text, tuple(rows))


def each_line(name: str, numbers: Iterable[int], take: Callable[[int], None]) -> None:
    """Call `take` for each line number; raise one ManifestError for the lines for which it raised ValueError."""
    wrong = []
    for number in numbers:
        try:
            take(number)
        except ValueError as error:
            wrong.append(f"line {number}: {error}")
    if wrong:
        more = f"; and {len(wrong) - _TOLD} lines more" if len(wrong) > _TOLD else ""
        raise ManifestError(f"{name}: {'; '.join(wrong[:_TOLD])}{more}")


def add_row(path: Path, required: Sequence[str], known: Sequence[str], values: Mapping[str, str]) -> None:
    """Add one line to a side file, or make the file with the known columns; what stands there stays as it is.

    The file is replaced in one step, so that a reader sees the old or the new one. Raises ManifestError when the file
    that is there cannot be read, OSError when it cannot be written.
    """
    file = read_side_file(path, required, known)
    columns = file.columns if file else tuple(known)
    existing = file.text if file else ""
    if existing and not existing.endswith("\n"):
        existing += "\n"
    buffer = io.StringIO(newline="")
    delimiter = file.delimiter if file else ","
    writer = csv.DictWriter(buffer, columns, delimiter=delimiter, lineterminator="\n", extrasaction="ignore")
    if not existing:
        writer.writeheader()
    # A line is a row: what is added holds no line break.
    writer.writerow({column: " ".join(values.get(column, "").split()) for column in columns})
    replace_text(path, existing + buffer.getvalue())


def fill_cells(
    path: Path,
    required: Sequence[str],
    known: Sequence[str],
    number: int | None,
    values: Mapping[str, str],
    anew: Collection[str] = (),
) -> None:
    """Fill the empty cells of a line with values, and add the columns that are missing; what a person wrote stays.

    Cells of the columns `anew`, which nobody but a command writes, are written also where they are not empty. Without a
    `number` only the columns are added. Raises ManifestError where the file cannot be read, OSError where it cannot be
    written.
    """
    file = read_side_file(path, required, known)
    if file is None:
        return
    missing = [name for name in values if name not in file.columns]
    columns = [*file.columns, *missing]
    parts = re.split(r"(\r\n|\n)", file.text)
    for at in range(0, len(parts), 2):
        line = at // 2 + 1
        if not parts[at].strip():
            continue
        if missing:
            parts[at] += file.delimiter + file.delimiter.join(missing if line == 1 else [""] * len(missing))
        if line == number:
            cells = _cells(parts[at], file.delimiter)
            filled = [
                values.get(name, "") if name in anew or not cell else cell
                for name, cell in zip(columns, cells, strict=True)
            ]
            if filled != cells:
                parts[at] = _line(filled, file.delimiter)
    text = "".join(parts)
    if text != file.text:
        replace_text(path, text)


def _line(cells: Sequence[str], delimiter: str) -> str:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=delimiter, lineterminator="").writerow(cells)
    return buffer.getvalue()


def _content(path: Path) -> bytes | None:
    """The bytes of a regular file in the folder, itself or by a link within it; None where there is nothing at all."""
    try:
        os.lstat(path)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ManifestError(f"{path.name}: cannot be read: {error.strerror}") from None
    try:
        if path.resolve(strict=True).parent != path.parent.resolve():
            raise ManifestError(f"{path.name}: is a link that leads out of the folder")
        with opened(path) as stream:
            content = stream.read(_LARGEST + 1)
    except FileNotFoundError:
        raise ManifestError(f"{path.name}: is a link that leads to nothing") from None
    except NoFileError as error:
        raise ManifestError(f"{path.name}: {error.strerror}") from None
    except (OSError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or "is a link that leads to itself"
        raise ManifestError(f"{path.name}: cannot be read: {reason}") from None
    if len(content) > _LARGEST:
        raise ManifestError(f"{path.name}: has more than {_LARGEST} bytes")
    return content


def _text(name: str, content: bytes) -> str:
    """The text of a file in UTF-8, with or without a mark."""
    if content[:2] in _MARKS or b"\x00" in content[:4]:
        raise ManifestError(f"{name}: line 1: the file is UTF-16 or UTF-32; save it as UTF-8")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ManifestError(
            f"{name}: line {line}: is not UTF-8 (byte {content[error.start]:#x}); save the file as UTF-8"
        ) from None
    if not text.strip():
        raise ManifestError(f"{name}: line 1: the file is empty; its first line names the columns")
    return text


def _columns(name: str, header: str, delimiter: str, required: Sequence[str], known: Sequence[str]) -> tuple[str, ...]:
    if header.casefold().lstrip().startswith("sep="):
        raise ManifestError(f"{name}: line 1: {header.strip()!r} is no header; delete the line")
    if header.count("\t") > max(header.count(";"), header.count(",")):
        raise ManifestError(f"{name}: line 1: the cells are parted by tabs; part them by commas or semicolons")
    try:
        columns = tuple(_tidy(cell) for cell in _cells(header, delimiter))
    except ValueError as error:
        raise ManifestError(f"{name}: line 1: {error}") from None
    for position, column in enumerate(columns, start=1):
        if not column:
            raise ManifestError(f"{name}: line 1: column {position} of the header has no name")
        if columns.count(column) > 1:
            raise ManifestError(f"{name}: line 1: the column {column!r} stands twice in the header")
    for column in required:
        if column not in columns:
            found = ", ".join(columns)
            raise ManifestError(f"{name}: line 1: the column {column!r} is missing from its header; found: {found}")
    absent = {_plain(column): column for column in known if column not in columns}
    for column in columns:
        if column not in known and (meant := absent.get(_plain(column)) or _near(column, absent.values())):
            raise ManifestError(f"{name}: line 1: there is no column {column!r}; did you mean {meant}?")
    return columns


def _plain(column: str) -> str:
    return re.sub(r"[\W_]+", "", column.casefold())


def _near(column: str, absent: Iterable[str]) -> str | None:
    """The known column that is meant by a slip: `yaer`, `distrct`."""
    names = list(absent)
    same_letters = [known for known in names if sorted(known) == sorted(column)]
    return next(iter([*same_letters, *difflib.get_close_matches(column, names, n=1, cutoff=0.8)]), None)


def _cells(line: str, delimiter: str) -> list[str]:
    """The cells of a line as RFC 4180 has them, without line breaks. Raises ValueError."""
    for letter in line:
        if (unicodedata.category(letter) in {"Cc", "Cs"} and letter != "\t") or letter in "\ufeff\ufffd":
            raise ValueError(f"holds the character {letter!a}, which no text has")
    if _SAVED_TWICE.search(line):
        raise ValueError("reads as UTF-8 that was saved as UTF-8 once more (Ã¤ for ä)")
    cells = []
    at = 0
    while True:
        if line.startswith('"', at):
            quoted = _QUOTED.match(line, at)
            if quoted is None:
                raise ValueError("a quote is opened and not closed in this line; a cell holds no line break")
            at = quoted.end()
            if at < len(line) and line[at] != delimiter:
                raise ValueError(
                    f"behind a closing quote stands {line[at : at + 10]!r} instead of {delimiter!r}; "
                    "a quote in a quoted cell is doubled"
                )
            cells.append(quoted[1].replace('""', '"'))
        else:
            end = line.find(delimiter, at)
            end = len(line) if end < 0 else end
            cell = line[at:end]
            if '"' in cell:
                raise ValueError(f'a quote stands in a cell without quotes around it: {cell!r}; write "a ""b"" c"')
            cells.append(cell)
            at = end
        if at == len(line):
            return cells
        at += 1


def _count(things: Sequence[str], name: str) -> str:
    return f"{len(things)} {name}{'s' if len(things) != 1 else ''}"


def _tidy(value: str) -> str:
    return unicodedata.normalize("NFC", " ".join(value.split()))
