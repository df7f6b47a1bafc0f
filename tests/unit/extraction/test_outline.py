"""The outline of goals: labels, titles over wraps, and what only mentions a goal."""

from __future__ import annotations

import pytest

from tests.unit.extraction.printing import extraction

Goal = dict[str, object]


def goals_of(text: str) -> list[Goal]:
    found: list[Goal] = extraction(text).goals.to_pylist()
    return found


DIRECTION = "KF:s inriktningsmål: 1. En stad\n\n"


@pytest.mark.parametrize(
    ("text", "title", "last"),
    [
        ("KF:s mål för verksamhetsområdet: 1.2. Staden är trygg", "Staden är trygg", 3),
        ("KF:s mål för verksamhetsområdet:\n1.2. Staden är trygg", "Staden är trygg", 4),
        ("KF:s mål för verksamhetsområdet:\n\n1.2 Staden är trygg\n\nBeskrivning", "Staden är trygg", 5),
        ("KF:s mål för verksamhetsområdet: 1.2 Staden är\ntrygg och säker", "Staden är trygg och säker", 4),
        ("KF:s mål för verksamhetsområdet: 1.2 Staden är\n\ntrygg och säker", "Staden är trygg och säker", 5),
        ("KF:s mål för verksamhetsområdet: 1.2 Staden och\nStockholms län", "Staden och Stockholms län", 4),
        ("KF:s mål för verksamhetsområdet: 1.2 Staden är trygg\nNämnden bidrar.", "Staden är trygg", 3),
        ("KF:s mål för verksamhetsområdet: 1.2 Staden är trygg\n\nstad", "Staden är trygg stad", 5),
        ("Kommunfullmäktiges mål för verksamhetsområdet: 1.2 Staden är trygg", "Staden är trygg", 3),
    ],
)
def test_a_title_goes_on_as_far_as_it_can_and_no_further(text: str, title: str, last: int) -> None:
    goal = goals_of(DIRECTION + text + "\n")[1]
    assert (goal["level"], goal["number"], goal["title"]) == ("area", "1.2", title)
    assert (goal["line_start"], goal["line_end"]) == (3, last)


@pytest.mark.parametrize(
    "text",
    [
        "Nämnden bidrar till KF:s inriktningsmål: en stad för alla.",
        "Läs mer om nämndmål: de står i bilagan.",
        "Målet är ett nämndmål.",
        "Nämndmålen: se nedan",
    ],
)
def test_a_mention_in_running_text_is_no_heading(text: str) -> None:
    assert len(goals_of(f"{DIRECTION}{text}\n")) == 1


def test_a_label_with_nothing_below_is_no_heading() -> None:
    assert len(goals_of(f"{DIRECTION}Nämndmål:\n")) == 1


def test_a_heading_closes_what_is_deeper() -> None:
    text = (
        f"{DIRECTION}KF:s mål för verksamhetsområdet: 1.1 Ett\n\nNämndmål: Rena parker\n\n"
        "KF:s mål för verksamhetsområdet: 1.2 Två\n\nIndikator Årsmål KF:s årsmål Period\n\nAntal böcker 3 st 4 st År\n"
    )
    (row,) = extraction(text).indicators.to_pylist()
    assert (row["direction_goal"], row["area_goal"], row["council_goal"]) == ("1. En stad", "1.2 Två", None)


def test_a_goal_knows_the_number_of_its_parent() -> None:
    goals = goals_of(f"{DIRECTION}KF:s mål för verksamhetsområdet: 1.1. Ett\n\nNämndens mål: Rena parker\n")
    assert [(goal["level"], goal["number"], goal["parent_number"]) for goal in goals] == [
        ("direction", "1", None),
        ("area", "1.1", "1"),
        ("council", None, "1.1"),
    ]


@pytest.mark.parametrize(("printed", "assessment"), [("Uppfylls helt", "Uppfylls helt"), ("Uppfyllelsen är god", None)])
def test_the_assessment_below_a_title_is_read(printed: str, assessment: str | None) -> None:
    goal = goals_of(f"{DIRECTION}Nämndmål:\nRena parker\n\n {printed}\n")[1]
    assert (goal["title"], goal["assessment"]) == ("Rena parker", assessment)


def test_a_title_goes_on_over_several_blank_lines() -> None:
    assert goals_of("KF:s inriktningsmål: 1. En stad med\n\n\n\nmöjligheter\n")[0]["title"] == "En stad med möjligheter"


def test_a_table_without_any_heading_is_read() -> None:
    (row,) = extraction("Indikator Årsmål KF:s årsmål Period\n\nAntal böcker 3 st 4 st År\n").indicators.to_pylist()
    assert (row["area_goal"], row["annual_target"]) == (None, "3 st")


TITLES = [
    "Förskola och skola i hela \nStockholm ger barn goda villkor",
    "Personer med insats enligt \nLSS har makt över sin vardag",
    "Alla unga mellan 13 och \n17 år har något att göra",
    "Boende i särskilda boenden \n(vård och omsorg) är trygga",
    "Staden växer klokt \n– tät, grön och nära",
    "Barn i hela \nFarsta och \nSköndal har goda villkor",
]


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("label", ["KF:s mål för verksamhetsområdet: 1.2. ", "KF:s mål för verksamhetsområdet: \n1.2 "])
@pytest.mark.parametrize("assessment", ["Uppfylls delvis", None])
def test_a_line_of_a_title_may_begin_with_anything(title: str, label: str, assessment: str | None) -> None:
    below = f"\n\n {assessment} \n\n" if assessment else "\n\n"
    goal = goals_of(f"{DIRECTION}{label}{title} {below}Nämnden arbetar vidare med detta. \n")[1]
    assert (goal["title"], goal["assessment"]) == (title.replace(" \n", " "), assessment)
    assert goal["line_end"] == 3 + f"{label}{title}".count("\n")


