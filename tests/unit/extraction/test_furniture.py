"""Page headers and footers in forms that no list has, told by where they stand; rows and labels never are."""

from __future__ import annotations

import pytest

from ingestion.extraction.layout import Lines
from ingestion.extraction.text.furniture import furniture
from tests.unit.extraction.printing import GOALS, T1_HEADER, VP_HEADER, extraction

LONG = "Andel boende som upplever att de kan påverka när"
REST = "de får hjälp i hemmet"


@pytest.mark.parametrize(
    "footer",
    [
        "18 (84)",
        "Sida 18 av 84",
        "18/84",
        "- 18 -",
        "Dnr 1.2-345/2022",
        "Farsta stadsdelsförvaltning",
        "Verksamhetsplan 2022 för Farsta stadsdelsnämnd",
        "Verksamhetsplan 2022\n\nSida 18 av 84",
        "Farsta stadsdelsförvaltning\nDnr 1.2-345/2022\n18 (84)",
        "2022-01-27",
    ],
)
@pytest.mark.parametrize("repeated", [True, False], ids=["the header is repeated", "no header"])
def test_furniture_inside_a_name_is_none_of_it(footer: str, repeated: bool) -> None:
    header = f"   {VP_HEADER}\n\n" if repeated else ""
    rows_above = f"{GOALS}\n  {VP_HEADER}\n\n Antal parker 3 st 4 st År\n\n"
    text = f"{rows_above} {LONG}\n\n{footer}\n\n{header}{REST}\n\n72 % 79 % År\n"
    rows = extraction(text).indicators.to_pylist()
    assert [row["indicator"] for row in rows] == ["Antal parker", f"{LONG} {REST}"]
    assert (rows[1]["annual_target"], rows[1]["kf_target"]) == ("72 %", "79 %")


def pages(footer: str, *, number: int = 6) -> list[str]:
    """So many pages of running text that goes on from page to page over the footer."""
    lines: list[str] = []
    for page in range(1, number + 1):
        lines += ["Nämnden arbetar vidare med trygghet och miljö i hela området,"] * 30
        lines += ["så att fler kan delta i", "", footer.format(page), "", "det som händer."]
    return lines


@pytest.mark.parametrize(
    "footer", ["Trygg i hela staden", "{}", "Plan för {}", "Beslut 2022 | {}", "Bilaga till plan {}"]
)
def test_what_comes_with_every_page_is_furniture(footer: str) -> None:
    lines = pages(footer)
    found = [lines[index] for index in sorted(furniture(Lines(lines))) if lines[index]]
    assert found == [footer.format(page) for page in range(1, 7)]


@pytest.mark.parametrize(
    "footer",
    [
        "Förvaltningen – {}/84",
        "Plan 2022 {} (84) Farsta stadsdelsnämnd",
        "Bilaga 1\n{} (84)",
        "Godkänd av: ledningen\nVersion 1.0",
        "DNR 2022-000345-1.2.1\n2022-01-27",
        "Lagga 123, 123 45 Farsta\nVäxel 08-508 18 000\nfarsta@stockholm.se",
        "Farsta stadsdelsnämnd\nBerättelse\n{}",
    ],
)
@pytest.mark.parametrize("below", ["name", "cells", "comment"])
def test_what_comes_with_every_page_is_part_of_nothing_wherever_it_stands(footer: str, below: str) -> None:
    """A number among words, and lines printed together; below them the name, its cells or the comment goes on."""
    last = ["", *footer.format(7).split("\n"), ""]
    lines: list[str] = []
    for line in pages(footer):
        lines += line.split("\n")
    lines += ["Nämnden arbetar vidare."] * 20
    row = [f" {LONG}", *(last if below == "name" else []), REST, *(last if below == "cells" else []), ""]
    row += ["72 % 79 % År", "", "Kommentar", "Arbetet går vidare med det"]
    row += [*(last if below == "comment" else []), "som har börjat.", "", " Antal parker 3 st 4 st År", ""]
    rows = extraction("\n".join([*lines, "", GOALS, f"  {VP_HEADER}", "", *row])).indicators.to_pylist()
    assert [(r["indicator"], r["annual_target"], r["kf_target"], r["comment"]) for r in rows] == [
        (f"{LONG} {REST}", "72 %", "79 %", "Arbetet går vidare med det som har börjat."),
        ("Antal parker", "3 st", "4 st", None),
    ]


