"""Rows: where a name ends and its cells begin, over wraps, page breaks, comments and page furniture."""

from __future__ import annotations

from typing import cast

import pytest

from tests.unit.extraction.printing import COUNCIL, GOALS, T1_HEADER, VP_HEADER, cells, extraction, last_row, rows_of

FURNITURE = "Tjänsteutlåtande\nSid 18 (84)\n\nstockholm.se\n08-508 7158"


def plan(*parts: str) -> list[tuple[object, ...]]:
    """Name, årsmål, KF's target, period and comment of the rows of a plan."""
    return [
        tuple(row[column] for column in ("indicator", "annual_target", "kf_target", "period", "comment"))
        for row in rows_of(*parts, header=VP_HEADER)
    ]


TRUST = ("Andel som trivs i parken", "75 %", "80 %", "År", None)
BOOKS = ("Antal böcker", "3 st", "4 st", "Tertial", None)


@pytest.mark.parametrize(
    "text",
    [
        "Andel som trivs i parken 75 % 80 % År",
        "Andel som trivs i\nparken\n\n75 % 80 % År",
        "Andel som\ntrivs i\nparken\n\n75 %\n\n80 %\n\nÅr",
        "Andel som trivs i\nparken\n75 % 80 % År",
        "Andel som trivs i\nparken\n\n75\n%\n\n80\n%\n\nÅr",
        "\u2640 Andel som trivs i\nparken\n\n75 % 80 % År",
        "  \n \n\nAndel som trivs i\nparken\n\n75 % 80 % År",
        "Andel som trivs i\n parken\n\n75 % 80 % År",
        f"Andel som trivs i\n{FURNITURE}\nparken\n\n75 % 80 % År",
        f"Andel som trivs i\nparken\n\n75 %\n{FURNITURE}\n80 % År",
        f"Andel som trivs i\nparken\n\n75 % 80 %\n{FURNITURE}\nÅr",
        f"Andel som trivs i\n\n75 % 80 % År\n {VP_HEADER}\n\nparken",
        f"Andel som\n\n75 % 80 % År\n {VP_HEADER}\n\ntrivs i\nparken",
        f"Andel som trivs i\nparken\n {VP_HEADER}\n\n75 % 80 % År",
        f"Andel som trivs i\n {VP_HEADER}\n\nparken\n\n75 % 80 % År",
        f"Andel som trivs i\nparken\n\n75 %\n {VP_HEADER}\n\n80 % År",
        f"Andel som trivs i\nparken\n\n75 % 80\n {VP_HEADER}\n\n%\n\nÅr",
        f"Andel som trivs i\nparken\n\n75 % 80 %\n{FURNITURE}\n {VP_HEADER}\n\nÅr",
        f"Andel som trivs i parken 75 %\n {VP_HEADER}\n\n80 % År",
    ],
)
def test_a_row_is_the_same_however_it_is_broken(text: str) -> None:
    assert plan(text, "Antal böcker 3 st 4 st Tertial") == [TRUST, BOOKS]


@pytest.mark.parametrize("between", [f" {VP_HEADER}", VP_HEADER, f"{FURNITURE}\n {VP_HEADER}", FURNITURE, ""])
def test_rows_follow_each_other_over_a_page_break_with_the_header_or_without(between: str) -> None:
    assert plan("Andel som trivs i parken 75 % 80 % År", between, "Antal böcker 3 st 4 st Tertial") == [TRUST, BOOKS]


@pytest.mark.parametrize(
    "name",
    [
        "Andel som nås inom 48 timmar",
        "Andel som bor kvar efter 12 månader",
        "Kontinuitet under en 14-dagarsperiod",
        "Sjukfrånvaro dag 1-14",
        "Andel erbjudanden inom en (1) månad",
        "Antal unga 20-29 år som studerar",
        'Antal förskolor som följer "Modell 3"',
    ],
)
def test_digits_of_a_name_stay_in_it(name: str) -> None:
    assert plan(f"{name} 75 % 80 % År") == [(name, "75 %", "80 %", "År", None)]
    assert plan(f"{name}\n\n75 % 80 % År") == [(name, "75 %", "80 %", "År", None)]
    first, last = name.split(" ", 1)
    assert plan(f"{first}\n{last}\n\n75 % 80 % År") == [(name, "75 %", "80 %", "År", None)]


