"""What is seen and not understood (a header, a goal's label, an assessment) ends what stands above, with a finding."""

from __future__ import annotations

import pytest

from ingestion.extraction import Extraction, ExtractionError
from tests.unit.extraction.printing import GOALS, VP_HEADER, extraction

FIRST = f"{GOALS}\n{VP_HEADER}\n\nAntal parker 3 st 4 st År\n\n"
ROW = "Antal bänkar 5 st 6 st År\n"


def findings(read: Extraction) -> list[tuple[str, int, bool]]:
    return [(one["kind"], one["line_start"], one["may_hold_row"]) for one in read.unread.to_pylist()]


@pytest.mark.parametrize(
    "header",
    [
        "KF:s indikator KF:s årsmål Årsmål Periodicitet",
        "Indikatorer KF:s mål 2022 Mål 2022 Periodicitet",
        "Nämndens indikatorer KF:s målvärde \n2022 \n\nNämndens \nmål Period",
        "INDIKATOR KF:S ÅRSMÅL ÅRSMÅL PERIODICITET",
        "Nyckelmått KF:s årsmål Årsmål Mätperiod",
    ],
)
def test_a_header_in_other_words_has_its_own_columns(header: str) -> None:
    read = extraction(f"{FIRST}Vi följer också andra mått.\n\n  {header}\n\n{ROW}")
    rows = read.indicators.to_pylist()
    assert [(row["annual_target"], row["kf_target"]) for row in rows] == [("3 st", "4 st"), ("6 st", "5 st")]
    assert findings(read) == []


@pytest.mark.parametrize(
    "header",
    [
        "Indikator Bedömning Årsmål Periodicitet",
        "Indikator Årsmål KF:s årsmål Periodicitet Kommentar",
        "Indikator Målnivå \n\nRiktvärde \n\nPeriod",
        "Indikator Årsmål nämnd Årsmål KF Periodicitet",
        "Indikator Utfall T2 2021 Årsmål Period",
    ],
)
def test_a_title_that_is_not_known_makes_every_row_below_it_ambiguous(header: str) -> None:
    read = extraction(f"{FIRST}  {header}\n\n{ROW}")
    rows = read.indicators.to_pylist()
    assert rows[0]["column_evidence"] == "complete"
    assert [(row["indicator"], row["column_evidence"]) for row in rows[1:]] == [("Antal bänkar", "ambiguous")]
    assert findings(read) == [("header", FIRST.count("\n") + 1, True)]
    assert "title" in read.unread.to_pylist()[0]["reason"]


def test_a_header_that_lacks_the_period_of_its_rows_is_cut() -> None:
    read = extraction(f"{FIRST}  Indikator Periodens utfall \n\nTrend\n\n Antal bänkar 5 st 6 st 7 st Tertial 1 2021\n")
    assert [row["column_evidence"] for row in read.indicators.to_pylist()] == ["complete", "ambiguous"]
    assert findings(read) == [("header", FIRST.count("\n") + 1, True)]


def test_no_cell_below_a_header_of_unknown_titles_is_told() -> None:
    read = extraction(f"{FIRST}  Indikator Resultat Trend Uppföljning\n\n{ROW}")
    row = read.indicators.to_pylist()[1]
    assert (row["indicator"], row["column_evidence"]) == ("Antal bänkar", "ambiguous")
    assert (row["annual_target"], row["kf_target"], row["outcome"]) == (None, None, None)
    assert findings(read) == [("header", FIRST.count("\n") + 1, True)]


def test_a_document_with_no_table_that_is_understood_is_refused_with_line_and_title() -> None:
    with pytest.raises(ExtractionError, match="unknown column title 'Resultat Trend'") as caught:
        extraction(f"{GOALS}\nIndikator Resultat Trend Årsmål Period\n\nVi mäter inte detta.\n")
    assert caught.value.line == 5


