"""What a money or volume table is: its section, caption, kind and unit, and the groups and totals among its rows."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence, Set
from typing import NamedTuple

import regex

from ingestion.extraction.money.printed import MoneyTable
from ingestion.extraction.money.settle import SettledRow
from ingestion.extraction.money.words import UNIT, money_words
from ingestion.lexicon import lexicon_rows

_LONGEST_HEADING = 75
_FAR_ABOVE = 120
_MOST_HEADINGS = 3
_ENDS_NO_HEADING = frozenset(".,:;?!-")
_PART = re.compile(r"[-–*\s]*varav\b", re.IGNORECASE)
_GROUP_OF_PARTS = re.compile(r",?\s+varav$", re.IGNORECASE)
_TOTAL = re.compile(r"(?:summa|totalt?|totalsumma|netto inkl)\b", re.IGNORECASE)
_TOTAL_AT_END = re.compile(r"\btotalt?$", re.IGNORECASE)
_COUNCIL = re.compile(r"(?:hela )?(?:stadsdels)?nämnden(?: totalt?)?", re.IGNORECASE)
_SUM_OF_RESULT = re.compile(r"\b(?:före|efter) resultat(?:disposition|överföring)", re.IGNORECASE)
_TOLERANCE = 0.35
_TOO_MANY_TKR = 10_000
"""Where the smallest figure is so large, the table is in kronor: in tkr each would be ten million."""
_DIGITS = re.compile(r"\d+")
_FIGURE_OR_UNIT = re.compile(r"\d{1,3}(?:,\d)?$|\bmnkr\b")
_YEAR_AT_END = re.compile(r"(?:19|20)\d\d$")
_NEAR_BY = re.compile(r"nedan|tabellen? ovan", re.IGNORECASE)
_SENTENCES = regex.compile(r"(?<=[.!?])\s+(?=\p{Lu})")
_UNIT_OF_ROW = re.compile(r"\b(?:tkr|kr|mnkr)\b", re.IGNORECASE)
_UNIT_AT_END = re.compile(r"(?:\btkr|\(tkr/mån\)|\bmnkr)$", re.IGNORECASE)
_BEFORE_NAME = re.compile(r"^[-–*\s]*(?:varav\s+)?")
_COMPARED = re.compile(r"jämfört|prognos", re.IGNORECASE)
_COUNT = re.compile(r"\bantal\b", re.IGNORECASE)
_COUNTED = re.compile(r"\bantal\b|helårs|inskriv|insats|timmar|volym|verksamhetsdata")
_MONEY_UNIT = re.compile(r"\b(?:mnkr|tkr)\b")
_MONEY_COLUMN = re.compile(r"kostnader|budget|bokslut|netto")
_UNITS = {"mnkr": "mnkr", "mkr": "mnkr", "tkr": "tkr", "kr": "kronor", "kronor": "kronor", "procent": "procent"}


class Heading(NamedTuple):
    """A heading as printed, with its 1-based line."""

    text: str
    line: int


class RowPlace(NamedTuple):
    """Where a row stands among the others: the label of what it is a part of, and whether it is a sum."""

    parent: str | None
    is_total: bool


def headings_above(lines: Sequence[str], first_line: int, taken: Set[int]) -> tuple[Heading, ...]:
    """The headings above a line, the nearest first.

    `lines` are without spaces at their ends; `taken` are those of other tables and page furniture. A heading is a short
    line without a full stop that begins with a capital, and that no sentence goes on into.
    """
    found: list[Heading] = []
    for number in range(first_line - 1, max(0, first_line - _FAR_ABOVE), -1):
        text = lines[number - 1].lstrip("–- ")
        if (
            text[:1].isupper()
            and len(text) <= _LONGEST_HEADING
            and text[-1] not in _ENDS_NO_HEADING
            and number not in taken
            and _stands_alone(lines, number, text, taken)
        ):
            found.append(Heading(" ".join(lines[number - 1].split()), number))
            if len(found) == _MOST_HEADINGS:
                break
    return tuple(found)


def area_heading(headings: Sequence[Heading]) -> Heading | None:
    """The nearest heading that names an area of activity: 'Ekonomiska förutsättningar' below 'Förskola' is its."""
    return next((heading for heading in headings if is_area(heading.text)), None)


def _stands_alone(lines: Sequence[str], number: int, text: str, taken: Set[int]) -> bool:
    """Whether a short line holds no figure or unit of a row, and is no part of what stands above or below it."""
    if _FIGURE_OR_UNIT.search(text) and not _YEAR_AT_END.search(text):
        return False
    above = next((lines[n - 1] for n in range(number - 1, max(0, number - 3), -1) if n not in taken), "")
    if above and not above.endswith((".", ":", "!", "?")) and len(above) > _LONGEST_HEADING:
        # The last line of a paragraph without a full stop.
        return False
    below = next((text for n in range(number, min(len(lines), number + 3)) if (text := lines[n])), "")
    return not below[:1].islower()


def caption_of(lines: Sequence[str], table: MoneyTable, title: str) -> str | None:
    """The sentence or title that says what a table is: in its own header or above it; None where none does."""
    if _COMPARED.search(title):
        return title
    above = _sentence(lines, range(table.line_start - 1, max(0, table.line_start - 8), -1))
    if above and (above.endswith(":") or _NEAR_BY.search(above)):
        return above
    return None


def _sentence(lines: Sequence[str], numbers: range) -> str | None:
    texts: list[str] = []
    for number in numbers:
        text = lines[number - 1].strip()
        if not text and texts:
            break
        if text:
            texts.insert(0, text)
    joined = " ".join(texts)
    parts = _SENTENCES.split(joined)
    return parts[-1] if parts and parts[-1].endswith((".", ":")) else None


def unit_of(lines: Sequence[str], table: MoneyTable, rows: Sequence[SettledRow], kind: str) -> str | None:
    """The unit printed in the header, or that the rows and the text around the table show."""
    words = [*table.header.row_title.split(), *(word for name in table.header.columns for word in name.split())]
    units = {_UNITS.get(word.strip(",.()").casefold()) for word in words if money_words().role(word) == UNIT}
    figures = [figure for row in rows if row.best for figure in row.best.cut.figures]
    percents = sum(figure.is_percent for figure in figures)
    if figures and percents == len(figures):
        return "procent"
    if "mnkr" in units or "tkr" in units:
        return "mixed" if percents else next(unit for unit in ("mnkr", "tkr") if unit in units)
    if kind in {"volumes", "personnel"} or _COUNT.search(" ".join(words)):
        counted = any(not _UNIT_OF_ROW.search(row.label) for row in rows if row.best)
        return (
            "mixed"
            if percents or (counted and any(_ends_with_unit(row.label) for row in rows if row.best))
            else "antal"
        )
    if kind == "result_units":
        return "tkr"
    if all(figure.number is not None and figure.number >= _TOO_MANY_TKR for figure in figures):
        # '700 000' of a grant is neither mnkr nor tkr, whatever the text around says.
        return "kronor"
    title, columns = table.header.row_title.casefold(), " ".join(table.header.columns).casefold()
    if kind == "other" and not _names_money(title, columns) and not any("," in figure.text for figure in figures):
        # Complaints by kind are counted, however much money the text around is about.
        return "antal"
    near = {
        match[0] for match in _MONEY_UNIT.finditer(" ".join(lines[max(0, table.line_start - 40) : table.line_end + 12]))
    }
    return "mnkr" if "mnkr" in near else "tkr" if "tkr" in near else None


def _ends_with_unit(label: str) -> bool:
    return _UNIT_AT_END.search(label) is not None


@functools.cache
def _kind_signs() -> tuple[tuple[str, str, str], ...]:
    return tuple((row["kind"], row["where"], row["sign"]) for row in lexicon_rows("money_kinds.csv"))


@functools.cache
def _areas() -> tuple[str, ...]:
    return tuple(row["word"] for row in lexicon_rows("areas.csv"))


def is_area(text: str | None) -> bool:
    """Whether a text names one of the city's areas of activity."""
    folded = _BEFORE_NAME.sub("", (text or "").casefold())
    return folded.startswith(_areas())