@pytest.mark.parametrize(
    "comment",
    [
        "Indikator och årsmål är nya.\nMålet var 75 % år 2019.",
        "Indikator Årsmål nås 2023",
        "Utfallet blev 12 av 15, eller 80 %.\nTertial 1 2019 var det 70 %.",
        "Nämndens indikator: trygghet.",
    ],
)
@pytest.mark.parametrize("label", ["Analys", "Kommentar", "Kommentar "])
def test_a_comment_may_hold_figures_and_the_words_of_headers(comment: str, label: str) -> None:
    rows = plan("Andel som trivs i parken 75 % 80 % År", f"{label}\n{comment}", "Antal böcker 3 st 4 st Tertial")
    assert rows == [(*TRUST[:4], comment.replace("\n", " ")), BOOKS]


@pytest.mark.parametrize(
    "parts",
    [
        (f"Kommentar\n {VP_HEADER}\n\nFörsta raden.\nAndra raden.",),
        (f"Kommentar\nFörsta raden.\n {VP_HEADER}\n\nAndra raden.",),
        (f"Kommentar\nFörsta raden.\n{FURNITURE}\nAndra raden.",),
        ("Kommentar\nFörsta raden.\n Andra raden.",),
        ("Kommentar", "Första raden.\nAndra raden."),
    ],
)
def test_a_comment_goes_on_over_a_page_break_and_the_next_name_swallows_none_of_it(parts: tuple[str, ...]) -> None:
    rows = plan("Andel som trivs i parken 75 % 80 % År", *parts, "Antal\nböcker\n\n3 st 4 st Tertial")
    assert rows == [(*TRUST[:4], "Första raden. Andra raden."), BOOKS]


@pytest.mark.parametrize("comment", ["Analys\nBra.", "Analys\nBra.\n\nDet blir fler varje år.", "Rubrik"])
@pytest.mark.parametrize(
    "cut", ["75 % Tas fram\n{}\nav nämnd\n\nÅr", "75 % Tas fram av nämnd\n{}\nÅr", "{}\n75 % Tas fram av nämnd År"]
)
def test_cells_that_go_on_overleaf_belong_to_the_row_above_the_header(comment: str, cut: str) -> None:
    header = f" {VP_HEADER}\n"
    rows = plan(
        "Antal böcker 3 st 4 st Tertial",
        comment,
        header,
        f"Andel som\ntrivs\n\n{cut.format(header)}",
        "Antal pennor 2 st 3 st År",
    )
    assert [row[:4] for row in rows] == [
        BOOKS[:4],
        ("Andel som trivs", "75 %", "Tas fram av nämnd", "År"),
        ("Antal pennor", "2 st", "3 st", "År"),
    ]


@pytest.mark.parametrize("text", ["Det blir fler varje år.", "Avvikelser från planen"])
def test_text_above_a_repeated_header_is_no_part_of_the_name_below_it(text: str) -> None:
    rows = plan("Antal böcker 3 st 4 st Tertial", f"{text}\n {VP_HEADER}", "Andel som trivs i\nparken\n\n75 % 80 % År")
    assert rows == [BOOKS, TRUST]


def test_a_unit_in_the_rest_of_a_name_overleaf_is_none() -> None:
    rows = rows_of(f"Andel inom 14\n\n80 % 2019\n {T1_HEADER}\n\ndagar", "Antal kurser\n\n3 2019")
    assert [(row["indicator"], row["period"]) for row in rows] == [
        ("Andel inom 14 dagar", "2019"),
        ("Antal kurser", "2019"),
    ]


def test_the_end_of_a_cell_overleaf_is_put_back() -> None:
    row = rows_of("Andel som trivs\n\n75 % Tas fram av År", f" {VP_HEADER}\n\nnämnd/styrelse", header=VP_HEADER)[0]
    assert (row["indicator"], row["kf_target"]) == ("Andel som trivs", "Tas fram av nämnd/styrelse")


def test_a_word_cut_overleaf_is_one_word_where_line_ends_tell() -> None:
    text = f"{GOALS}\n{VP_HEADER} \n\nAndel enheter med \nkemikaliesyste\n\n75 % 80 % År \n {VP_HEADER} \n\nm \n"
    (row,) = extraction(text).indicators.to_pylist()
    assert row["indicator"] == "Andel enheter med kemikaliesystem"


@pytest.mark.parametrize(("above", "below", "whole"), [("system", "i", "system i"), ("syste", "m.", "system.")])
def test_a_consonant_alone_overleaf_ends_the_word_above(above: str, below: str, whole: str) -> None:
    (row,) = rows_of(f"Andel enheter med {above}\n\n80 % 2019\n {T1_HEADER}\n\n{below}")
    assert row["indicator"] == f"Andel enheter med {whole}"


