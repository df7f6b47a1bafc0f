"""Which report a text is: told by weighed evidence, or not at all."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pytest

from ingestion.documents.identity import District, detect, read_districts
from ingestion.documents.text import read_text
from tests.integration.reports import plan, three_rows

ROOT = Path(__file__).resolve().parents[3]
ORIGINALS = ROOT.parent / "shared" / "documents"


@pytest.fixture(scope="module")
def districts() -> tuple[District, ...]:
    return read_districts(ROOT / "seeds" / "districts.csv")


@pytest.mark.skipif(not ORIGINALS.is_dir(), reason="the originals are not part of the repository")
@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("000", ("spanga-tensta", "VP", "2022")),
        ("001", ("enskede-arsta-vantor", "VP", "2024")),
        ("002", ("hasselby-vallingby", "T1", "2019")),
        ("003", ("hagersten-alvsjo", "VP", "2021")),
        ("004", ("norrmalm", "VB", "2021")),
    ],
)
def test_originals_are_told_by_their_text(
    start: str, expected: tuple[str, str, str], districts: tuple[District, ...]
) -> None:
    (path,) = ORIGINALS.glob(f"{start}_*.txt")
    found = detect(read_text(path).lines, districts)
    assert (found.district.value, found.report.value, found.year.value) == expected


@pytest.mark.skipif(not (ROOT / "data" / "documents").is_dir(), reason="no excerpts in this checkout")
def test_excerpts_are_never_told_wrong(districts: tuple[District, ...]) -> None:
    """An excerpt has lost most of its prose: it may say nothing, but nothing else than its manifest line."""
    folder = ROOT / "data" / "documents"
    with (folder / "documents.csv").open(encoding="utf-8", newline="") as handle:
        lines = list(csv.DictReader(handle))
    assert lines
    for line in lines:
        found = detect(read_text(folder / line["file"]).lines, districts)
        assert found.district.value in {None, line["district"]}, line["file"]
        assert found.report.value in {None, line["report"]}, line["file"]
        assert found.year.value in {None, line["year"]}, line["file"]


def test_a_partner_named_oftener_is_not_the_author(districts: tuple[District, ...]) -> None:
    partners = "\n".join(
        f"Arbetet bedrivs i samverkan med Rinkeby-Kista stadsdelsnämnd och Region Stockholm, {n}." for n in range(12)
    )
    found = detect(plan("Spånga-Tensta", 2022, three_rows(), partners).splitlines(), districts)
    assert found.district.value == "spanga-tensta"


def test_a_council_that_did_not_exist_that_year_is_no_candidate(districts: tuple[District, ...]) -> None:
    found = detect(plan("Järva", 2019, three_rows()).splitlines(), districts)
    assert found.year.value == "2019"
    assert found.district.value is None


def test_a_name_within_another_is_not_found(districts: tuple[District, ...]) -> None:
    found = detect(plan("Hägersten-\nÄlvsjös", 2021, three_rows()).splitlines(), districts)
    assert found.district.value == "hagersten-alvsjo"
    assert "alvsjo" not in dict(found.district.candidates)


def test_two_equal_years_are_undecided_and_both_are_candidates(districts: tuple[District, ...]) -> None:
    lines = [
        "Bromma stadsdelsnämnd arbetar under 2021.",
        "Bromma stadsdelsnämnd arbetar under 2022.",
        " Indikator Årsmål KF:s årsmål Periodicitet ",
    ]
    found = detect(lines, districts)
    assert found.year.value is None
    assert {value for value, _weight in found.year.candidates} == {"2021", "2022"}
    assert "line 1" in found.year.describe() and "line 2" in found.year.describe()


HEADER = ["Indikator Periodens", "utfall", "Utfall", "män/", "pojkar", "Perio", "dens", "utfall", "VB", "{before}"]


@pytest.mark.parametrize(
    ("columns", "period", "expected"),
    [
        (["Progno", "s helår", "Årsmål KF:s", "årsmål Period"], "Tertial 1 2019", "T1"),
        (["Progno", "s helår", "Årsmål KF:s", "årsmål Period"], "Tertial 2 \n2019", "T2"),
        (["Prognos helår", "Årsmål KF:s", "årsmål Period"], "Halvår 1 2019", None),
        (["Årsmål KF:s", "årsmål Period"], "VB 2019", "VB"),
        (["Prognos", "T2", "Mål", "2019", "KF:s", "mål", "2019 Period"], "Tertial 2 2019", "T2"),
    ],
)
@pytest.mark.parametrize("first", ["Indikator", "Nämndens indikatorer", "KF:s indikator"])
def test_kind_by_the_table_header(
    first: str, columns: list[str], period: str, expected: str | None, districts: tuple[District, ...]
) -> None:
    header = [line.format(before=2018).replace("Indikator", first) for line in HEADER] + columns
    found = detect([*header, "Andel barn 3 % 3 %", *period.split("\n"), ""], districts)
    assert found.report.value == expected
    assert found.year.value == "2019"


def test_a_year_before_column_does_not_make_it_that_years_report(districts: tuple[District, ...]) -> None:
    lines = ["Indikator Periodens utfall Periodens utfall VB 2020 Årsmål KF:s årsmål Period", "Andel 1 % 2 % 2021"]
    assert detect(lines, districts).year.value == "2021"


def test_validity_covers_the_year_of_a_merger() -> None:
    old = District("alvsjo", "Älvsjö", dt.date(2007, 1, 1), dt.date(2020, 6, 30), "hagersten-alvsjo")
    assert old.existed_in(2020) and not old.existed_in(2021) and not old.existed_in(2006)


def test_nothing_at_all(districts: tuple[District, ...]) -> None:
    found = detect([], districts)
    assert (found.district.value, found.report.value, found.year.value) == (None, None, None)
    assert found.district.describe() == "no candidate"
