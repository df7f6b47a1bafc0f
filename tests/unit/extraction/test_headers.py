"""Headers of tables: columns by their titles, wherever those are broken, and a clear word where one is not known."""

from __future__ import annotations

from random import Random

import pytest

from ingestion.extraction import ExtractionError
from ingestion.extraction.headers import Header, find_header
from ingestion.extraction.vocabulary import vocabulary


def header_of(text: str, *, furniture: frozenset[int] = frozenset()) -> Header | None:
    kind = next(kind for kind in vocabulary().tables if kind.name == "indicators")
    return find_header(text.split("\n"), 0, kind, furniture)


def roles_of(text: str) -> tuple[str, ...]:
    header = header_of(text)
    assert header is not None
    return header.roles


T1 = ("outcome", "outcome_men", "outcome_women", "previous_outcome", "forecast", "annual_target", "kf_target", "period")


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("Indikator Årsmål KF:s årsmål Periodicitet", ("annual_target", "kf_target", "period")),
        ("   Indikator Årsmål KF:s årsmål \når 2024 Periodicitet ", ("annual_target", "kf_target", "period")),
        ("Indikator KF:s årsmål 2023 Nämndens årsmål Period", ("kf_target", "annual_target", "period")),
        (
            "Indikator Periodens utfall Utfall kvinnor/flickor Utfall män/pojkar Årsmål Period",
            ("outcome", "outcome_women", "outcome_men", "annual_target", "period"),
        ),
        (
            " Indikator Periodens \nutfall\n\nUtfall \nmän/ \npojkar\n\nUtfall \nkvinn\nor/ \nflicko\nr\n\nPerio\n"
            "dens \nutfall \nVB \n2018\n\nProgno\ns helår Årsmål KF:s \n\nårsmål Period\n\nAndel",
            T1,
        ),
        (
            "Indikator Peri\nodens utf\nall Årsm\nål KF\n:s års\nmål Pe\nriod",
            ("outcome", "annual_target", "kf_target", "period"),
        ),
    ],
)
def test_columns_are_known_by_title_in_any_order_and_however_broken(text: str, roles: tuple[str, ...]) -> None:
    assert roles_of(text) == roles


@pytest.mark.parametrize(
    "text",
    [
        "Indikator Årsmål KF:s årsmål Periodicitet",
        "Indikator Periodens utfall Utfall män/pojkar Utfall kvinnor/flickor Prognos helår Årsmål KF:s årsmål Period",
    ],
)
def test_a_header_ends_nowhere_before_its_last_letter(text: str) -> None:
    """A line that goes on with a title is none below a whole header: 'Period', which is a title, and 'icitet'."""
    whole = roles_of(text)
    chance = Random(4)
    inside = range(len("Indikator"), len(text))
    for places in [*([place] for place in inside), *(sorted(chance.sample(inside, 6)) for _ in range(60))]:
        starts = [0, *places]
        broken = [text[start:end] for start, end in zip(starts, [*places, len(text)], strict=True)]
        header = header_of("\n".join([*broken, "", "Andel nöjda brukare"]))
        assert header is not None, broken
        assert (header.roles, header.last_line) == (whole, len(broken)), broken


def test_the_other_report_beside_the_vb_keeps_its_own_column() -> None:
    header = header_of("Indikator Periodens utfall Periodens utfall T2 2022 Periodens utfall VB 2021 Period")
    assert header is not None
    assert header.roles == ("outcome", "other_previous_outcome", "previous_outcome", "period")
    assert [column.period for column in header.columns] == [None, "T2 2022", "VB 2021", None]


def test_the_only_earlier_column_is_the_year_before_whatever_report_it_names() -> None:
    header = header_of("Indikator Periodens utfall Periodens utfall Tertial 2 2020 Period")
    assert header is not None
    assert header.columns[1].role == "previous_outcome"
    assert header.columns[1].period == "Tertial 2 2020"