def test_a_name_cut_below_a_comment_is_whole() -> None:
    rows = plan(
        "Antal böcker 3 st 4 st Tertial", "Analys\nBra.", f"Andel som trivs\n{FURNITURE}\ni parken\n\n75 % 80 % År"
    )
    assert rows == [(*BOOKS[:4], "Bra."), TRUST]


@pytest.mark.parametrize("comment", ["Analys\nBra.", "Analys\nBra", "Analys"])
@pytest.mark.parametrize(
    ("name", "rest"),
    [("Andel som trivs", "i parken"), ("Andel som trivs i", "Humlegården"), ("Andel", "(boende) som\ntrivs")],
)
def test_a_name_cut_where_a_comment_could_go_on_is_whole(comment: str, name: str, rest: str) -> None:
    # 002 repeats the header inside a comment; the next page may end inside the name of the row below it.
    rows = plan(
        "Antal böcker 3 st 4 st Tertial", comment, f" {VP_HEADER}", f"{name}\n{FURNITURE}\n{rest}\n\n75 % 80 % År"
    )
    text = comment.removeprefix("Analys").strip() or None
    assert rows == [(*BOOKS[:4], text), (" ".join(f"{name} {rest}".split()), *TRUST[1:])]


@pytest.mark.parametrize(
    "rest", ["Det fortsätter bli\n fler i parken.", "De blir\nfler.", "fler\noch fler.", "Nya trappor."]
)
@pytest.mark.parametrize("name", ["Andel som\ntrivs i parken", "iRisk används"])
def test_the_rest_of_a_comment_above_a_page_break_is_no_part_of_a_name(rest: str, name: str) -> None:
    rows = plan(
        "Antal böcker 3 st 4 st Tertial",
        "Analys\nBöckerna är bra.",
        f" {VP_HEADER}",
        f"{rest}\n{FURNITURE}\n{name}\n\n75 % 80 % År",
    )
    assert rows == [
        (*BOOKS[:4], f"Böckerna är bra. {' '.join(rest.split())}"),
        (name.replace("\n", " "), *TRUST[1:]),
    ]


@pytest.mark.parametrize("place", ["50 % - VB", "50 % -\nVB"])
@pytest.mark.parametrize("name", ["Andel utan avhysning\n\n", "Andel utan avhysning "])
def test_a_period_cut_by_page_furniture_is_whole_and_its_cells_are_no_name(name: str, place: str) -> None:
    row = last_row(f"{name}{place}\n{FURNITURE}\n2020")
    assert (row["indicator"], row["period"]) == ("Andel utan avhysning", "VB 2020")
    assert set(cells(row).values()) == {"50 %", "-"}


def test_a_number_that_could_be_a_year_has_its_unit_overleaf() -> None:
    rows = rows_of(f"Totalt köpt energi\n\n2,83 GWh 3,3 GWh 1945\n{FURNITURE}\nGWh\n\n2021", "Antal kurser\n\n3 2021")
    assert [(row["indicator"], row["period"]) for row in rows] == [
        ("Totalt köpt energi", "2021"),
        ("Antal kurser", "2021"),
    ]
    assert list(cells(rows[0]).values()) == ["2,83 GWh", "3,3 GWh", "1945 GWh"]


def test_a_name_that_begins_like_a_unit_overleaf_does_not_change_the_year_above() -> None:
    rows = rows_of(f"Antal kurser\n\n3 2021\n{FURNITURE}\nkg avfall\n\n4 2021")
    assert [(row["indicator"], row["period"]) for row in rows] == [("Antal kurser", "2021"), ("kg avfall", "2021")]


@pytest.mark.parametrize(
    ("end", "rest", "whole"),
    [
        ("barns språk-", "och räknande ", "barns språk-och räknande"),
        ("barns språk- ", "och räknande ", "barns språk- och räknande"),
        ("sin insats -", "Stöd ", "sin insats - Stöd"),
    ],
)
def test_a_hyphen_overleaf_is_joined_as_line_ends_tell(end: str, rest: str, whole: str) -> None:
    text = f"{GOALS}\n{VP_HEADER} \n\nAndel som prövar \n{end}\n\n75 % 80 % År \n {VP_HEADER} \n\n{rest}\n"
    (row,) = extraction(text).indicators.to_pylist()
    assert row["indicator"] == f"Andel som prövar {whole}"


