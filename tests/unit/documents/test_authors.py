"""Whose report it is, over the forms of openings that the city's documents have: an author is told from a mention."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion.documents.identity import District, Identity, detect, read_districts
from tests.unit.documents.openings import KINDS, Told, councils_report, others_report

ROOT = Path(__file__).resolve().parents[3]
# Both sides of both mergers, and the first year.
YEARS = (2007, 2019, 2020, 2023)


@pytest.fixture(scope="module")
def districts() -> tuple[District, ...]:
    return read_districts(ROOT / "seeds" / "districts.csv")


def _in(year: int, districts: Sequence[District]) -> list[District]:
    return [one for one in districts if one.existed_in(year)]


def _of_councils(districts: Sequence[District]) -> Iterator[Told]:
    for position, year in enumerate(YEARS):
        for number, council in enumerate(_in(year, districts)):
            yield from councils_report(council, _in(year, districts), KINDS[(position + number) % len(KINDS)], year)


def _of_others(districts: Sequence[District]) -> Iterator[Told]:
    for position, year in enumerate(YEARS):
        others = _in(year, districts)
        yield from others_report(others[position % len(others)], others, KINDS[position % len(KINDS)], year)


def _told(found: Identity) -> tuple[str | None, str | None, str | None]:
    return found.district.value, found.report.value, found.year.value


def _form(one: Told) -> str:
    return one.name.rsplit(" ", 3)[0]


@pytest.mark.slow
def test_every_report_of_a_council_gets_its_council_kind_and_year(districts: tuple[District, ...]) -> None:
    """The confusion table holds the forms that fail, each with what was told instead: it is empty."""
    confused: Counter[tuple[object, ...]] = Counter()
    documents = 0
    for one in _of_councils(districts):
        documents += 1
        told = _told(detect(one.lines, districts))
        if told != (one.district_id, one.report, str(one.year)):
            confused[_form(one), one.district_id, one.report, one.year, told] += 1
    assert documents > 900
    assert confused == Counter()


def test_nobody_elses_report_is_a_councils(districts: tuple[District, ...]) -> None:
    """Each names one council in every second sentence, and none is told as that council's report."""
    confused: Counter[tuple[object, ...]] = Counter()
    named = 0
    documents = 0
    for one in _of_others(districts):
        documents += 1
        found = detect(one.lines, districts)
        named += found.author is not None
        if None not in _told(found):
            confused[_form(one), one.report, one.year, _told(found)] += 1
    assert documents > 900
    assert confused == Counter()
    # The others, monthly reports, are a council's, of a kind that is none of the four.
    assert documents - named == len(YEARS)


CASES = [
    (["Kulturnämnden", "Till", "Kulturnämnden", "Verksamhetsplan 2022 för kulturnämnden"], "board", "Kulturnämnden", 4),
    (["Söderskolan", "Verksamhetsplan 2022"], "school", "Söderskolan", 1),
    (["Farsta stadsdelsförvaltning", "Hemtjänst Öst", "Verksamhetsplan 2022"], "unit", "Hemtjänst Öst", 2),
    (["Farsta stadsdelsnämnds förskolor", "Verksamhetsplan 2022"], "unit", "Farsta stadsdelsnämnds förskolor", 1),
    (["Huddinge kommun", "Verksamhetsplan 2022"], "municipality", "Huddinge kommun", 1),
    (["KISTA STADSDELSNÄMND", "Verksamhetsplan 2022"], "other_council", "KISTA STADSDELSNÄMND", 1),
    (["Verksamhetsplan 2022", "AB Stokab"], "company", "AB Stokab", 2),
    (["Årsredovisning 2022 för Stockholms stad"], "city", "Stockholms stad", 1),
    (["Farsta stadsdelsnämnd", "Protokoll 4/2022"], "minutes", "Protokoll 4/2022", 2),
    (["Verksamhetsplan 2022 för Solgläntan", "Farsta stadsdelsnämnd"], "unknown", "Solgläntan", 1),
    (["Utlåtande 2022:9 RI (Dnr 1/2022) Farsta stadsdelsnämnds förslag"], "city", "Kommunstyrelsen", 1),
    (["Bilaga 3 till kommunstyrelsens protokoll", "Farsta stadsdelsnämnd"], "minutes", None, 1),
    (["Sida 1 (8) 2022-06-16 Föredragningslista Farsta stadsdelsnämnd"], "minutes", None, 1),
    (["Val av justerare", "§ 2", "Farsta stadsdelsnämnd"], "minutes", "Val av justerare", 1),
]


