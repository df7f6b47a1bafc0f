"""`malbild export --excel FILE.xlsx`: the comparisons as one workbook, a sheet each.

Numbers are numbers, shown with the unit of their row; what is printed stays text in every locale (`0,8 %` became 0.008
where a spreadsheet read it from CSV under Swedish settings). No text is a formula. Each row says where it is printed.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingestion.files import replacement
from ingestion.printable import printable
from ingestion.warehouse.published import Published, open_published

if TYPE_CHECKING:
    import polars as pl

# All else is a comparison: a mart that is added to the file gets its sheet without being named here.
_NO_COMPARISON = ("bridge_", "coverage", "dim_", "fct_", "quality_", "refresh_")
_MOST_ROWS = 1_048_575
"""Rows of a sheet below its header."""
_MOST_LETTERS = 32_767
_TEXT = 49
"""The built-in format of text."""
_DECIMALS = 6
_WIDEST, _NARROWEST, _NUMBER_WIDTH = 60, 9, 14
_SOURCE = "source"
_SOURCE_MEANING = "File, page where it is known, and line where the figures of the row are printed."


class SelectionError(Exception):
    """A council, indicator, year or table that the published file does not hold, or too much for one sheet."""


@dataclass(frozen=True)
class Selection:
    """What of the comparisons a workbook holds; what is empty chooses nothing away.

    `districts` and `indicators` are ids or names, `tables` names of marts.
    """

    districts: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    tables: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Chosen:
    """A selection with what its words mean in this file: keys by the column that holds them."""

    keys: Mapping[str, tuple[Any, ...]]
    words: str


def write_workbook(database: Path, workbook: Path, selection: Selection) -> dict[str, int]:
    """Write the workbook; rows by sheet.

    A table that cannot be asked for a selected council, indicator or year is left out of the workbook, unless it is
    named. Raises NotPublishedError, SelectionError, and OSError where the file cannot be written.
    """
    import xlsxwriter

    published = open_published(database)
    try:
        chosen = _resolve(published, selection)
        tables = _tables(published, selection, chosen)
        workbook.parent.mkdir(parents=True, exist_ok=True)
        with replacement(workbook) as unfinished:
            book = _Book(xlsxwriter.Workbook(str(unfinished), {"constant_memory": True, **_PLAIN}))
            counts = {table: _count(published, table, chosen) for table in tables}
            _about(book, published, database, chosen, counts)
            for table in tables:
                _sheet(book, published, table, chosen)
            _columns(book, published, tables)
            book.close(_published_at(published))
        return counts
    finally:
        published.close()


_PLAIN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def _resolve(published: Published, selection: Selection) -> _Chosen:
    """The keys of what is selected. Raises SelectionError for what the file does not know."""
    keys: dict[str, tuple[Any, ...]] = {}
    words = []
    if selection.districts:
        found = [
            _one(published, "council", "dim_district", "district_id", "name", word) for word in selection.districts
        ]
        keys["district_id"] = tuple(found)
    if selection.indicators:
        keys["indicator_id"] = tuple(_indicator(published, word) for word in selection.indicators)
    if selection.years:
        known = {row["year"] for row in published.rows('select distinct "year" from marts.dim_period')}
        if unknown := sorted(set(selection.years) - known):
            told = ", ".join(map(str, sorted(known))) or "none"
            raise SelectionError(f"no figure is about {unknown[0]}; the years of this file are {told}")
        keys["year"] = selection.years
    for name, values in keys.items():
        words.append(f"{name} = {' | '.join(map(str, values))}")
    return _Chosen(keys, "; ".join(words))


def _indicator(published: Published, word: str) -> str:
    printed = published.rows(
        "select distinct indicator_id from marts.dim_indicator_alias where printed_name = ?", [word]
    )
    if len(printed) == 1:
        return str(printed[0]["indicator_id"])
    return _one(published, "indicator", "dim_indicator", "indicator_id", "name", word)


def _one(published: Published, what: str, table: str, key: str, name: str, word: str) -> str:
    rows = published.rows(
        f'select "{key}" as id, "{name}" as name, jaro_winkler_similarity(lower("{name}"), lower($1)) as likeness '
        f'from marts."{table}" order by likeness desc, id',
        [word],
    )
    for row in rows:
        if word.casefold() in {str(row["id"]).casefold(), str(row["name"]).casefold()}:
            return str(row["id"])
    near = ", ".join(f"{row['name']} ({row['id']})" for row in rows[:3])
    raise SelectionError(f"no {what} of this file is {word!r}; the nearest: {near or 'none'}")


def _tables(published: Published, selection: Selection, chosen: _Chosen) -> list[str]:
    known = published.tables()
    if unknown := [one for one in selection.tables if one not in known]:
        raise SelectionError(f"no table of this file is {unknown[0]!r}; its tables are {', '.join(known)}")
    named = list(dict.fromkeys(selection.tables))
    comparisons = named or [one for one in known if not one.startswith(_NO_COMPARISON)]
    kept = []
    for table in comparisons:
        names = {column["name"] for column in published.columns(table)}
        lacking = [key for key in chosen.keys if key not in names]
        if not lacking:
            kept.append(table)
        elif named:
            raise SelectionError(f"{table} has no column {lacking[0]}, so nothing of it can be selected by that")
    return kept


def _where(chosen: _Chosen) -> tuple[str, list[Any]]:
    parts: list[str] = []
    values: list[Any] = []
    for name, keys in chosen.keys.items():
        parts.append(f'"{name}" in ({", ".join("?" * len(keys))})')
        values += keys
    return (f"where {' and '.join(parts)}" if parts else ""), values


def _count(published: Published, table: str, chosen: _Chosen) -> int:
    where, values = _where(chosen)
    rows = int(published.rows(f'select count(*) as n from marts."{table}" {where}', values)[0]["n"])
    if rows > _MOST_ROWS:
        raise SelectionError(f"{table} has {rows} rows and a sheet holds {_MOST_ROWS}; select by council or year")
    return rows


def _frame(published: Published, table: str, chosen: _Chosen) -> pl.DataFrame:
    """The rows of a table, in the order of its key, with the column that says where they are printed."""
    names = [column["name"] for column in published.columns(table)]
    where, values = _where(chosen)
    order = ", ".join(f'"{name}"' for name in published.key(table)) or "all"
    source = _source(names)
    told = f", {source} as {_SOURCE}" if source else ""
    query = f'select t.*{told} from (select * from marts."{table}" {where}) as t order by {order}'
    frame: pl.DataFrame = published.connection.sql(query, params=values).pl()
    return frame


def _place(names: Sequence[str], start: str = "", table: str = "t") -> str:
    """SQL for the place of a row: '004.txt, sida 12, rad 335'."""
    page = f"'sida ' || {table}.\"{start}page\", " if f"{start}page" in names else ""
    return f"concat_ws(', ', {table}.\"{start}source_file\", {page}'rad ' || {table}.\"{start}line_start\")"


def _source(names: Sequence[str]) -> str | None:
    """SQL for where a row of a table with these columns is printed; None where nothing leads to a document."""
    if "source_file" in names:
        return _place(names)
    for pair in (("earlier_", "later_"), ("first_", "last_")):
        if f"{pair[0]}source_file" in names:
            return f"concat_ws(' | ', {', '.join(_place(names, one) for one in pair)})"
    if money := [name for name in names if name.endswith("_money_id")]:
        ids = ", ".join(f't."{name}"' for name in money)
        return _printed("fct_reported_money", f"p.reported_money_id in ({ids})")
    keys = [name for name in ("indicator_id", "district_id") if name in names]
    if "indicator_id" in keys and "year" in names:
        same = " and ".join(f'p."{key}" = t."{key}"' for key in keys)
        about = 'p.period_id in (select period_id from marts.dim_period as d where d."year" = t."year")'
        return _printed("fct_reported_value", f"{same} and {about}")
    return None


def _printed(table: str, condition: str) -> str:
    place = _place(["page"], table="p")
    return f"(select string_agg(distinct {place}, ' | ' order by {place}) from marts.{table} as p where {condition})"


class _Book:
    """A workbook with its formats, each made once: a file holds at most some thousands of them."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self._numbers: dict[str, Any] = {}
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.header = book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "num_format": _TEXT}
        )
        # A text that begins like a formula stays one when somebody edits its cell.
        self.text = book.add_format({"num_format": _TEXT, "quote_prefix": True})
        self.wrapped = book.add_format({"num_format": _TEXT, "quote_prefix": True, "text_wrap": True, "valign": "top"})
        self.day = book.add_format({"num_format": "yyyy-mm-dd"})
        self.time = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})

    def number(self, value: float, unit: str | None) -> Any:
        """The format that shows a value with its decimals and its unit: 0.8 and '%' as 0,8 % in Swedish."""
        decimals = min(_DECIMALS, len(f"{value:.{_DECIMALS}f}".rstrip("0").partition(".")[2]))
        pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
        if unit:
            # In quotes a sign of percent multiplies nothing.
            pattern += f'" {printable(unit).replace(chr(34), "")[:60]}"'
        if pattern not in self._numbers:
            self._numbers[pattern] = self.book.add_format({"num_format": pattern})
        return self._numbers[pattern]

    def close(self, day: dt.datetime) -> None:
        """Write the file, dated by the published file: the same figures give the same workbook."""
        self.book.set_properties({"title": "Målbild", "created": day.replace(tzinfo=None)})
        self.book.close()