def _names_money(title: str, columns: str) -> bool:
    """Whether the header of a table says that its figures are of money; both texts in small letters."""
    said = _MONEY_COLUMN.search(columns) is not None
    return said or "mnkr" in title or "mnkr" in columns or "tkr" in title


def kind_of(table: MoneyTable, rows: Sequence[SettledRow], headings: Sequence[Heading]) -> str:
    """The kind of a table, by the words of its header and section and by what its rows name."""
    title, columns = table.header.row_title.casefold(), " ".join(table.header.columns).casefold()
    heading = headings[0].text.casefold() if headings else ""
    places = {"any": f"{title} {heading}", "title": title, "section": heading}
    labels = [row.label for row in rows if row.best and not _PART.match(row.label)]
    areas = sum(is_area(label) for label in labels)
    for kind, where, sign in _kind_signs():
        if where == "columns_only":
            if table.columns == 1 and sign in columns:
                return kind
        elif sign in places[where]:
            return kind
    money = _names_money(title, columns)
    if _COUNTED.search(f"{title} {heading}") or not money:
        return "volumes"
    if areas >= 5 and areas >= 0.4 * len(labels):
        return "budget_by_area"
    parts = [label for label in labels if not _TOTAL.match(label)]
    if areas >= 3 and areas >= 0.75 * len(parts) and not (headings and is_area(headings[0].text)):
        # A council that prints few areas, with their sum.
        return "budget_by_area"
    if area_heading(headings) is not None or areas:
        return "budget_of_area"
    return "other"