@pytest.mark.parametrize(("opening", "kind", "name", "line"), CASES)
def test_another_author_is_named_with_its_line(
    opening: list[str], kind: str, name: str | None, line: int, districts: tuple[District, ...]
) -> None:
    found = detect([*opening, "Farsta stadsdelsnämnd ligger i söder.", *TABLE], districts)
    assert found.author is not None
    assert (found.author.kind, found.author.line) == (kind, line)
    assert found.author.name == (name or opening[line - 1])
    assert f"line {line}: " in found.author.describe({})
    assert found.district.value is None


TABLE = ["Indikator Årsmål KF:s årsmål Periodicitet", "", "Sjukfrånvaro 7,5 % 7,0 % Tertial"]


def test_a_unit_says_of_which_council(districts: tuple[District, ...]) -> None:
    found = detect(["Hemtjänst Öst", "Verksamhetsplan 2022", "Farsta stadsdelsnämnd beslutar.", *TABLE], districts)
    assert found.author is not None
    assert found.author.describe({"farsta": "Farsta"}).startswith("the report is a unit of Farsta's, Hemtjänst Öst")


HEADER_OF_THE_CITY = "Stadsledningskontoret Dnr 1.1-123/2022"


@pytest.mark.parametrize(
    "opening",
    [
        ["Till", "Kommunstyrelsen", "Farsta stadsdelsförvaltning", "Verksamhetsplan 2022"],
        [HEADER_OF_THE_CITY, "Verksamhetsplan 2022", "Farsta stadsdelsnämnd har ansvar för förskolan."],
        ["Fastighetsnämnden ska, med stöd av stadsdelsnämnderna, se över", "Verksamhetsplan 2022", "Farsta sdn"],
        [
            "Verksamhetsplan 2022",
            "Sammanfattning",
            "Förskola",
            "Farsta stadsdelsnämnd har ansvar.",
            "Äldreomsorg",
            "Hemtjänst",
        ],
    ],
)
def test_what_stands_on_every_page_is_no_author(opening: list[str], districts: tuple[District, ...]) -> None:
    """The planning system's header, the city as addressee, KF's directives, headings."""
    pages = [line for page in (1, 2, 3) for line in (f"Sid {page} (3)", HEADER_OF_THE_CITY, "Förskola", "Hemtjänst")]
    assert _told(detect([*opening, *TABLE, *pages], districts)) == ("farsta", "VP", "2022")


def test_annexes_of_a_councils_plan_are_not_its_author(districts: tuple[District, ...]) -> None:
    opening = ["Farsta stadsdelsnämnd", "Verksamhetsplan 2022", "Bilagor", "Verksamhetsplan för förskolan Gnistan"]
    assert _told(detect([*opening, *TABLE], districts)) == ("farsta", "VP", "2022")


def test_a_text_without_an_author_is_nobodys_unless_it_speaks_as_a_council(districts: tuple[District, ...]) -> None:
    """A board's report may name one council twice, and no other."""
    prose = ["Inledning", *["Arbetet fortsätter."] * 70, "I Farsta stadsdelsområde finns en hall."]
    prose += ["Farsta stadsdelsförvaltning deltar.", "Under 2022 byggs den ut.", *TABLE]
    assert detect(prose, districts).district.value is None
    own = [*prose, "Stadsdelsnämnden följer arbetet."]
    assert detect(own, districts).district.value == "farsta"


LETTER = ["Farsta stadsdelsnämnd", "Tjänsteutlåtande", "{letter}", "Till", "Farsta stadsdelsnämnd", "{title}"]
HEADER = "Indikator Periodens utfall Periodens utfall VB {before} Årsmål KF:s årsmål Period"