def _published_at(published: Published) -> dt.datetime:
    """When the file was published, as text to a date: pytz, which DuckDB wants for times, is no part of a reader."""
    told = published.rows("select strftime(max(started_at), '%Y-%m-%dT%H:%M:%S') as at from marts.refresh_run")[0]["at"]
    return dt.datetime.fromisoformat(told) if told else dt.datetime(1980, 1, 1, tzinfo=dt.UTC)


def _about(book: _Book, published: Published, database: Path, chosen: _Chosen, counts: Mapping[str, int]) -> None:
    sheet = book.book.add_worksheet("Om")
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 10)
    sheet.set_column(2, 2, 110)
    comments = published.comments()
    lines: list[tuple[Any, ...]] = [
        ("Källa", "", f"{database.name}, publicerad {_published_at(published):%Y-%m-%d %H:%M} UTC"),
        ("Urval", "", chosen.words or "allt"),
        ("Siffror", "", "Tal är tal och visas med radens enhet: 0,8 % är talet 0,8."),
        ("Tryckt text", "", "Kolumner vars namn slutar på as_printed är text, som den står i dokumentet."),
        ("Tom cell", "", "Varför den är tom: radens reason eller note, och kolumnens beskrivning på bladet Kolumner."),
        ("Källa per rad", "", "Kolumnen source: fil, sida där den är känd, rad."),
    ]
    sheet.write_string(0, 0, "Målbild", book.title)
    row = 2
    for line in lines:
        row = _line(book, sheet, row, line)
    row = _line(book, sheet, row + 1, ("Blad", "Rader", "Innehåll"), book.header)
    for table, rows in counts.items():
        row = _line(book, sheet, row, (table, rows, " ".join((comments.get(table) or "").split())))


