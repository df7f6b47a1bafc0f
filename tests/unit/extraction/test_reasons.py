"""Each reason for a reading, with the printed case that it is for and one in which it must say nothing."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from ingestion.extraction.text import habits
from ingestion.extraction.text.reasons import REASONS, reasons_in_words
from tests.unit.extraction.printing import COUNCIL, FULL, T1_HEADER, VP_HEADER, cells, extraction, last_row, rows_of


@dataclass(frozen=True)
class Case:
    """A table's parts with the row in question last, and what must be read of it."""

    parts: tuple[str, ...]
    cells: dict[str, str]
    header: str = T1_HEADER


# Headers as narrow as those of 002: the year before's column breaks where the others do not.
NARROW = (
    "Indikator Periodens \nutfall\n\nUtfall \nmän/ \npojkar\n\nUtfall \nkvinnor/ \nflickor\n\nPerio\ndens \nutfall \n"
    "VB \n2018\n\nPrognos helår Årsmål KF:s \n\nårsmål Period"
)
NARROW_FULL = " Andel boende som trivs\n\n39,4 % 38,2 % 40,1 % 37,5 \n% 41,3 % 41,2 % 42,1 % Tertial 1 2019"
UNMARKED = "Andel ärenden i tid\n\n90 % 91 % 92 % 93 % 94 % Tertial 1 2019"

ONE_VALUE = (*(f"Andel {letter}\n\n3 % 2019" for letter in "ab"), "Andel insatser utan ytterligare behov\n\n34 % 2019")

# Five rows that can be told without the habit of the table, and show it.
PROOF = tuple(FULL.replace("boende", f"boende i område {letter}") for letter in "ABCDE")

