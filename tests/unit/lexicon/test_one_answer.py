"""One lexicon: whatever the reader takes a printed cell for, the border lets pass and the warehouse understands alike.

Every line of seeds/lexicon goes through the reader's tokens and through the macros as DuckDB runs them. A property does
the same for numbers and signs, which stand in no file.
"""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion.extraction.headers import find_header
from ingestion.extraction.tokens import DASH, NUMBER, PERIOD, TEXT, Token, tokenizations
from ingestion.extraction.vocabulary import vocabulary
from ingestion.reports import report_kinds
from ingestion.warehouse.border.expected import period_shape
from tests.unit.lexicon.warehouse import SEEDS, Printed, Warehouse, open_warehouse

_SAMPLES = {"{year}": "2021", "{short_year}": "22", "{number}": "2"}
_OUTCOME_REPORTS = [kind for kind in report_kinds() if kind.states == "follow_up"]


def lines(name: str) -> list[dict[str, str]]:
    with (SEEDS / "lexicon" / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def printed(pattern: str, report: str = "") -> str:
    for placeholder, sample in {**_SAMPLES, "{report}": report, "{outcome_report}": report}.items():
        pattern = pattern.replace(placeholder, sample)
    return pattern


def as_printed_anywhere(text: str) -> list[str]:
    """The ways in which documents print one text: in either case, with other spaces or none, with a full stop."""
    return [
        text,
        text.lower(),
        text[:1].upper() + text[1:],
        text.replace(" ", "\u00a0"),
        text.replace(" ", ""),
        f"{text}.",
    ]


def read_by_the_reader(cell: str) -> Token | None:
    """The cell as one token, None if it is none.

    In a line of text `- 2 %` is a dash and then 2 %; where the cell is known to be one, the sign is its own.
    """
    for form in (cell, re.sub(r"^([-–−+])\s+", r"\1", cell)):
        for cut in tokenizations(form, spaces_before=1, trailing_spaces=False):
            if len(cut) == 1 and cut[0].kind != PERIOD:
                return cut[0]
    return None


def kind_of(token: Token | None) -> str:
    """The reader's kind in the words of the warehouse."""
    if token is None:
        return TEXT
    return {NUMBER: "value", DASH: "none"}.get(token.kind, token.kind)


def disagreements(warehouse: Warehouse, cells: Iterable[str]) -> Mapping[str, tuple[str, str]]:
    """Cells of which reader and warehouse say different things, with what each says."""
    wanted = list(dict.fromkeys(cells))
    read = warehouse.read(*wanted)
    both = {cell: (kind_of(read_by_the_reader(cell)), read[cell].kind) for cell in wanted}
    return {cell: kinds for cell, kinds in both.items() if kinds[0] != kinds[1]}


def phrase_cells() -> dict[str, str]:
    """Every line of target_phrases.csv as printed, in all ways, with its kind."""
    cells: dict[str, str] = {}
    for row in lines("target_phrases.csv"):
        text = printed(row["phrase"])
        if row["before_number"] == "yes":
            forms = [f"{text} 10 personer", f"{text.capitalize()} 1 200,5 %", f"{text}. 3", f"{text}\u00a080\u2007%"]
        else:
            forms = as_printed_anywhere(text)
        cells |= dict.fromkeys(forms, row["kind"])
    return cells


@pytest.fixture(scope="module")
def warehouse() -> Warehouse:
    return open_warehouse()


def test_every_phrase_is_its_kind_on_both_sides(warehouse: Warehouse) -> None:
    cells = phrase_cells()
    assert disagreements(warehouse, cells) == {}
    assert {cell: row.kind for cell, row in warehouse.read(*cells).items()} == cells


def test_no_phrase_passes_the_border_as_a_period() -> None:
    assert [cell for cell in phrase_cells() if re.search(period_shape(), " ".join(cell.split()).rstrip("."))] == []


def test_every_unit_is_known_on_both_sides(warehouse: Warehouse) -> None:
    wanted = {f"12,5 {row['printed_unit']}": row["unit"] for row in lines("units.csv")}
    read = warehouse.read(*wanted)
    assert {cell: read[cell].unit for cell in wanted} == wanted
    tokens = {cell: read_by_the_reader(cell) for cell in wanted}
    assert [
        cell for cell, token in tokens.items() if token is None or not token.has_unit or not token.unit_is_known
    ] == []
    assert disagreements(warehouse, wanted) == {}


def period_cells() -> dict[str, dict[str, str]]:
    """Every line of periods.csv as printed, a line for all reports once for each."""
    rows = lines("periods.csv")
    cells = {printed(row["pattern"]): row for row in rows if row["kind"] != "report"}
    for row in rows:
        if row["kind"] == "report":
            cells = {printed(row["pattern"], kind.report): row for kind in _OUTCOME_REPORTS} | cells
    return cells


def test_every_period_is_one_on_both_sides(warehouse: Warehouse) -> None:
    cells = period_cells()
    cuts = {cell: tokenizations(cell, spaces_before=1, trailing_spaces=False) for cell in cells}
    assert [
        cell for cell, found in cuts.items() if not any([one.kind for one in cut] == [PERIOD] for cut in found)
    ] == []
    assert [cell for cell in cells if not re.search(period_shape(), cell)] == []
    read = warehouse.read_periods(*cells)
    whole_years = {cell for cell in cells if vocabulary().period_of_a_whole_year.fullmatch(cell)}
    assert {cell for cell, period in read.items() if period.is_year} == whole_years
    dated = {cell for cell, row in cells.items() if "{year}" in row["pattern"] and row["kind"] != "other"}
    assert {cell for cell, period in read.items() if period.period_id} == dated
    own = {cell: row for cell, row in cells.items() if row["kind"] != "report"}
    assert {cell: read[cell].is_measured_by or "" for cell in own} == {
        cell: row["frequency"] for cell, row in own.items()
    }


@pytest.mark.parametrize(
    ("cell", "period_id"),
    [
        ("Tertial 1 2019", "2019-T1"),
        ("tertial\u00a01 2019", "2019-T1"),
        ("T2 2019", "2019-T2"),
        ("Halvår 2 2019", "2019-H2"),
        ("Kvartal 3 2021", "2021-Q3"),
        ("Augusti 2021", "2021-M08"),
        ("Läsåret 2020/21", "2020-SY"),
        ("VB 2021", "2021"),
        ("Helår 2021", "2021"),
        ("2021", "2021"),
    ],
)
def test_a_period_with_its_year_has_a_key(warehouse: Warehouse, cell: str, period_id: str) -> None:
    assert warehouse.read_periods(cell)[cell].period_id == period_id


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("Kvartal", "kvartal"),
        ("Delår 2021", "delar"),
        ("Kvartal 7 2021", "kvartal-7"),
        ("Tertial 4 2021", "tertial-4"),
        ("Tertail 1 2021", "tertail-1"),
        ("2021-2022", "2021-2022"),
    ],
)
def test_words_that_name_no_part_of_a_year_are_never_another_period(
    warehouse: Warehouse, cell: str, words: str
) -> None:
    period = warehouse.read_periods(cell)[cell]
    assert (period.period_id, period.words, period.is_year) == (None, words, False)