def test_a_table_of_activities_with_an_unknown_title_holds_no_row_of_indicators() -> None:
    read = extraction(f"{FIRST}Aktivitet Ansvarig Startdatum Slutdatum\n\nPlantera träd\n\n2022-01-01 2022-12-31\n")
    assert findings(read) == [("header", FIRST.count("\n") + 1, False)]
    assert [row["indicator"] for row in read.indicators.to_pylist()] == ["Antal parker"]


@pytest.mark.parametrize(
    ("label", "level"),
    [
        ("KF:s mål för verksamhetsområdet 1.2 Gator är hela", "area_goal"),
        ("KF:S MÅL FÖR VERKSAMHETSOMRÅDET: 1.2 Gator är hela", "area_goal"),
        ("1.2. Gator är hela\n\nUppfylls helt", "area_goal"),
        ("Eget nämndmål – Gator är hela", "council_goal"),
        ("Mål för verksamhetsområdet: 1.2 Gator är hela", "area_goal"),
        ("KF:s mål för verksamhetsområde: 1.2 Gator är hela", "area_goal"),
        ("Kommunfullmäktiges mål 1.2 Gator är hela", "area_goal"),
        ("KF:s mål: 1.2 Gator är hela", "area_goal"),
        ("Delmål 1.2: Gator är hela", "area_goal"),
        ("Nämndens egna mål: Gator är hela", "council_goal"),
        ("Stadsdelsnämndens mål: Gator är hela", "council_goal"),
        ("Nämndmål 1.1.2 Gator är hela", "council_goal"),
        ("Nämndmål\n\nGator är hela", "council_goal"),
        ("Inriktningsmål 2: Gator är hela", "direction_goal"),
        ("KF:s inriktningsmål 2. Gator är hela", "direction_goal"),
    ],
)
def test_a_label_in_other_words_is_read_by_them_or_by_its_number(label: str, level: str) -> None:
    read = extraction(f"{FIRST}{label}\n\n{VP_HEADER}\n\n{ROW}")
    row = read.indicators.to_pylist()[-1]
    assert str(row[level]).endswith("Gator är hela")
    assert row["column_evidence"] == "complete"
    assert findings(read) == []


@pytest.mark.parametrize("label", ["Lokalt mål: Gator är hela", "Egna mål: Gator är hela"])
def test_a_label_that_names_the_council_is_the_councils(label: str) -> None:
    assert extraction(f"{FIRST}{label}\n\n{VP_HEADER}\n\n{ROW}").indicators.to_pylist()[-1]["council_goal"]


def test_a_row_right_above_a_header_that_is_not_understood_may_go_on_below_it() -> None:
    name = " Andel boende som upplever långvarig \n\n3 % 4 % År \n\n"
    strange = "  Indikator Bedömning Årsmål Periodicitet \n\n"
    rows = extraction(f"{FIRST}{name}{strange}otrygghet \n\n{ROW}").indicators.to_pylist()
    assert [row["column_evidence"] for row in rows] == ["complete", "ambiguous", "ambiguous"]


@pytest.mark.parametrize(
    "label",
    [
        "Prioriterat mål: Gator är hela",
        "Mål: Gator är hela",
        "Åtagande: Gator är hela",
        "1.2. Gator är hela",
        "Gator är hela\n\nUppfylls helt",
    ],
)
def test_rows_below_a_label_of_no_known_level_have_no_goal(label: str) -> None:
    read = extraction(f"{FIRST}{label}\n\n{VP_HEADER}\n\n{ROW}")
    row = read.indicators.to_pylist()[-1]
    assert (row["direction_goal"], row["area_goal"], row["council_goal"]) == (None, None, None)
    assert (row["column_evidence"], "goal_unread" in row["evidence"]) == ("ambiguous", True)
    assert findings(read)[0] == ("goal", FIRST.count("\n") + 1, False)
    assert read.indicators.to_pylist()[0]["area_goal"] == "1.1 Staden växer"


