"""Tables of money and volumes: how rows are cut, which figure stands in which column, and what is not guessed."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.documents.text import text_from_bytes
from ingestion.extraction.layout import Line
from ingestion.extraction.records import Extraction
from ingestion.extraction.text import extract_text
from ingestion.extraction.text.money.cells import cuts, trailing_figures
from ingestion.extraction.text.money.header import HeaderCuts, header_words

AREA = "Förskola \n\nVerksamhet, \nmnkr Kostnader Intäkter Netto VP 2024 VP 2023 Ökning \n\n"
# A text without an indicator table is none of a council's report.
INDICATORS = (
    "\nKF:s inriktningsmål: 1. En stad för alla \n\n  Indikator Årsmål KF:s årsmål Periodicitet \n\n"
    " Antal barn 16 15 Tertial \n\n"
)


def read(text: str) -> Extraction:
    return extract_text(text_from_bytes((text + INDICATORS).encode(), Path("report.txt")))


def cells(text: str) -> dict[str, list[tuple[int | None, str]]]:
    """Column and print of the figures of each row, by its label."""
    found: dict[str, list[tuple[int | None, str]]] = {}
    for cell in read(text).money_cells.to_pylist():
        found.setdefault(cell["row_label"], []).append((cell["column_number"], cell["as_printed"]))
    return found


def table(text: str) -> dict[str, object]:
    (only,) = read(text).money_tables.to_pylist()
    return only


def test_the_figures_cut_the_header_not_its_words() -> None:
    report = AREA + "Lokaler 115,1 1,0 114,1 111,2 2,9 \n\nÖvrigt 13,2 0,2 13,0 16,1 -3,1 \n\n"
    assert table(report)["columns"] == ["Kostnader", "Intäkter", "Netto VP 2024", "VP 2023", "Ökning"]


def test_a_heading_with_a_title_word_above_a_whole_header_names_no_column() -> None:
    report = AREA.replace("Förskola ", "Budget per verksamhetsområde ") + "Lokaler 115,1 1,0 114,1 111,2 2,9 \n\n"
    assert table(report)["columns"] == ["Kostnader", "Intäkter", "Netto VP 2024", "VP 2023", "Ökning"]
    assert table(report)["section"] == "Budget per verksamhetsområde"


def test_a_further_space_is_an_empty_cell_where_the_document_keeps_them() -> None:
    report = (
        AREA + "Lokaler 115,1  114,1 111,2 2,9 \n\nÖvrigt 13,2  13,0 16,1  \n\nPeng 80 % 483,2 44,9 438,3 421,5  \n\n"
    )
    assert cells(report) == {
        "Lokaler": [(1, "115,1"), (3, "114,1"), (4, "111,2"), (5, "2,9")],
        "Övrigt": [(1, "13,2"), (3, "13,0"), (4, "16,1")],
        "Peng 80 %": [(1, "483,2"), (2, "44,9"), (3, "438,3"), (4, "421,5")],
    }


VOLUMES = (
    "Äldreomsorg \n\nInsats (antal) Planering \n2019\n\nUtfall 2019 \napril\n\nUtfall 2019 \nSnitt jan-apr\n\n"
    "Utfall 2018 \nSnitt jan-apr\n\n"
)


def test_without_a_trace_of_empty_cells_the_columns_of_fewer_figures_are_open() -> None:
    report = VOLUMES + "Gruppboende 29 28 27 26\n\nHVB 9,5 8,0 9,0 10,7\n\nPersoner totalt 320 319\n\n"
    assert cells(report)["Personer totalt"] == [(None, "320"), (None, "319")]
    open_cells = [one for one in read(report).money_cells.to_pylist() if one["row_label"] == "Personer totalt"]
    assert {one["column_evidence"] for one in open_cells} == {"ambiguous"}
    assert [one["readings"] for one in open_cells] == [[1, 2, 3], [2, 3, 4]]
    assert all("several_readings" in one["evidence"] for one in open_cells)


def test_figures_of_one_magnitude_tell_thousands_from_two_figures() -> None:
    report = VOLUMES + "Timmar 2 226 2 238 2 229\n\nBesök 1 231 1 341 907 1 434\n\nHVB 9,5 8,0 9,0 10,7\n\n"
    assert [text for _, text in cells(report)["Timmar"]] == ["2 226", "2 238", "2 229"]
    assert cells(report)["Besök"] == [(1, "1 231"), (2, "1 341"), (3, "907"), (4, "1 434")]


def test_digits_of_a_label_are_no_figures() -> None:
    report = VOLUMES + "*Stöd 1 - 7 timmar á-pris 380 kr 112 77 77 107\n\n1-3 år fsk 1 011 972 958 947\n\n"
    assert cells(report)["*Stöd 1 - 7 timmar á-pris 380 kr"] == [(1, "112"), (2, "77"), (3, "77"), (4, "107")]
    assert cells(report)["1-3 år fsk"] == [(1, "1 011"), (2, "972"), (3, "958"), (4, "947")]


def test_a_column_of_percentages_holds_nothing_else() -> None:
    report = (
        "Uppföljning av driftbudget\n\nMnkr Budget \n2019\n\nPrognos \n2019\n\nAvvikelse \n2019\n\n%  \nAvvikelse\n\n"
        "Äldreomsorg 33,5 35,5 -2,0 -6,0%\n\nFörskola 9,8 15,8 4,0 1,0%\n\nStadsmiljö 1,4 2,4 1,0 0,1%\n\n"
        "varav handläggning 31,1 31,1 0,0\n\n"
    )
    (row,) = [one for one in read(report).money_cells.to_pylist() if one["row_label"] == "varav handläggning"][:1]
    assert cells(report)["varav handläggning"] == [(1, "31,1"), (2, "31,1"), (3, "0,0")]
    assert (row["parent_label"], row["column_evidence"]) == ("Stadsmiljö", "inferred")
    assert "percent_column" in row["evidence"]


def test_a_number_that_a_line_cuts_is_whole_and_stands_where_it_begins() -> None:
    report = (
        "Årsresultat \n\nMnkr Budget 2021 Bokslut 2021 Avvikelse 2021 \n\nÄldreomsorg 648,4 508,2 140,2 \n\n"
        "Totalt 1258,\n2 1207,5 50,7 \n\n"
    )
    total = [one for one in read(report).money_cells.to_pylist() if one["row_label"] == "Totalt"]
    first = report[: report.index("Totalt")].count("\n") + 1
    assert [(one["as_printed"], one["line"]) for one in total] == [
        ("1258,2", first),
        ("1207,5", first + 1),
        ("50,7", first + 1),
    ]
    assert all(one["is_total"] for one in total)


def test_rows_below_one_without_figures_are_its_parts_up_to_the_next_or_a_total() -> None:
    report = (
        "Parkinvesteringar \n\nMnkr Budget 2021 Bokslut Avvikelse bokslut \n\nCentrala medel    \n\n"
        "Parken 2,6 2,6 0 \n\nLunden 0,1 0,4 -0,3 \n\n"
        "Reinvesteringar    \n\nParken 0,5 0,5 0 \n\nTotalt 3,2 3,5 -0,3 \n\n"
    )
    parents = {(one["row_number"], one["parent_label"]) for one in read(report).money_cells.to_pylist()}
    assert parents == {(2, "Centrala medel"), (3, "Centrala medel"), (5, "Reinvesteringar"), (6, None)}


def test_a_repeated_header_and_prose_below_are_no_rows() -> None:
    report = (
        AREA
        + "Lokaler 115,1 1,0 114,1 111,2 2,9 \n Verksamhet, \nmnkr Kostnader Intäkter Netto VP 2024 VP 2023 Ökning \n\n"
        + "Övrigt 13,2 0,2 13,0 16,1 -3,1 \n\n"
        + "Nettot ökar till 127,1 mnkr jämfört med år 2023. \nAntalet barn är 1 872. \n"
    )
    assert list(cells(report)) == ["Lokaler", "Övrigt"]


@pytest.mark.parametrize(
    ("heading", "header", "row", "kind", "unit"),
    [
        ("Investeringar", "Mnkr, netto Budget 2021 Bokslut 2021", "Park 3,5 4,6", "investments", "mnkr"),
        ("Äldreomsorg", "Mnkr Budget 2021 Bokslut 2021", "Äldreomsorg 543,6 508,2", "budget_of_area", "mnkr"),
        ("Stöd", "Insats (antal) Planering 2019 Utfall 2019", "Boende 5 8", "volumes", "antal"),
        ("Synpunkter", "Kategori Antal 2021 Antal 2020", "Beröm 16 14", "other", "antal"),
        ("Budgetjusteringar", "Budgetjusteringar Drift Mnkr", "Sommarkollo 0,7", "budget_adjustments", "mnkr"),
    ],
)
def test_kind_and_unit_are_told_by_the_words_around(heading: str, header: str, row: str, kind: str, unit: str) -> None:
    found = table(f"{heading} \n\n{header} \n\n{row} \n\n")
    assert (found["section"], found["kind"], found["unit"]) == (heading, kind, unit)


@given(st.lists(st.integers(1, 9_999), min_size=1, max_size=5))
def test_the_figures_of_a_row_are_among_its_cuts(numbers: list[int]) -> None:
    printed = [f"{number:,}".replace(",", " ") for number in numbers]
    ways = cuts(trailing_figures("Antal " + " ".join(printed)), "Antal", 0, label_is_apart=False)
    found = [tuple(figure.text for figure in way.figures) for way in ways]
    assert tuple(printed) in found
    assert all("".join(text.split()) for texts in found for text in texts)


@given(st.integers(1, 4))
def test_every_word_of_a_header_stands_in_its_title_or_in_one_name(columns: int) -> None:
    words = header_words(
        [[Line(1, "Mnkr Budget 2021 Bokslut 2021 "), Line(2, "Avvikelse VP 2020 ")]], trailing_spaces=True
    )
    header = HeaderCuts(words, untitled=False).into(columns)
    assert len(header.columns) == columns
    assert f"{header.row_title} {' '.join(header.columns)}".split() == [word.text for word in words]


def test_a_grant_in_whole_kronor_is_neither_a_volume_nor_in_the_mnkr_of_the_text_around() -> None:
    found = table(
        "Bidrag \n\nTill föreningar går 0,4 mnkr. \n\nVerksamhet Budget 2024 Budget 2023 \n\nVuxna 400 000 350 000 \n\n"
    )
    assert (found["kind"], found["unit"]) == ("other", "kronor")


def test_rows_without_figures_printed_alike_are_empty_and_head_nothing() -> None:
    report = (
        "Förskola \n\nVerksamhet (antal barn) VP 2024 VP 2023 \n\nHus 12 13 \n\n"
        "Dagmamma 1-3 år   \n\nDagmamma 4-5 år   \n\nÖppet hus 1 4 \n\nLag   \n\nInne 3 4 \n\n"
    )
    parents = {cell["row_label"]: cell["parent_label"] for cell in read(report).money_cells.to_pylist()}
    assert parents == {"Hus": None, "Öppet hus": None, "Inne": "Lag"}


def test_an_abbreviation_in_a_label_ends_no_sentence_and_no_table() -> None:
    report = (
        "Omslutning \n\nOmslutningsförändring (mnkr) Kostnader Intäkter \n\nFörskola \n\n"
        "Avser adm. ers. Farsta nämnd för \nmat \n\n0,5 -0,5 \n\nHyror 2,4 -2,4 \n\n"
    )
    assert cells(report) == {
        "Avser adm. ers. Farsta nämnd för mat": [(1, "0,5"), (2, "-0,5")],
        "Hyror": [(1, "2,4"), (2, "-2,4")],
    }
    assert table(report)["kind"] == "turnover_changes"


COMPLAINTS = (
    "Synpunkter och klagomål \n\nVerksamhet Bemöta\nnde \n\nVänte\ntider \n\nMat\nen \n\nUte \noch \ninnemil\njö \n\n"
    "Övr\nigt \n\nTOT\nALT \n\nÄLDREOMSO\nRG \n\n1 1 2 \n\nINDIVID OCH \nSOC. PSYK \n\n8 9 3 20 \n\n"
    "FÖRSKOLA 4 2 3 1 15 25 \n\n"
    "Alla har fått svar inom en vecka, och inga väntar. \n"
)


def test_titles_that_nobody_knows_are_cells_where_a_narrow_column_broke_each() -> None:
    only = table(COMPLAINTS)
    assert only["columns"] == ["Bemötande", "Väntetider", "Maten", "Ute och innemiljö", "Övrigt", "TOTALT"]
    assert (only["kind"], only["unit"]) == ("other", "antal")
    assert cells(COMPLAINTS) == {
        "ÄLDREOMSORG": [(None, "1"), (None, "1"), (None, "2")],
        "INDIVID OCH SOC. PSYK": [(None, "8"), (None, "9"), (None, "3"), (None, "20")],
        "FÖRSKOLA": [(1, "4"), (2, "2"), (3, "3"), (4, "1"), (5, "15"), (6, "25")],
    }


def test_a_blank_line_among_such_titles_moves_no_figure() -> None:
    lines = COMPLAINTS.split("\n")
    whole = cells(COMPLAINTS)
    for place in range(3, len(lines) - 1):
        changed = cells("\n".join([*lines[:place], "", *lines[place:]]))
        for label, figures in changed.items():
            settled = [figure for figure in figures if figure[0] is not None]
            assert not settled or settled == whole.get(label), (place, label)


def test_a_heading_above_a_whole_header_is_none_of_its_columns() -> None:
    report = (
        "Redovisning av ekonomi \n\nBudget 2024 \n\nVerksamhetsområde (mnkr) Kostnader Intäkter Netto \n\n"
        "Förskoleverksamhet 410,0 30,0 380,0 \n\nÄldreomsorg 700,0 60,0 640,0 \n\nStadsmiljö 30,0 2,0 28,0 \n\n"
        "Nämnden 1 140,0 92,0 1 048,0 \n\n"
    )
    only = table(report)
    assert (only["columns"], only["section"]) == (["Kostnader", "Intäkter", "Netto"], "Budget 2024")
    assert only["kind"] == "budget_by_area"
    assert [one["row_label"] for one in read(report).money_cells.to_pylist() if one["is_total"]] == ["Nämnden"] * 3


def test_the_chapter_of_money_ends_the_table_of_indicators_above_it() -> None:
    above = (
        "KF:s inriktningsmål: 1. En stad för alla \n\n  Indikator Årsmål KF:s årsmål Periodicitet \n\n"
        " Antal barn 16 15 År \n\n"
    )
    money = (
        "Mnkr Budget 2024 Bokslut 2024 Avvikelse 2024 \n\nÄldreomsorg 641,0 646,0 -5,0 \n\n"
        "Förskola 377,0 371,0 6,0 \n\n"
    )
    for title in ("Uppföljning av ekonomi ", "5 REDOVISNING AV EKONOMI"):
        extraction = extract_text(text_from_bytes(f"{above}{title}\n\n{money}".encode(), Path("report.txt")))
        assert extraction.indicators.column("indicator").to_pylist() == ["Antal barn"]
        assert extraction.unread.num_rows == 0
        assert extraction.money_cells.num_rows == 6


def test_in_thousands_a_column_of_percent_behind_another_is_its_own() -> None:
    report = (
        "Belopp i tkr \n\nVerksamhet Årsbudget Utfall ack Reviderad budget Årsprognos Avvikelse % \n\n"
        "Nämndadministration 50 000 16 000 51 000 50 500 500 1,0 \n\n"
        "Individ- och familjeomsorg 210 000 72 000 212 000 215 000 -3 000 -1,4 \n\n"
        "Stadsmiljöverksamhet 28 000 8 000 28 000 28 000 0 0,0 \n\n"
        "Förskoleverksamhet 380 000 120 000 378 000 374 000 4 000 1,1 \n\n"
        "Totalsumma 668 000 216 000 669 000 667 500 1 500 0,2 \n\n"
    )
    titles = ["Årsbudget", "Utfall ack", "Reviderad budget", "Årsprognos", "Avvikelse", "%"]
    assert table(report)["columns"] == titles
    assert cells(report)["Individ- och familjeomsorg"] == [
        (number, text)
        for number, text in enumerate(("210 000", "72 000", "212 000", "215 000", "-3 000", "-1,4"), start=1)
    ]
    assert [one["row_label"] for one in read(report).money_cells.to_pylist() if one["is_total"]] == ["Totalsumma"] * 6


def test_a_last_title_that_nobody_knows_is_none_of_the_rows() -> None:
    rows = "Förskola 376,0 374,0 2,0 \n\nÄldreomsorg 645,0 647,0 -2,0 \n\n"
    report = f"Uppföljning \n\nVerksamhet Prognos \nT1 \n\nPrognos \nT2 \n\nGlapp \n\n{rows}"
    assert table(report)["columns"] == ["Prognos T1", "Prognos T2", "Glapp"]
    group = f"Uppföljning \n\nVerksamhet Budget 2024 Prognos Avvikelse \n\nEgen regi \n\n{rows}"
    assert table(group)["columns"] == ["Budget 2024", "Prognos", "Avvikelse"]
    assert {one["parent_label"] for one in read(group).money_cells.to_pylist()} == {"Egen regi"}


def test_a_header_that_would_be_torn_inside_a_title_is_not_read() -> None:
    report = (
        "Uppföljning \n\nVerksamhet Grundramens budget Prognos \n\n"
        "Förskola 376,0 374,0 2,0 \n\nÄldreomsorg 645,0 647,0 -2,0 \n\nStadsmiljö 28,0 28,0 0,0 \n\n"
    )
    assert read(report).money_tables.num_rows == 0
    assert read(report.replace(",0 \n", ",0 5,0 \n")).money_tables.num_rows == 0