@pytest.mark.parametrize("kind", _OUTCOME_REPORTS, ids=lambda kind: kind.report)
@pytest.mark.parametrize("title", [row["title"] for row in lines("column_titles.csv") if "{report}" in row["title"]])
def test_a_report_in_a_column_title_is_its_period(warehouse: Warehouse, title: str, kind: object) -> None:
    report = next(one for one in _OUTCOME_REPORTS if one is kind)
    table = next(table for table in vocabulary().tables if table.name == "indicators")
    header = find_header([f"Indikator Utfall {printed(title, report.report)} Årsmål Period"], 0, table, frozenset())
    assert header is not None
    period = next(column.period for column in header.columns if column.role == "previous_outcome")
    assert period is not None
    wanted = f"2021-{report.period_part}" if report.period_part else "2021"
    assert warehouse.read_periods(period)[period].period_id == wanted


def test_no_two_lines_are_looked_up_alike(warehouse: Warehouse) -> None:
    for texts in (
        [row["phrase"] for row in lines("target_phrases.csv") if row["before_number"] == "no"],
        [row["phrase"] for row in lines("target_phrases.csv") if row["before_number"] == "yes"],
        [row["pattern"] for row in lines("periods.csv")],
    ):
        keys = warehouse.keys(*texts)
        assert len(set(keys)) == len(texts), sorted(key for key in keys if keys.count(key) > 1)


@pytest.mark.parametrize(
    ("line", "changed"),
    [("Ska öka,no,direction", "Skall öka,no,direction"), ("minst,yes,floor", "minst,yes,ceiling")],
)
def test_a_word_that_only_one_side_has_is_found(tmp_path: Path, line: str, changed: str) -> None:
    shutil.copytree(SEEDS, tmp_path / "seeds")
    path = tmp_path / "seeds/lexicon/target_phrases.csv"
    text = path.read_text(encoding="utf-8")
    assert f"\n{line}\n" in text
    path.write_text(text.replace(f"\n{line}\n", f"\n{changed}\n"), encoding="utf-8")
    assert disagreements(open_warehouse(tmp_path / "seeds"), phrase_cells()) != {}