SPEAKS: dict[str, Case] = {
    "all_columns_filled": Case(
        ("Andel\n\n3 % 4 % År",), {"annual_target": "3 %", "kf_target": "4 %"}, header=VP_HEADER
    ),
    "no_value_printed": Case(("Andel som trivs\n\nTertial 1 2019",), {}),
    "empty_cell_spaces": Case(("Andel som trivs 3 %  År",), {"annual_target": "3 %"}, header=VP_HEADER),
    "kind_of_value": Case(("Andel som trivs\n\nTas fram av nämnd År",), {"kf_target": "Tas fram av nämnd"}, VP_HEADER),
    "two_values": Case(("Andel som trivs\n\n100 100 År",), {"annual_target": "100", "kf_target": "100"}, VP_HEADER),
    "gender_mark": Case(
        (FULL, UNMARKED),
        {
            "outcome": "90 %",
            "previous_outcome": "91 %",
            "forecast": "92 %",
            "annual_target": "93 %",
            "kf_target": "94 %",
        },
    ),
    "gender_pair": Case(
        (*PROOF, " Andel som trivs\n\n88 % 89 % 90 % 91 % 92 % Tertial 1 2019"),
        {"outcome": "88 %", "previous_outcome": "89 %", "annual_target": "91 %"},
    ),
    "gender_sum": Case(
        (FULL, UNMARKED, " Andel pojkar och flickor\n\n38,9 % 1,6 % 37,3 % 40 % 41 % 42 % Tertial 1 2019"),
        {"outcome": "38,9 %", "outcome_men": "1,6 %", "outcome_women": "37,3 %"},
    ),
    "council_row_has_no_kf": Case(
        (COUNCIL, VP_HEADER, "Andel lokaler\n\n100 % År"), {"annual_target": "100 %"}, VP_HEADER
    ),
    "council_row_prints_target": Case((COUNCIL, T1_HEADER, "Andel lokaler\n\n80 % 2019"), {"annual_target": "80 %"}),
    "council_row_has_no_previous": Case(
        (FULL, UNMARKED, COUNCIL, T1_HEADER, "Andel lokaler\n\n8 50 51 Tertial 1 2019"),
        {"outcome": "8", "forecast": "50", "annual_target": "51"},
    ),
    "kf_row_prints_both_targets": Case(
        (*PROOF, "Andel som trivs\n\n88 % 89 % 2019"), {"annual_target": "88 %", "kf_target": "89 %"}
    ),
    "dash_is_kf_target": Case(("Andel\n\n80 % - Tertial 1 2019",), {"kf_target": "-"}),
    "cell_break": Case(
        (NARROW_FULL, "Andel ärenden i tid\n\n80,8 \n% 92,1 % 93,2 % 94,3 % Tertial 1 2019"),
        {"previous_outcome": "80,8 %", "forecast": "92,1 %", "annual_target": "93,2 %", "kf_target": "94,3 %"},
        NARROW,
    ),
    "year_row_has_no_forecast": Case(
        (FULL, "Andel a\n\n62 % 77 % 78 % 2019", "Andel b\n\n61 % 77 % 78 % 2019", "Andel c\n\n60 % 77 % 78 % 2019"),
        {"previous_outcome": "60 %", "annual_target": "77 %", "kf_target": "78 %"},
    ),
    "year_outcome_comes_later": Case(
        (FULL, "Andel a\n\n62 % 77 % 78 % 2019", "Andel b\n\n61 % 77 % 78 % 2019", "Andel c\n\n60 % 77 % 78 % 2019"),
        {"previous_outcome": "60 %", "annual_target": "77 %", "kf_target": "78 %"},
    ),
    "comment_outcome_later": Case(
        (
            *PROOF,
            UNMARKED,
            "Antal jobb\n\n0 st 80 st 90 st 95 st Tertial 1 2019\n\nAnalys\nRedovisas i samband med T2.",
        ),
        {"outcome": "0 st", "annual_target": "90 st", "kf_target": "95 st"},
    ),
    "comment_outcome": Case(
        (*PROOF, UNMARKED, "Andel i kö\n\n7 % 8 % 9 % Tertial 1 2019\n\nAnalys\nAndelen har minskat i år."),
        {"outcome": "7 %", "annual_target": "8 %", "kf_target": "9 %"},
    ),
    "prose_outcome": Case(
        (*PROOF, UNMARKED, "Andel insatser utan ytterligare behov\n\n34 % 45 % 46 % Tertial 1 2019"),
        {"outcome": "34 %", "annual_target": "45 %", "kf_target": "46 %"},
        f"Av insatserna behövde 34 procent ingen ytterligare åtgärd.\n\n{T1_HEADER}",
    ),
    "table_prints_forecast": Case(
        (FULL, UNMARKED, "Andel i tid\n\n39 % 41 % 41 % 42 % Tertial 1 2019"),
        {"forecast": "41 %", "annual_target": "41 %", "kf_target": "42 %"},
    ),
    "sister_row": Case(
        (
            NARROW_FULL,
            "Nämndens säkerhet efter resultat\n\n80,8 \n% 92,1 % 93,2 % 94,3 % Tertial 1 2019",
            "Nämndens säkerhet före resultat\n\n80 % 92 % 93 % 94 % Tertial 1 2019",
        ),
        {"previous_outcome": "80 %", "forecast": "92 %", "annual_target": "93 %", "kf_target": "94 %"},
        NARROW,
    ),
    "period_missing": Case(("Andel som trivs\n\n80 % 81 %",), {}, VP_HEADER),
    "no_reading_fits": Case(("Andel som trivs\n\nÅr 80 % År",), {}, VP_HEADER),
    "several_readings": Case(("Andel som trivs 3 % År",), {}, VP_HEADER),
    "spaces_fit_no_reading": Case(("Andel a 3 %  År", "Andel som trivs i blått 4 % År"), {}, VP_HEADER),
    "unknown_value": Case(
        ("Andel som trivs 80 % grönt År",), {"annual_target": "80 %", "kf_target": "grönt"}, VP_HEADER
    ),
    "unknown_period": Case(("Andel som trivs 80 % 81 % Vartannat år",), {"annual_target": "80 %"}, VP_HEADER),
    "in_comment": Case(
        ("Andel som trivs 80 % 81 % År", "Analys\nPer enhet:", "Enhet Norr 79 % 83 % År"), {}, VP_HEADER
    ),
    "other_table": Case(
        ("Andel a 3 % 4 % År", "Enhet Antal barn Andel flickor", "Andel i norr 79 % 83 % År"), {}, VP_HEADER
    ),
    "page_break_undecided": Case(
        ("Andel a 3 % 4 % År", "Antal ungdomar med fasta", f" {VP_HEADER}", "Stockholmsjobb\n\n3 st 4 st År"),
        {},
        VP_HEADER,
    ),
    "number_split": Case(("Andel a 3 %  År", "Andel som trivs grönt 9 266 st År"), {}, VP_HEADER),
    "name_end": Case(("Andel enheter på nivå 3 80 % År",), {}, VP_HEADER),
    "name_in_doubt": Case(("trivs i parken 80 % 81 % År",), {"annual_target": "80 %"}, VP_HEADER),
    "one_weak_reason": Case(
        (
            *PROOF,
            COUNCIL,
            T1_HEADER,
            "Antal som äter på kaféet\n\n54 60 Tertial 1 2019\n\nAnalys\nAntalet har minskat i år.",
        ),
        {"outcome": "54", "annual_target": "60"},
    ),
    "text_speaks_against": Case(
        (COUNCIL, "Av insatserna behövde 34 procent ingen ytterligare åtgärd.", T1_HEADER, *ONE_VALUE),
        {"annual_target": "34 %"},
    ),
    "unknown_title": Case(
        ("Andel som trivs\n\n3 % 4 % 5 % År",),
        {"annual_target": "4 %", "kf_target": "5 %"},
        "Indikator Bedömning Årsmål KF:s årsmål Periodicitet",
    ),
    "goal_unread": Case(
        ("Prioriterat mål: Parkerna är rena", VP_HEADER, "Andel som trivs\n\n3 % 4 % År"),
        {"annual_target": "3 %", "kf_target": "4 %"},
        VP_HEADER,
    ),
}