def places_of(table: MoneyTable, rows: Sequence[SettledRow]) -> list[RowPlace]:
    """Parent and total of each row.

    A 'varav' row is a part of the last row that is none. Rows below one without figures are its parts up to the next
    such row or a total; rows below one that ends in 'varav' up to where they add up to it in a column.
    """
    found: list[RowPlace] = []
    group: str | None = None
    whole: SettledRow | None = None
    parts: list[SettledRow] = []
    last: str | None = None
    block: list[SettledRow] = []
    empty = _empty_rows(rows)
    for number, row in enumerate(rows):
        label = row.label
        if row.best is None and number in empty:
            group, whole, parts = None, None, []
            found.append(RowPlace(None, False))
            continue
        if row.best is None:
            group, whole, parts = label, None, []
            found.append(RowPlace(None, False))
            continue
        is_total = _is_total(table, row, block)
        if is_total:
            group, whole, parts = None, None, []
            found.append(RowPlace(None, True))
            last = label
            block.append(row)
            continue
        if _PART.match(label):
            found.append(RowPlace(last, False))
            continue
        found.append(RowPlace(group, False))
        block.append(row)
        last = label
        if whole is not None:
            parts.append(row)
            if _add_up(table.columns, parts, whole):
                group, whole, parts = None, None, []
        if _GROUP_OF_PARTS.search(label):
            group, whole, parts = label, row, []
    return found


def _empty_rows(rows: Sequence[SettledRow]) -> frozenset[int]:
    """Rows without figures that head no group: 'Pedagogisk omsorg 1-3 år' above 'Pedagogisk omsorg 4-5 år'.

    The first heads nothing, and what is printed alike but for its digits is the same.
    """
    found: set[int] = set()
    for number in range(len(rows) - 1):
        names = [_DIGITS.sub("#", row.label.casefold()) for row in rows[number : number + 2] if row.best is None]
        if len(names) == 2 and names[0] == names[1] and "#" in names[0]:
            found.update((number, number + 1))
    return frozenset(found)


def _is_total(table: MoneyTable, row: SettledRow, above: Sequence[SettledRow]) -> bool:
    label = row.label.strip("*: ")
    if _TOTAL.match(label) or _COUNCIL.fullmatch(label):
        return True
    if _TOTAL_AT_END.search(label) and above:
        return _add_up(table.columns, above, row) or any(
            _add_up(table.columns, above[start:], row) for start in range(1, len(above))
        )
    return _SUM_OF_RESULT.search(label) is not None


def _add_up(columns: int, parts: Sequence[SettledRow], whole: SettledRow) -> bool:
    """Whether some column of the parts sums to the whole's."""
    for column in range(1, columns + 1):
        target = whole.best.in_column(column) if whole.best else None
        values = [figure.number for part in parts if part.best and (figure := part.best.in_column(column)) is not None]
        if target is None or target.number is None or len(values) < 2 or any(value is None for value in values):
            continue
        if abs(sum(value or 0.0 for value in values) - target.number) <= _TOLERANCE and target.number:
            return True
    return False