_SPACES = st.sampled_from(["", " ", "\u00a0", "\u202f", "\u2009", "\u2007", "  "])
_GROUP_SPACE = st.sampled_from([" ", "\u00a0", "\u202f", "\u2009", "\u2007"])
_SIGNS = st.sampled_from(["", "-", "−", "–", "+", "+/-", "+/–", "+-", "±", "+ / -"])


@st.composite
def _figures(draw: st.DrawFn) -> tuple[str, float | None]:
    """A printed number with sign and unit, and its value; None where the digits can be read in two ways."""
    digits = draw(st.integers(0, 9_999_999).map(str))
    groups, head = [], digits
    if len(digits) > 3 and draw(st.booleans()):
        while len(head) > 3:
            groups.insert(0, head[-3:])
            head = head[:-3]
    space = draw(_GROUP_SPACE)
    mark = draw(st.sampled_from(["", ",", "."]))
    decimals = draw(st.text("0123456789", min_size=1, max_size=4)) if mark else ""
    sign = draw(_SIGNS)
    unit = draw(st.sampled_from(["", "%", "‰", "st", "GWh", "kg CO2 per kg livsmedel", "barn/avd."]))
    before, behind = (draw(_SPACES) if one else "" for one in (sign, unit))
    value = float(f"{digits}.{decimals or 0}") * (-1 if sign in ("-", "−", "–") else 1)
    cell = f"{sign}{before}{space.join([head, *groups])}{mark}{decimals}{behind}{unit}"
    return cell, None if mark == "." and len(decimals) > 2 else value


def _says(row: Printed) -> float | None:
    return row.upper if row.kind == "band" else row.value


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(figure=_figures())
def test_a_number_is_the_same_on_both_sides(warehouse: Warehouse, figure: tuple[str, float | None]) -> None:
    cell, value = figure
    row = warehouse.read(cell)[cell]
    token = read_by_the_reader(cell)
    assert kind_of(token) == row.kind
    assert _says(row) == value
    assert token is not None
    if row.kind != TEXT:
        assert token.has_unit == (row.printed_unit is not None)
    if row.kind == "value":
        assert token.number == value


@pytest.mark.parametrize(
    ("cell", "kind", "value"),
    [
        ("1.000", "text", None),
        ("1.000 st", "text", None),
        ("4 ‰", "value", 4.0),
        ("+5 %", "value", 5.0),
        ("- 2 %", "value", -2.0),
        ("± 1,5 %", "band", 1.5),
        ("1 200,5", "value", 1200.5),
        ("1 0000", "text", None),
        ("007", "text", None),
        ("85 %¹", "value", 85.0),
        ("16*", "value", 16.0),
        ("85 %1", "value", 85.0),
        ("+/-1 %²", "band", 1.0),
        ("ca 85 %†", "about", 85.0),
        ("85-80 %", "text", None),
    ],
)
def test_numbers_that_were_read_in_two_ways(warehouse: Warehouse, cell: str, kind: str, value: float | None) -> None:
    row = warehouse.read(cell)[cell]
    assert (kind_of(read_by_the_reader(cell)), row.kind, _says(row)) == (kind, kind, value)


@pytest.mark.parametrize(
    ("cell", "lower", "upper", "unit"),
    [
        ("80–85 %", 80.0, 85.0, "%"),
        ("80 - 85,5 %", 80.0, 85.5, "%"),
        ("80 %–85 %", 80.0, 85.0, "%"),
        ("1 200–1 400 st", 1200.0, 1400.0, "st"),
        ("80–85 %¹", 80.0, 85.0, "%"),
    ],
)
def test_two_limits_are_a_range_on_both_sides(
    warehouse: Warehouse, cell: str, lower: float, upper: float, unit: str
) -> None:
    row = warehouse.read(cell)[cell]
    assert (row.kind, row.value, row.lower, row.upper, row.printed_unit) == ("range", None, lower, upper, unit)
    assert kind_of(read_by_the_reader(cell)) == "range"


def test_limits_without_a_unit_are_no_range(warehouse: Warehouse) -> None:
    assert {cell: row.kind for cell, row in warehouse.read("12-14", "1-14").items()} == {"12-14": TEXT, "1-14": TEXT}
    assert [kind_of(read_by_the_reader(cell)) for cell in ("12-14", "1-14")] == [TEXT, TEXT]


def test_a_period_that_is_reported_after_august_says_so() -> None:
    said = vocabulary().after_august
    assert all(
        said.search(period) for period in ("Tertial 2", "Tertial 2 2021", "T2 2021", "t2", "Delår", "Delåret 2021")
    )
    assert not any(said.search(period) for period in ("Tertial 1 2022", "Tertial", "T1 2022", "T22", "VB 2021", "2021"))