@pytest.mark.parametrize(
    "prose",
    [
        "Mål 10 Minskad ojämlikhet är viktigt.",
        "Målet: att parkerna är rena.",
        "Nämndens mål är att parkerna är rena.",
        "Indikatorn visar årsmålet för perioden.",
        "Andel som når sina mål",
    ],
)
def test_running_text_is_no_finding(prose: str) -> None:
    read = extraction(f"{FIRST}{prose}\n\n{VP_HEADER}\n\n{ROW}")
    assert findings(read) == []
    assert {row["area_goal"] for row in read.indicators.to_pylist()} == {"1.1 Staden växer"}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (f"{GOALS}\nUppfylls i hög grad\n\n{VP_HEADER}\n\n{ROW}", 5),
        (f"{FIRST}Uppfylls delvis\n", FIRST.count("\n") + 1),
    ],
)
def test_an_assessment_of_no_goal_or_in_other_words_is_a_finding(text: str, line: int) -> None:
    assert findings(extraction(text)) == [("assessment", line, False)]


ODD = "Andel nöjda boende\n\n   se \nkomme\nntar \n\n 80 % År"


@pytest.mark.parametrize("comment", ["", "Analys\nDet har gått bra.\n\n"], ids=["no comment", "below a comment"])
@pytest.mark.parametrize("odd", [ODD, "Andel nöjda boende\n\n1/3 80 % År"], ids=["wrapped words", "a fraction"])
def test_a_row_with_an_unknown_value_below_a_header_that_comes_again_is_found(comment: str, odd: str) -> None:
    rows = f"{FIRST}{comment}   {VP_HEADER}\n\n  {odd}\n\n{ROW}"
    first, second, third = extraction(rows).indicators.to_pylist()
    assert [first["indicator"], second["indicator"], third["indicator"]] == [
        "Antal parker",
        "Andel nöjda boende",
        "Antal bänkar",
    ]
    assert (second["column_evidence"], first["comment"]) == ("ambiguous", "Det har gått bra." if comment else None)


def test_a_name_whose_cells_are_not_understood_is_not_added_to_the_one_above_the_header() -> None:
    odd = "Andel nöjda boende i området\n\n(a) b c d e f g h i j 80 (k) l m n"
    rows = f"{FIRST}   {VP_HEADER}\n\n{odd}\n\nStaden mäter vartannat.\n"
    read = extraction(rows)
    (first,) = read.indicators.to_pylist()
    assert (first["indicator"], first["column_evidence"]) == ("Antal parker", "ambiguous")
    assert "page_break_undecided" in first["evidence"]


def test_cells_below_a_name_with_a_full_stop_are_not_passed_over_at_the_end_of_a_table() -> None:
    read = extraction(f"{FIRST}Andel som trivs i området matematik.\n\n1/3 2025\n\nUnder året fortsätter arbetet.\n")
    _, row = read.indicators.to_pylist()
    assert (row["indicator"], row["column_evidence"]) == ("Andel som trivs i området matematik.", "ambiguous")


def test_a_name_with_figures_and_no_known_period_may_hold_a_row() -> None:
    read = extraction(f"{FIRST}Antal barn per grupp 16 16 i.u.\n\n{ROW}")
    rows = {row["indicator"]: row["column_evidence"] for row in read.indicators.to_pylist()}
    assert rows.get("Antal barn per grupp", "ambiguous") == "ambiguous"
    assert "Antal barn per grupp" in rows or ("row", True) in [(kind, may) for kind, _, may in findings(read)]


def test_a_line_of_a_list_in_a_comment_is_told_once() -> None:
    comment = "Kommentar\n1. Huset 4,5\n\n2. Parken 4,2\n\n3. Torget 4,0\n\n"
    places = [one["line_start"] for one in extraction(f"{FIRST}{comment} {ROW}").unread.to_pylist()]
    assert len(places) == len(set(places))