def test_numbers_below_a_page_number_are_no_telephone() -> None:
    row = last_row(f"Antal förskolor\n{FURNITURE}\n47 200 300 2019")
    assert " ".join(map(str, cells(row).values())) == "47 200 300"


def test_two_tables_with_nothing_between_are_both_read() -> None:
    rows = plan("Andel som trivs i parken 75 % 80 % År", VP_HEADER + "\n\nAntal böcker 3 st 4 st Tertial")
    assert rows == [TRUST, BOOKS]


def test_a_table_may_be_the_last_thing_in_the_file() -> None:
    text = f"{GOALS}\n{VP_HEADER}\n\nAntal\nböcker\n\n3 st 4 st Tertial"
    (row,) = extraction(text).indicators.to_pylist()
    assert (row["indicator"], row["line_start"], row["line_end"]) == ("Antal böcker", 7, 10)


@pytest.mark.parametrize(
    "text",
    [
        "Arbetet fortsätter under 2021.",
        "Det finns 12 lekplatser i området, varav 75 % är nya.",
        "Nämnden har beslutat om tre saker:\n- rena parker\n- hela bänkar",
        "Beskrivning\n\nUnder året\n2020\nbyggdes 3 parker.",
    ],
)
def test_text_below_a_table_is_no_row_and_no_comment(text: str) -> None:
    assert plan("Andel som trivs i parken 75 % 80 % År", text) == [TRUST]


def test_a_heading_ends_a_table() -> None:
    text = f"{GOALS}\n{VP_HEADER}\n\nAntal böcker 3 st 4 st Tertial\n{COUNCIL}\n\nAndel 3 % 4 % År\n"
    (row,) = extraction(text).indicators.to_pylist()
    assert row["indicator"] == "Antal böcker"


def test_a_comment_that_ends_with_a_period_is_no_row() -> None:
    text = f"{GOALS}\n{VP_HEADER}\n\nAntal böcker 3 st 4 st Tertial\n\nKommentar\nI tertial 1 2020\n\n"
    text += "Andel\nsom\n\n3 % År\n"
    (table,) = extraction(text).tables.to_pylist()
    assert table["rows"] == 2


@pytest.mark.parametrize(
    "cells",
    [
        "75 % Tas fram av nämnd Tertial 1\n{}\n2019",
        "75 % Fastställs\n{}\n2024\n\nTertial 1 2019",
        "75 % Fastställ\n{}\ns 2024\n\nTertial 1 2019",
        "75 % 1945\n{}\nGWh\n\n2021",
        "75 % 80 % VB\n{}\n2021",
        "75 % 80 %\n{}\n2021",
    ],
)
@pytest.mark.parametrize("page_break", [FURNITURE, f" {T1_HEADER}\n"])
def test_a_page_break_in_a_cell_is_no_end_of_a_row(page_break: str, cells: str) -> None:
    text = f"{GOALS}\n{T1_HEADER}\n\nAndel\nsom\n\n{cells.format(page_break)}\n\nAntal böcker\n\n3 st 2021\n"
    tables = extraction(text).tables.to_pylist()
    assert [table["rows"] for table in tables] == ([2] if page_break == FURNITURE else [1, 1])


def test_a_dash_that_ends_a_name_before_a_page_break_is_no_cell() -> None:
    text = (
        "KF:s mål för verksamhetsområdet: 1.3 Skola \n\n  Indikator Årsmål KF:s årsmål Periodicitet \n\n"
        "  Kvalitetsindikatorn -\n\n3,6  År \n   Indikator Årsmål KF:s årsmål Periodicitet \n\n Självvärdering \n\n"
        "  Andel nöjda \n\n86 % 86 % År \n\n  Andel trygga \n\n90 %  År \n"
    )
    first = extraction(text).indicators.to_pylist()[0]
    assert (first["indicator"], first["annual_target"], first["kf_target"]) == (
        "Kvalitetsindikatorn - Självvärdering",
        "3,6",
        None,
    )


SPACED = ("Andel a 3 %  År", "Andel b  4 % År")