def test_the_report_of_a_title_may_break_too() -> None:
    header = header_of("Indikator Periodens utfall Periodens utfall V\nB 2021 Period")
    assert header is not None
    assert header.columns[1].period == "VB 2021"


def test_a_header_ends_with_its_last_title() -> None:
    header = header_of("Indikator Årsmål\n\nKF:s årsmål Period\n\nAndel som\ntrivs")
    assert header is not None
    assert (header.first_line, header.last_line) == (1, 3)


def test_page_furniture_inside_a_header_is_left_out() -> None:
    header = header_of("Indikator Årsmål\nSid 4 (9)\nKF:s årsmål Period", furniture=frozenset({2}))
    assert header is not None
    assert header.roles == ("annual_target", "kf_target", "period")


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Indikator Årsmål Medelvärde KF:s årsmål Period", "Medelvärde"),
        ("Indikator Årsmål\n\nRiktvärde\n\nKF:s årsmål Period", "Riktvärde"),
    ],
)
def test_an_unknown_title_is_reported_with_the_header_and_its_line(text: str, title: str) -> None:
    with pytest.raises(ExtractionError) as caught:
        header_of(text)
    assert repr(title) in caught.value.message
    assert " / ".join(line for line in text.split("\n") if line) in caught.value.message
    assert caught.value.line == 1


def test_two_columns_of_one_kind_are_refused() -> None:
    with pytest.raises(ExtractionError, match="two columns of one kind in the table header: Årsmål, Nämndens årsmål"):
        header_of("Indikator Årsmål Nämndens årsmål KF:s årsmål Period")


def test_a_header_of_hundreds_of_titles_is_refused() -> None:
    with pytest.raises(ExtractionError, match="more than 40 column titles"):
        header_of("Indikator" + " Årsmål" * 300)


@pytest.mark.parametrize(
    "text",
    [
        "Indikatorn visar årsmålet",
        "Indikator",
        "Indikatorer och årsmål",
        "Varje Indikator Årsmål",
        "Indikator för trygghet saknas.",
    ],
)
def test_running_text_is_no_header(text: str) -> None:
    assert header_of(text) is None


@pytest.mark.parametrize(
    ("titles", "roles", "period"),
    [
        ("Utfall 2021 Män Kvinnor Utfall 2020 Årsmål 2021", ("outcome", "outcome_men", "outcome_women"), "2020"),
        ("Periodens utfall 2020 Utfall \n2021 Årsmål", ("previous_outcome", "outcome"), "2020"),
        ("Utfall T1 2021 Utfall 2020 Årsmål", ("outcome", "previous_outcome"), "2020"),
        ("Utfall T2 Utfall T2 2020 Årsmål", ("outcome", "previous_outcome"), "T2 2020"),
        ("Periodens utfall Utfall 2020 Årsmål", ("outcome", "previous_outcome"), "2020"),
        ("Utfall VB 2019 Utfall VB 2020 Årsmål", ("previous_outcome", "outcome"), "VB 2019"),
        (
            "Utfall Utfall VB 2019 Utfall VB 2020 Årsmål",
            ("outcome", "other_previous_outcome", "previous_outcome"),
            "VB 2020",
        ),
    ],
)
def test_the_years_of_two_outcomes_tell_which_is_the_earlier(titles: str, roles: tuple[str, ...], period: str) -> None:
    header = header_of(f"Indikator {titles} Period")
    assert header is not None
    assert header.roles[: len(roles)] == roles
    assert next(column.period for column in header.columns if column.role == "previous_outcome") == period


@pytest.mark.parametrize("titles", ["Utfall 2021 Årsmål", "Utfall 2021 Utfall 2019 Årsmål"])
def test_an_outcome_of_a_year_that_nothing_places_is_in_doubt(titles: str) -> None:
    with pytest.raises(ExtractionError, match="may be the period's outcome or an earlier one"):
        header_of(f"Indikator {titles} Period")