def test_a_period_that_wraps_in_every_row_is_no_furniture() -> None:
    row = " Andel som bor i området och trivs i {0}\n\n70 % 71 % 69 % 68 % 72 % Tas fram av\nnämnd\n\nVB\n2021\n\n"
    header = T1_HEADER.replace("VB 2018 Prognos helår", "VB 2020")
    prose = "Nämnden arbetar vidare med\n" * 30
    tables = "".join(f"\nNämndmål: Park {n}\n\n{header}\n\n{row.format(n)}\n{prose}" for n in "abcdef")
    read = extraction(GOALS + tables).indicators.to_pylist()
    assert [one["period"] for one in read] == ["VB 2021"] * 6


def test_a_foot_that_is_printed_once_takes_no_row() -> None:
    """It is read as the name, or as its beginning, and the row says that it may be none."""
    cut = " Andel nöjda besökare i {0}\n\n{1}\n\n72 % 79 % År\n\n"
    rows = (
        " Antal parker 3 st 4 st År\n\n"
        + cut.format("parken", "4 | Plan")
        + cut.format("skogen", "Beslut SKB 2022/123")
    )
    read = extraction(f"{GOALS}\n  {VP_HEADER}\n\n{rows}")
    sure = [row["indicator"] for row in read.indicators.to_pylist() if row["column_evidence"] != "ambiguous"]
    assert sure == ["Antal parker"]
    assert "Andel nöjda besökare i skogen" in [one["as_printed"] for one in read.unread.to_pylist()]


def test_a_foot_above_the_number_of_a_page_is_no_beginning_of_a_name() -> None:
    rows = " Antal parker 3 st 4 st År\n\nBILAGA 1\n\n12 (84)\n\n Andel nöjda besökare\ni parken\n\n72 % 79 % År\n"
    read = extraction(f"{GOALS}\n  {VP_HEADER}\n\n{rows}").indicators.to_pylist()
    sure = {row["indicator"] for row in read if row["column_evidence"] != "ambiguous"}
    assert {"Antal parker"} <= sure <= {"Antal parker", "Andel nöjda besökare i parken"}
    assert len(read) == 2


def test_a_heading_that_comes_again_between_whole_sentences_is_text() -> None:
    lines = []
    for _ in range(6):
        lines += ["Nämnden arbetar vidare med trygghet."] * 30 + ["", "Resursanvändning", "", "Budgeten hålls."]
    assert furniture(Lines(lines)) == frozenset()


def test_a_row_of_several_tables_is_no_furniture() -> None:
    table = f"  {VP_HEADER}\n\n Andel nöjda i parkleken\n\n72 % 79 % År\n\n"
    prose = "Nämnden arbetar vidare med\n" * 30 + "\n"
    text = GOALS + "".join(f"\nNämndmål: Parkerna {n}\n\n{table}{prose}" for n in range(2, 8))
    rows = extraction(text).indicators.to_pylist()
    assert [row["indicator"] for row in rows] == ["Andel nöjda i parkleken"] * 6


def test_numbers_that_grow_in_a_table_are_its_cells() -> None:
    rows = "".join(f" Antal besök i park {name}\n\n{n} {n + 1} År\n\n" for n, name in enumerate("abcdefgh", start=11))
    read = extraction(f"{GOALS}\n  {VP_HEADER}\n\n{rows}").indicators.to_pylist()
    assert [(row["annual_target"], row["kf_target"]) for row in read] == [(f"{n}", f"{n + 1}") for n in range(11, 19)]