@pytest.mark.parametrize(
    ("rows", "name"),
    [
        ((*SPACED, "Andel enheter som arbetar Nivå 3 80 % År"), "Andel enheter som arbetar Nivå"),
        ((*SPACED, "Andel enheter i kön Mäts ej 2021 80 % År"), "Andel enheter i kön Mäts ej"),
        (("Andel som trivs högst 10 personer 80 % År",), "Andel som trivs"),
        (("Antal personer över 65 12 År",), "Antal personer"),
        (("Andel som trivs tio 80 % År",), "Andel som trivs tio"),
        (("Andel som trivs x 80 % År",), "Andel som trivs x"),
    ],
)
def test_a_name_that_may_end_elsewhere_is_in_doubt(rows: tuple[str, ...], name: str) -> None:
    row = last_row(*rows, header=VP_HEADER)
    assert (row["indicator"], row["column_evidence"]) == (name, "ambiguous")
    assert {} in [
        {column: value for column, value in reading.items() if value and column != "period"}
        for reading in cast(list[dict[str, str]], row["readings"])
    ]


@pytest.mark.parametrize("name", ["Andel hushåll under 60 %", "Andel bilar med mer än 50 %", "Säkerhet i T1 +/- 2 %"])
def test_a_comparison_or_a_band_beside_one_figure_may_end_the_name(name: str) -> None:
    assert last_row(f"{name} 85 % År", header=VP_HEADER)["column_evidence"] == "ambiguous"
    # Where the spaces are those of an empty årsmål they say the same.
    assert last_row(*SPACED, f"{name}  85 % År", header=VP_HEADER)["column_evidence"] == "ambiguous"


@pytest.mark.parametrize("cells", ["minst 80 % 90 %", "80 % över 65 %", "+/- 1 % +/- 2 %"])
def test_a_comparator_with_its_share_is_a_cell(cells: str) -> None:
    row = last_row(f"Andel som trivs {cells} År", header=VP_HEADER)
    assert (row["indicator"], row["column_evidence"]) == ("Andel som trivs", "complete")


OTHER_TABLES = (
    ("Nyckeltal 2019 2020 2021", "Antal anställda 80 % 81 % År"),
    ("Enhet Antal barn Andel inskrivna", "Solen 80 95 % År", "Månen 70 90 % År"),
    ("Viktiga mått Nuläge Mål År", "Andel trygga 70 % 75 % År"),
    (f"Nämnden har en budget i balans. {'Arbetet går vidare i alla delar av området. ' * 3}", "Solen 80 95 % År"),
    ("Andel trygga 70 % 75 % 2021",),
)


@pytest.mark.parametrize("parts", OTHER_TABLES)
def test_rows_of_another_table_are_not_read_as_if_they_stood_below_the_header(parts: tuple[str, ...]) -> None:
    rows = rows_of(*(f"Andel {letter} 3 % 4 % År" for letter in "abcde"), *parts, header=VP_HEADER)
    sure = [row["indicator"] for row in rows if row["column_evidence"] != "ambiguous"]
    assert sure == [f"Andel {letter}" for letter in "abcde"]


def test_a_plan_whose_periods_are_years_is_read() -> None:
    rows = rows_of(*(f"Andel {letter} 3 % 4 % 2021" for letter in "abc"), header=VP_HEADER)
    assert {row["column_evidence"] for row in rows} == {"complete"}


@pytest.mark.parametrize("label", ["KOMMENTAR", "Kommentar till utfall", "Analys av utfallet:"])
def test_a_comment_has_its_label_in_other_letters_and_words(label: str) -> None:
    first, second = rows_of("Andel a 3 % 4 % År", f"{label}\nMåttet följs.", "Andel b 3 % 4 % År", header=VP_HEADER)
    assert (first["comment"], second["comment"]) == ("Måttet följs.", None)


def test_a_period_of_an_unknown_form_that_begins_with_a_year_is_one() -> None:
    row = last_row(
        "Andel som trivs 82 % 85 % 2021-08", "Andel a 3 % 4 % År", "Andel b 82 % 85 % 2021-08", header=VP_HEADER
    )
    assert (row["indicator"], row["annual_target"], row["kf_target"]) == ("Andel b", "82 %", "85 %")
    assert "unknown_period" in cast(list[str], row["evidence"])


@pytest.mark.parametrize(("start", "rest"), [("Antal barn enligt", "Agenda 2030"), ("Antal lån", "i parken 2022")])
def test_the_rest_of_a_name_below_a_header_may_end_with_a_year(start: str, rest: str) -> None:
    (row,) = rows_of(f"{start}\n\n3 st 4 st År", f" {VP_HEADER}", rest, "Text.", header=VP_HEADER)
    assert (row["indicator"], row["annual_target"], row["kf_target"]) == (f"{start} {rest}", "3 st", "4 st")