SILENT: dict[str, Case] = {
    "all_columns_filled": Case(("Andel som trivs\n\n3 % År",), {}, VP_HEADER),
    "no_value_printed": Case(("Andel som trivs\n\n0 % 0 % År",), {"annual_target": "0 %"}, VP_HEADER),
    # A double space after 95,5 is none between cells, and no row with an empty cell shows it by a space.
    "empty_cell_spaces": Case(("Andel a 3 % År", "Andel b 4 % År", "Andel c 95,5  % År"), {}, VP_HEADER),
    "kind_of_value": Case(("Andel som trivs\n\n3 % År",), {}, VP_HEADER),
    "two_values": Case(
        ("Antal jobb\n\n900 st 9 000 st År",), {"annual_target": "900 st", "kf_target": "9 000 st"}, VP_HEADER
    ),
    # A row without a mark has values for men and women too: here the mark means nothing.
    "gender_mark": Case((FULL, FULL.strip(), UNMARKED), {}),
    "gender_pair": Case(("Andel som trivs\n\n3 % År",), {}, VP_HEADER),
    # 39 is neither between 1,6 and 20 nor their sum.
    "gender_sum": Case((FULL, UNMARKED, " Andel flickor\n\n39 % 1,6 % 20 % 40 % 41 % 42 % Tertial 1 2019"), {}),
    "council_row_has_no_kf": Case((FULL, UNMARKED), {"kf_target": "94 %"}),
    "council_row_prints_target": Case((FULL, "Andel lokaler\n\n80 % 2019"), {}),
    "council_row_has_no_previous": Case(
        (
            COUNCIL,
            T1_HEADER,
            " Andel\n\n39 % 38 % 40 % 37 % 41 % 42 % Tertial 1 2019",
            " Andel b\n\n8 50 51 Tertial 1 2019",
        ),
        {},
    ),
    "kf_row_prints_both_targets": Case(("Andel som trivs\n\n80 % 70 % - Tertial 1 2019",), {}),
    "dash_is_kf_target": Case((FULL, UNMARKED), {}),
    # All columns hold as much on one line: nothing shows that one is narrower.
    "cell_break": Case((FULL, "Andel i tid\n\n80,8 % 92,1 % 93,2 % 94,3 % Tertial 1 2019"), {}),
    "year_row_has_no_forecast": Case((FULL, "Andel a\n\n62 % 77 % 78 % 2019", "Andel c\n\n60 % 77 % 78 % 2019"), {}),
    # A survey of the spring: a row of the table about the whole year has its outcome already.
    "year_outcome_comes_later": Case(
        (FULL.replace("Tertial 1 2019", "2019"), "Andel c\n\n60 % 77 % 78 % 2019"),
        {},
    ),
    "comment_outcome_later": Case(
        (FULL, UNMARKED, "Antal jobb\n\n0 st 80 st 90 st 95 st Tertial 1 2019\n\nAnalys\nJobben är lediga."), {}
    ),
    # What has fallen is told later: the figure may be another.
    "comment_outcome": Case(
        (FULL, UNMARKED, "Andel i kö\n\n7 % 8 % 9 % Tertial 1 2019\n\nAnalys\nKön har minskat. Redovisas först i T2."),
        {},
    ),
    "prose_outcome": Case(
        (FULL, UNMARKED, "Andel insatser utan ytterligare behov\n\n34 % 45 % 46 % Tertial 1 2019"),
        {},
        f"Målet är att 34 procent av insatserna inte ska behöva någon ytterligare.\n\n{T1_HEADER}",
    ),
    "table_prints_forecast": Case(
        (
            FULL,
            UNMARKED,
            "Andel b\n\n7 % 8 % 9 % Tertial 1 2019\n\nAnalys\nKön har minskat.",
            "Andel c\n\n3 % 4 % 5 % Tertial 1 2019",
        ),
        {},
    ),
    "sister_row": Case(
        (
            NARROW_FULL,
            "Nämndens säkerhet efter resultat\n\n80,8 \n% 92,1 % 93,2 % 94,3 % Tertial 1 2019",
            "Köpt energi i lokaler\n\n80 % 92 % 93 % 94 % Tertial 1 2019",
        ),
        {},
        NARROW,
    ),
    "period_missing": Case(("Andel som trivs\n\n80 %",), {}, "Indikator Årsmål KF:s årsmål"),
    "no_reading_fits": Case(("Andel som trivs\n\n80 % År",), {}, VP_HEADER),
    "several_readings": Case(("Andel som trivs 3 % 4 % År",), {"annual_target": "3 %"}, VP_HEADER),
    "spaces_fit_no_reading": Case(
        ("Andel a 3 %  År", "Andel som trivs i blått  4 % År"), {"kf_target": "4 %"}, VP_HEADER
    ),
    "unknown_value": Case(
        ("Andel som trivs 80 % Utgår År",), {"annual_target": "80 %", "kf_target": "Utgår"}, VP_HEADER
    ),
    "unknown_period": Case(("Andel som trivs 80 % 81 % Kvartal",), {"annual_target": "80 %"}, VP_HEADER),
    # A closed paragraph ends a comment.
    "in_comment": Case(
        ("Andel som trivs 80 % 81 % År", "Analys\nDet är bra.", "Andel i norr 79 % 83 % År"), {}, VP_HEADER
    ),
    "other_table": Case(
        ("Andel a 3 % 4 % År", "Enhet Antal barn Andel flickor", VP_HEADER, "Andel i norr 79 % 83 % År"),
        {"annual_target": "79 %"},
        VP_HEADER,
    ),
    # A sentence is no beginning of a name.
    "page_break_undecided": Case(
        ("Andel a 3 % 4 % År", "De är för få.", f" {VP_HEADER}", "Stockholmsjobb\n\n3 st 4 st År"),
        {"annual_target": "3 st"},
        VP_HEADER,
    ),
    "number_split": Case(("Andel a 3 %  År", "Antal b 9  266 st År"), {}, VP_HEADER),
    # The spaces of the other row show that an empty cell has one of its own.
    "name_end": Case(("Andel a 3 %  År", "Andel enheter på nivå 3 80 %  År"), {"annual_target": "80 %"}, VP_HEADER),
    "name_in_doubt": Case(("iParken trivs man 80 % 81 % År",), {"annual_target": "80 %"}, VP_HEADER),
    # Two weak reasons that say the same, the comment and the text above the table, are enough.
    "one_weak_reason": Case(
        (
            COUNCIL,
            "Av insatserna behövde 34 procent ingen ytterligare åtgärd.",
            T1_HEADER,
            *PROOF,
            "Andel insatser utan ytterligare behov\n\n34 % 45 % Tertial 1 2019\n\nAnalys\nAndelen har ökat.",
        ),
        {"outcome": "34 %", "annual_target": "45 %"},
    ),
    "text_speaks_against": Case(
        (COUNCIL, "Målet är att 34 procent av insatserna inte ska behöva någon ytterligare.", T1_HEADER, *ONE_VALUE),
        {"annual_target": "34 %"},
    ),
    "unknown_title": Case(("Andel som trivs\n\n3 % 4 % År",), {"annual_target": "3 %"}, VP_HEADER),
    "goal_unread": Case(
        (COUNCIL, VP_HEADER, "Andel som trivs\n\n3 % 4 % År"), {"annual_target": "3 %", "kf_target": "4 %"}, VP_HEADER
    ),
}


