"""A row of which a cell, or the period, is a word that nobody knows: ambiguous, or its place is called unread."""

from __future__ import annotations

import pytest

from tests.unit.extraction.printing import GOALS, T1_HEADER, VP_HEADER, extraction

BOOKS = "Antal böcker 3 st 4 st Tertial"
BENCHES = "Antal\nbänkar\n\n5 st 6 st År"
COMMENT = "Kommentar\nMåttet följs varje år."
ACTIVITIES = "Aktivitet Startdatum Slutdatum"


def seen(*parts: str, header: str = VP_HEADER) -> tuple[list[tuple[object, ...]], set[str]]:
    """The rows that are sure, with name, comment and cells, and the lines in ambiguous rows and unread places."""
    text = "\n\n".join((GOALS, header, *parts)) + "\n"
    read = extraction(text)
    lines = text.split("\n")
    rows = read.indicators.to_pylist()
    doubted = [row for row in rows if row["column_evidence"] == "ambiguous"]
    places = [*doubted, *(one for one in read.unread.to_pylist() if one["may_hold_row"])]
    numbers = {number for one in places for number in range(one["line_start"], one["line_end"] + 1)}
    sure = [
        (row["indicator"], row["annual_target"], row["kf_target"], row["period"], row["comment"])
        for row in rows
        if row["column_evidence"] != "ambiguous"
    ]
    return sure, {lines[number - 1].strip() for number in numbers}


SURE_BOOKS = ("Antal böcker", "3 st", "4 st", "Tertial", None)
SURE_BENCHES = ("Antal bänkar", "5 st", "6 st", "År", None)


@pytest.mark.parametrize(
    "row",
    [
        "Andel nöjda besökare\n\nGrönt ljus",
        "Andel nöjda besökare\n\n80 % 82 % Vartannat år",
        "Andel nöjda besökare 80 % i.u.",
        "Andel nöjda besökare\n\n80 %\n\nGrönt ljus",
        "Andel nöjda besökare\n\nlite\nmer än\nförr\n\nÅr",
        "Andel nöjda besökare\n\n80 % Mäts ej 2021 År",
        "Andel nöjda besökare lite mer Tas fram av\nnämnd\n\nÅr",
        "Andel nöjda besökare 12 100 % 82 % År",
        "Andel nöjda besökare 80 % Ny indikator År",
        "Andel nöjda besökare\n\ni.u. 82 % 80 % År",
        "Andel nöjda besökare 4-5 öka År",
        "Intern information 2022-01-27 besökare 80 % 82 % År",
    ],
)
@pytest.mark.parametrize("comment", ["", COMMENT])
def test_a_row_with_an_unknown_word_is_doubted_or_unread_and_its_neighbours_are_as_printed(
    row: str, comment: str
) -> None:
    sure, doubted = seen(BOOKS, *([comment] if comment else []), row, BENCHES)
    text = "Måttet följs varje år." if comment else None
    assert sure == [(*SURE_BOOKS[:4], text), SURE_BENCHES]
    assert row.partition("\n")[0] in doubted


def test_a_row_at_the_end_of_a_table_is_not_passed_over() -> None:
    sure, doubted = seen(BOOKS, "Nöjdhet med lånen 4,8 Grönt ljus", ACTIVITIES, "Städa 2021-01-01 2021-12-31")
    assert sure == [SURE_BOOKS]
    assert "Nöjdhet med lånen 4,8 Grönt ljus" in doubted
    # A heading alone, or text, is no row.
    assert seen(BOOKS, "Uppföljning av lånen", ACTIVITIES, "Städa 2021-01-01 2021-12-31") == ([SURE_BOOKS], set())


def test_a_comment_of_a_row_that_was_not_read_is_no_other_rows_comment() -> None:
    sure, doubted = seen(BOOKS, COMMENT, "Andel nöjda besökare\n\n80 % Grönt", "Kommentar\nLjuset är grönt.", BENCHES)
    assert sure == [(*SURE_BOOKS[:4], "Måttet följs varje år."), SURE_BENCHES]
    assert {"Andel nöjda besökare", "Kommentar", "Ljuset är grönt."} <= doubted


def test_the_name_of_a_row_whose_cell_reads_as_a_name_is_in_doubt() -> None:
    sure, doubted = seen(BOOKS, "Andel anmälningar som rör unga.", "Grönt ljus 30 % 40 % Tertial", BENCHES)
    assert sure == [SURE_BOOKS, SURE_BENCHES]
    assert "Grönt ljus 30 % 40 % Tertial" in doubted


def test_a_name_that_ends_like_a_sentence_is_no_part_of_the_comment_above_it() -> None:
    comment = (
        "Kommentar\nMåttet följs varje år, och nämnden ser att det ökar i de flesta av bibliotek, dock\ninte i alla."
    )
    row = "Andel besökare\nsom är nöjda med\nsitt bibliotek.\n\nBlå År"
    for between in ("", VP_HEADER):
        sure, doubted = seen(BOOKS, f"{comment}\n {between}".rstrip(), row, BENCHES)
        assert sure == [(*SURE_BOOKS[:4], " ".join(comment.split()[1:])), SURE_BENCHES]
        assert {"Andel besökare", "Blå År"} <= doubted


def test_figures_of_a_comment_are_no_sure_rows() -> None:
    list_of_units = "Kommentar\nResultat per enhet:\n\nEnhet Norr 87 % 85 % År\n\nEnhet Syd 77 % 75 % År"
    sure, doubted = seen(BOOKS, list_of_units, BENCHES)
    assert sure == [(*SURE_BOOKS[:4], "Resultat per enhet:"), SURE_BENCHES]
    assert {"Enhet Norr 87 % 85 % År", "Enhet Syd 77 % 75 % År"} <= doubted


def test_a_period_alone_is_no_row() -> None:
    row = "Antal chefer som gått\nkursen\n\n33 st 36 st 15/1 \n2022\n\nTertial 1 \n2021"
    sure, doubted = seen("Antal\nbänkar\n\n1 st 2 st 3 st 4 st 5 st 6 st 7 st Tertial 1 2021", row, header=T1_HEADER)
    assert [name for name, *_ in sure] == ["Antal bänkar"]
    assert "Antal chefer som gått" in doubted


def test_a_name_wider_than_the_column_of_names_holds_a_cell() -> None:
    wrapped = [f"Andel nöjda besökare\nvid lekplats {n}\n\n8{n} % 9{n} % År" for n in "0123456789"]
    name = "Andel nöjda besökare lite mer"
    sure, doubted = seen(*wrapped, f"{name} 80 % År")
    assert len(sure) == len(wrapped)
    assert f"{name} 80 % År" in doubted