def test_a_title_ends_where_the_same_title_ends_elsewhere() -> None:
    """Body text follows without a blank line, as 000 prints it; the list of goals at the front has the title whole."""
    contents = "1.1 Barn i hela Stockholm har goda villkor .......... 7\n1.2 Staden är trygg .......... 9\n\n"
    body = "\nFarsta har många unga.\nDe trivs.\n\n"
    goals = goals_of(
        f"{contents}{DIRECTION}KF:s mål för verksamhetsområdet: 1.1 Barn i hela\nStockholm har goda villkor{body}"
        f"KF:s mål för verksamhetsområdet: 1.2 Staden är trygg{body}"
    )
    assert [goal["title"] for goal in goals] == ["En stad", "Barn i hela Stockholm har goda villkor", "Staden är trygg"]


def test_a_list_of_contents_holds_no_goals() -> None:
    contents = "KF:s inriktningsmål: 1. En stad ................ 3\n\nNämndmål: Parkerna är rena . . . . . 7\n\n"
    assert [goal["line_start"] for goal in goals_of(f"{contents}{DIRECTION}Nämndmål: Parkerna är rena\n")] == [5, 7]


@pytest.mark.parametrize("blank", ["\n", "\n\n"])
def test_running_text_below_a_full_line_is_no_title(blank: str) -> None:
    """A sentence ends in the middle of its line, or goes on in small letters below what might be the title's second."""
    prose = (
        "Enheten ser över belysningen längs gångvägarna i parken sedan antalet",
        "synpunkter har stigit till 418. Vaktmästarna planerar med föreningarna hur",
        "lokalerna kan vara öppna längre för alla som vill vara med. Ingen ny lokal",
        "behövs. Frågan kommer tillbaka i nästa års planering och i budgeten.",
    )
    titles = (
        "I staden är det så att barn och unga växer upp i trygghet",
        f"I staden är det så att den som söker arbete får stöd på vägen {blank}dit",
    )
    text = "".join(
        f" KF:s mål för verksamhetsområdet: 1.{number} {title} {blank}{(' ' + blank).join(prose)} \n\n\n"
        for number, title in enumerate(titles, start=1)
    )
    found = [goal["title"] for goal in goals_of(f"{DIRECTION}{text}")]
    assert found == ["En stad", *(title.replace(blank, "") for title in titles)]


def test_an_empty_line_ends_a_title_though_its_line_is_full() -> None:
    text = (
        "KF:s mål för verksamhetsområdet: 3.1 Staden har en ekonomi som\nräcker till alla barn och unga i staden\n\n"
        "Nämnden arbetar vidare.\n\nKF:s mål för verksamhetsområdet: 3.2 Staden använder sina\n"
        "skattemedel effektivt till största möjliga nytta för alla\n\nInnovation\n"
        "Avdelningen för service samordnar arbetet med att utveckla det som är nytt i verksamheterna.\n\n"
        "Indikator Årsmål KF:s årsmål Periodicitet\n\nAndel a\n\n3 % 4 % År\n"
    )
    (row,) = extraction(text).indicators.to_pylist()
    assert row["area_goal"] == ("3.2 Staden använder sina skattemedel effektivt till största möjliga nytta för alla")


def test_a_title_goes_on_before_a_figure_where_most_blocks_have_one_line() -> None:
    """Blank lines between all rows do not make a text of which every other line is empty."""
    text = DIRECTION + "KF:s mål för verksamhetsområdet: 1.1 Staden växer\n\n"
    for title in ("Parkerna är rena", "Utsläppen minskar med \n50 % till 2030 jämfört med 1990 \n(mål 13)"):
        text += f"Nämndmål: {title} \n\nFörväntat resultat\n\nIndikator Årsmål KF:s årsmål Periodicitet\n\n"
        text += " Andel a 3 % 4 % År\n\n Andel b 3 % 4 % År\n\n"
    rows = extraction(text).indicators.to_pylist()
    assert [row["council_goal"] for row in rows[1:3]] == [
        "Parkerna är rena",
        "Utsläppen minskar med 50 % till 2030 jämfört med 1990 (mål 13)",
    ]


def test_a_councils_goal_below_a_label_that_could_not_be_read_is_of_no_known_area() -> None:
    header = "Indikator Årsmål KF:s årsmål Periodicitet"
    areas = [f"KF:s mål för verksamhetsområdet: 1.{n} Staden växer {n}" for n in (1, 2)]
    below = ["Nämndmål: Parkerna är rena", header, " Andel a 3 % 4 % År"]
    parts = [areas[0], "Åtagande: Gatorna är hela", *below, areas[1], *below]
    first, second = extraction(DIRECTION + "\n\n".join(parts) + "\n").indicators.to_pylist()
    assert (first["column_evidence"], first["area_goal"], second["column_evidence"], second["area_goal"]) == (
        "ambiguous",
        None,
        "complete",
        "1.2 Staden växer 2",
    )
    assert first["evidence"][-1] == "goal_unread"
    assert second["direction_goal"] == "1. En stad"