def evidence_of(row: dict[str, object]) -> list[str]:
    evidence = row["evidence"]
    assert isinstance(evidence, list)
    return evidence


def test_every_reason_of_the_closed_list_is_tested() -> None:
    assert set(SPEAKS) == {reason.code for reason in REASONS} == set(SILENT)


@pytest.mark.parametrize("code", SPEAKS)
def test_a_reason_speaks_where_it_is_printed(code: str) -> None:
    case = SPEAKS[code]
    row = last_row(*case.parts, header=case.header)
    assert code in evidence_of(row)
    assert reasons_in_words([code]) in str(row["note"])
    assert {column: value for column, value in cells(row).items() if column in case.cells} == case.cells


@pytest.mark.parametrize("code", SILENT)
def test_a_reason_is_silent_where_it_has_nothing_to_say(code: str) -> None:
    case = SILENT[code]
    row = last_row(*case.parts, header=case.header)
    assert code not in evidence_of(row)
    assert {column: value for column, value in cells(row).items() if column in case.cells} == case.cells


@pytest.mark.parametrize("code", [code for code in SPEAKS if code in ("dash_is_kf_target", "table_prints_forecast")])
def test_what_several_readings_are_left_of_is_called_ambiguous_with_all_of_them(code: str) -> None:
    row = last_row(*SPEAKS[code].parts, header=SPEAKS[code].header)
    readings = row["readings"]
    assert row["column_evidence"] == "ambiguous"
    assert isinstance(readings, list)
    assert len(readings) > 1
    assert cells(row) == {column: value for column, value in readings[0].items() if value and column != "period"}