def _line(book: _Book, sheet: Any, row: int, values: Sequence[Any], style: Any = None) -> int:
    for column, value in enumerate(values):
        if isinstance(value, int):
            sheet.write_number(row, column, value)
        else:
            sheet.write_string(row, column, _letters(value), style or book.wrapped)
    return row + 1


def _columns(book: _Book, published: Published, tables: Sequence[str]) -> None:
    """The sheet that says what each column means."""
    sheet = book.book.add_worksheet("Kolumner")
    for column, width in enumerate((26, 30, 90, 14, 9)):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 0)
    row = _line(
        book, sheet, 0, ("Blad", "Kolumn", "Betydelse, enhet, när den är tom", "Typ", "Kan vara tom"), book.header
    )
    for table in tables:
        columns = published.columns(table)
        for one in columns:
            comment = " ".join((one["comment"] or "").split())
            row = _line(
                book, sheet, row, (table, one["name"], comment, one["type"].lower(), "nej" if one["required"] else "ja")
            )
        if _source([one["name"] for one in columns]):
            row = _line(book, sheet, row, (table, _SOURCE, _SOURCE_MEANING, "varchar", "ja"))
    sheet.autofilter(0, 0, max(row - 1, 1), 4)


def _sheet(book: _Book, published: Published, table: str, chosen: _Chosen) -> None:
    frame = _frame(published, table, chosen)
    sheet = book.book.add_worksheet(table[:31])
    sheet.freeze_panes(1, min(2, frame.width))
    for column, width in enumerate(_widths(frame)):
        sheet.set_column(column, column, width)
    for column, name in enumerate(frame.columns):
        sheet.write_string(0, column, name, book.header)
    units = list(_units(table, frame.columns))
    for row, values in enumerate(frame.iter_rows(), start=1):
        for column, value in enumerate(values):
            if value is not None:
                place = units[column]
                _write(book, sheet, (row, column), value, values[place] if isinstance(place, int) else place)
    sheet.autofilter(0, 0, max(frame.height, 1), max(frame.width - 1, 0))