@pytest.mark.parametrize(
    ("title", "letter", "before", "cell", "year"),
    [
        ("Verksamhetsberättelse 2018", "2019-01-31", 2017, "VB 2018", "2018"),
        ("Verksamhetsberättelse VB 2018", "2019-01-31", 2017, "2018", "2018"),
        ("VERKSAMHETSBERÄTTELSE2018", "2019-01-31", 2017, "VB 2018", "2018"),
        # The tables are about another year than the title: it is published under neither.
        ("Verksamhetsberättelse 2019", "2020-01-31", 2017, "VB 2018", None),
        ("Verksamhetsberättelse 2019", "2020-01-31", 2018, "VB 2018", None),
    ],
)
def test_the_year_is_what_the_report_is_about(
    title: str, letter: str, before: int, cell: str, year: str | None, districts: tuple[District, ...]
) -> None:
    opening = [line.format(letter=letter, title=title) for line in LETTER]
    table = [HEADER.format(before=before), "", f"Sjukfrånvaro 7,9 % 8,0 % 7,5 % 7,0 % {cell}"]
    found = detect([*opening, "1. Nämnden godkänner verksamhetsberättelse för 2018.", *table], districts)
    assert found.year.value == year
    if year is None:
        assert {value for value, _weight in found.year.candidates} == {"2018", "2019"}


def test_a_year_alone_in_the_period_cells_is_a_witness(districts: tuple[District, ...]) -> None:
    table = [HEADER.format(before="").replace(" VB ", " VB"), "", "Sjukfrånvaro 7,9 % 8,0 % 7,5 % 7,0 % 2021", ""]
    told = [
        detect(["Farsta stadsdelsnämnd", f"Verksamhetsberättelse {year}", *table], districts).year.value
        for year in (2021, 2022)
    ]
    assert told == ["2021", None]


def test_the_day_of_the_letter_is_no_witness_of_the_year(districts: tuple[District, ...]) -> None:
    opening = [line.format(letter="2017-12-14", title="Verksamhetsplan 2018") for line in LETTER]
    found = detect([*opening, *TABLE], districts)
    assert _told(found) == ("farsta", "VP", "2018")
    assert "2017" not in dict(found.year.candidates)


def test_a_title_against_the_tables_decides_no_kind(districts: tuple[District, ...]) -> None:
    found = detect(["Farsta stadsdelsnämnd", "Verksamhetsberättelse 2022", *TABLE], districts)
    assert found.report.value is None
    assert dict(found.report.candidates).keys() == {"VP", "VB"}


def test_what_was_kept_is_what_was_told(districts: tuple[District, ...]) -> None:
    for lines in (["Hemtjänst Öst", "Verksamhetsplan 2022", *TABLE], ["Farsta stadsdelsnämnd", *TABLE]):
        found = detect(lines, districts)
        kept = Identity.from_json(found.to_json())
        assert (kept.author, _told(kept)) == (found.author, _told(found))
        assert kept.district.witnesses() == found.district.witnesses()


_PRINTED = (
    "Farsta stadsdelsnämnd Hässelby- Vällingby sdn SDN Till för Verksamhetsplan VERKSAMHETSBERÄTTELSE 2022 2021-12-31 "
    "godkänner Kulturnämnden Sjöskolan förskolor Enhetsmål: Indikator Årsmål KF:s årsmål Periodicitet Sid 1 (3) § - . "
    "stockholm.se Tertialrapport 1 Protokoll kommun AB Nämndmål: VB under och"
)
WORDS = st.sampled_from(_PRINTED.split())
LINES = st.lists(st.lists(WORDS, max_size=8).map(" ".join), max_size=30)


@settings(max_examples=150, deadline=None)
@given(LINES, st.sampled_from([" ", "  ", "\u00a0"]))
def test_any_text_is_answered_with_lines_of_its_own_whatever_its_spaces(
    districts: tuple[District, ...], lines: list[str], space: str
) -> None:
    found = detect(lines, districts)
    for _name, answer in found.questions():
        assert all(1 <= one.line <= len(lines) for one in answer.evidence)
        assert answer.value is None or answer.value in dict(answer.candidates)
    assert found.author is None or (found.district.value is None and 1 <= found.author.line <= len(lines))
    again = detect([f"{space}{line.replace(' ', space)}{space}" for line in lines], districts)
    assert (_told(again), again.author) == (_told(found), found.author)