OPEN: dict[str, tuple[str, ...]] = {
    "the value that repeats the target may be the outcome": (
        FULL,
        UNMARKED,
        "Andel i tid\n\n41 % 41 % 42 % Tertial 1 2019",
    ),
    "one cell is empty, men's or the year before's": (
        *PROOF,
        " Andel b\n\n88 % 89 % 90 % 92 % 92 % 93 % Tertial 1 2019",
    ),
    "men and women around the total, one cell empty": (
        FULL,
        UNMARKED,
        " Andel b\n\n39 % 38 % 40 % 41 % 41 % 42 % Tertial 1 2019",
    ),
    "as many values as the columns that are no gender's": (
        *PROOF,
        UNMARKED,
        " Andel b\n\n21 % 21 % 21 % 22 % Tas fram av nämnd Tertial 1 2019",
    ),
    "no target may be set before it is said": (*PROOF, "Andel b\n\n36 % Fastställs 2019 2019"),
    "a council's row with values for men and women, or a year before's": (
        *PROOF,
        COUNCIL,
        T1_HEADER,
        " Andel b\n\n68 % 70 % 74 % 75 % Tertial 1 2019",
    ),
    "a survey of the year is done by August": (
        FULL.replace("Tertial 1", "Tertial 2"),
        UNMARKED.replace("Tertial 1", "Tertial 2"),
        *(f"Andel {letter}\n\n6{n} % 77 % 78 % 2019" for n, letter in enumerate("abc")),
    ),
}