def _widths(frame: pl.DataFrame) -> Iterator[int]:
    for name, kind in frame.schema.items():
        if kind.is_numeric() or kind.is_temporal():
            yield max(_NUMBER_WIDTH, len(name) + 4)
            continue
        longest = max((len(str(value)) for value in frame.get_column(name).head(200) if value is not None), default=0)
        yield min(_WIDEST, max(_NARROWEST, longest + 2, len(name) + 4))


def _units(table: str, names: Sequence[str]) -> Iterator[int | str | None]:
    """For each column the unit of its numbers: the column that holds it, the unit itself, or None."""
    for name in names:
        base = name.removesuffix("_lower").removesuffix("_upper")
        own = [one for one in (f"{base}_unit", f"{base.partition('_')[0]}_unit", "unit") if one in names]
        if name.endswith("_percent"):
            yield "%"
        elif table == "budget_comparison":
            yield "mnkr"
        else:
            yield names.index(own[0]) if own else None


def _write(book: _Book, sheet: Any, place: tuple[int, int], value: Any, unit: str | None) -> None:
    if isinstance(value, bool):
        sheet.write_boolean(*place, value)
    elif isinstance(value, float):
        sheet.write_number(*place, value, book.number(value, unit))
    elif isinstance(value, int):
        # Years, lines and counts of rows have no unit.
        sheet.write_number(*place, value)
    elif isinstance(value, dt.datetime):
        sheet.write_datetime(*place, value.replace(tzinfo=None), book.time)
    elif isinstance(value, dt.date):
        sheet.write_datetime(*place, dt.datetime.combine(value, dt.time()), book.day)
    elif isinstance(value, str):
        sheet.write_string(*place, _letters(value), book.text)
    else:
        sheet.write_string(*place, _letters(_plain(value)), book.text)


def _plain(value: Any) -> str:
    listed = list(value) if not isinstance(value, Mapping) else value
    if isinstance(listed, list) and all(isinstance(one, str) for one in listed):
        return "; ".join(listed)
    return json.dumps(listed, ensure_ascii=False, default=str)


def _letters(text: str) -> str:
    """What a cell can hold, without signs that nobody sees."""
    shown = "\n".join(printable(line) for line in text.split("\n"))
    return shown if len(shown) <= _MOST_LETTERS else shown[: _MOST_LETTERS - 1] + "…"