@pytest.mark.parametrize("footer", ["Intern information\n2022-01-27", "Nära dig i Farsta", "Trygg stad | sida 7"])
def test_words_alone_at_the_end_of_a_page_are_none_of_a_comment_that_is_closed(footer: str) -> None:
    row = " Antal parker\n\n3 st 4 st År\n\nAnalys\nDet har gått bra."
    text = f"{GOALS}\n  {VP_HEADER}\n\n{row}\n\n{footer}\n\n   {VP_HEADER}\n\n Antal lekplatser\n\n3 st 4 st År\n"
    read = extraction(text)
    assert [row["comment"] for row in read.indicators.to_pylist()] == ["Det har gått bra.", None]
    assert [one["as_printed"] for one in read.unread.to_pylist()] == [" ".join(footer.split())]


def test_what_goes_on_below_the_header_is_of_the_comment() -> None:
    row = " Antal parker\n\n3 st 4 st År\n\nAnalys\nDet har gått bra.\n\nFler parker i hela staden"
    text = f"{GOALS}\n  {VP_HEADER}\n\n{row}\n\n   {VP_HEADER}\n\nbyggs om.\n\n Antal lekplatser\n\n3 st 4 st År\n"
    first, _ = extraction(text).indicators.to_pylist()
    assert first["comment"] == "Det har gått bra. Fler parker i hela staden byggs om."


def test_a_page_ends_within_a_word_with_its_hyphen() -> None:
    rows = (
        f" Antal insatser i nämndens ANDT-\n\nIntern information\n2022-01-27\n\n   {VP_HEADER}\n\nförebyggande arbete"
    )
    (row,) = extraction(f"{GOALS}\n  {VP_HEADER}\n\n{rows}\n\n70 st 70 st År\n").indicators.to_pylist()
    assert row["indicator"] == "Antal insatser i nämndens ANDT-förebyggande arbete"


def test_two_lines_on_every_page_are_furniture_though_neither_stands_alone() -> None:
    lines: list[str] = []
    for page in range(1, 7):
        lines += ["Nämnden arbetar vidare med trygghet och miljö i hela området."] * 30
        lines += ["", "Nära dig i Farsta", f"{page}/95", "", "  Indikator Årsmål KF:s årsmål Periodicitet", ""]
    found = [lines[index] for index in sorted(furniture(Lines(lines))) if lines[index]]
    assert found == [text for page in range(1, 7) for text in ("Nära dig i Farsta", f"{page}/95")]


def test_cells_with_a_fraction_and_a_year_are_no_reference() -> None:
    lines = ["Andel nöjda", "", "1/3 2025", "", "Sida 58 av 95", "", "Texten går vidare."]
    assert [lines[index] for index in sorted(furniture(Lines(lines))) if lines[index]] == ["Sida 58 av 95"]


def test_a_line_of_the_footer_may_stand_once_more_in_another_form() -> None:
    """Of the six, five stand in the city's own form and are known by it; the sixth has no other to be compared with."""
    lines = []
    for page in range(1, 6):
        lines += ["Nämnden arbetar vidare med trygghet och miljö i hela området,"] * 30
        lines += ["Tjänsteutlåtande", f"Sid {page} (84)", "stockholm.se", ""]
    lines += ["så att fler kan delta i", "", "Tjänsteutlåtande", "", "det som händer."]
    found = {lines[index] for index in furniture(Lines(lines))}
    assert "Tjänsteutlåtande" in found
    assert "det som händer." not in found


@pytest.mark.parametrize("times", [2, 4])
def test_the_titles_of_a_table_that_pages_repeat_are_no_furniture(times: int) -> None:
    """They cut no text: what stands below comes with them each time, or the two stand together in one table only."""
    titles = ["Prognos per april", "(mnkr, netto)", "", "Justerad", "netto", "", "budget", "2019", "", "Prognos", "mer"]
    lines: list[str] = []
    for page in range(times):
        lines += [*titles, "", *(f"Verksamhet {page} {row} {row},5 {row},5 0,0" for row in range(20)), ""]
    lines += ["Investeringar", "", "Justerad", "budget Bokfört", "", "Text mellan", "", "netto", "", "Prognos"]
    assert not {lines[index] for index in furniture(Lines(lines))} & {"Justerad", "netto", "budget"}