@pytest.mark.parametrize("what", OPEN)
def test_what_a_careful_reader_would_not_tell_is_ambiguous(what: str) -> None:
    assert last_row(*OPEN[what])["column_evidence"] == "ambiguous"


def test_a_title_that_broke_shows_no_width_of_cells() -> None:
    """'Perio' + 'dens' in the header, and no cell that broke there: '88,8 %' may be the year before's as well."""
    row = last_row(
        "Andel a\n\n39 % 38 % 40 % 37 % 41 % 41 % 42 % Tertial 1 2019",
        "Andel b\n\n88,8 % 77 % 78 % Tertial 1 2019",
        header=NARROW,
    )
    assert "cell_break" not in evidence_of(row)


def test_a_row_that_can_be_told_has_no_readings() -> None:
    for row in rows_of(FULL, UNMARKED):
        assert row["readings"] is None
        assert row["column_evidence"] in ("complete", "inferred")


def test_a_width_against_what_the_row_is_about_settles_nothing() -> None:
    """'100' + '%' under a nämndmål can only be a year before's by its width, and a council's row prints its årsmål."""
    row = last_row(NARROW_FULL, COUNCIL, NARROW, "Andel lokaler\n\n100 \n% 2019", header=NARROW)
    assert row["column_evidence"] == "ambiguous"
    assert {"cell_break", "council_row_prints_target"} <= set(evidence_of(row))


def test_a_column_that_breaks_at_one_width_and_holds_a_greater_shows_none() -> None:
    steady = "Andel a\n\n39,4 % 38,2 % 40,1 % 37,5 % 41,3 % 41,2 % 42,1 % Tertial 1 2019"
    odd = "Andel b\n\n9 \n% 8 \n% 7 \n% 6 \n% 5 \n% 4 \n% 3 \n% Tertial 1 2019"
    row = last_row(steady, odd, "Andel c\n\n80 \n% 92 % 93 % 94 % Tertial 1 2019")
    assert "cell_break" not in evidence_of(row)
    assert row["column_evidence"] == "ambiguous"


def test_extraction_is_a_function_of_the_text_alone() -> None:
    text = f"{T1_HEADER}\n\n{FULL}\n\n{UNMARKED}\n"
    goal = "KF:s inriktningsmål: 1. En stad\n\n"
    assert extraction(goal + text).indicators.equals(extraction(goal + text).indicators)


def test_a_title_that_broke_otherwise_than_by_width_shows_none() -> None:
    """'Per' + 'iod' above '2018', which is wider than what did not fit; and a title that broke may not be bold."""
    held = habits.held_by_title
    assert held(("Per", "iodens ", "2018 ")) == 0
    assert held(("Utfall ", "2018 ")) == habits.text_width("Utfall", bold=True)
    assert held(("Perio", "dens ", "utfall ")) == habits.text_width("Perio") < habits.text_width("Perio", bold=True)
