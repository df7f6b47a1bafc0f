"""The texts of the pages: each stands once, in every language, and each is asked for."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

import ingestion.site
from ingestion.extraction.pdf.rows import POSITIONAL_REASONS
from ingestion.extraction.text.reasons import REASONS
from ingestion.site.language import LANGUAGES, Language, read_language

_FOLDER = Path(ingestion.site.__file__).parent
_HOLES = re.compile(r"\{(\w+)\}")
# t('a.b'), said("a.b"), and the beginnings of keys that are put together: t('status.' ~ row.status)
_ASKED = re.compile(r"""(?:\bt\(\(?|said\(|text\(|counts\([^)]*?, )f?['"]([a-z_.0-9A-Z]+)(?:['"]|\{)""")
_TERNARY = re.compile(r"""['"]([a-z_]+\.[a-z_.]+)['"]""")


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    with (_FOLDER / "texts.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def test_every_text_stands_once_and_in_every_language(rows: list[dict[str, str]]) -> None:
    keys = [row["key"] for row in rows]
    assert len(keys) == len(set(keys))
    for row in rows:
        assert set(row) == {"key", *LANGUAGES}
        assert all(row[code].strip() == row[code] != "" for code in LANGUAGES), row
        assert len({tuple(sorted(_HOLES.findall(row[code]))) for code in LANGUAGES}) == 1, row


def _sources() -> str:
    files = [*_FOLDER.rglob("*.html"), *_FOLDER.rglob("*.py")]
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


def test_every_text_that_is_asked_for_exists_and_every_text_is_asked_for(rows: list[dict[str, str]]) -> None:
    keys = {row["key"] for row in rows}
    asked = set(_ASKED.findall(_sources()))
    assert len(asked) > 100
    whole = {one for one in asked if not one.endswith(".")}
    begun = {one for one in asked if one.endswith(".")}
    assert whole - keys == set()
    assert [one for one in begun if not any(key.startswith(one) for key in keys)] == []
    said = whole | set(_TERNARY.findall(_sources()))
    assert [key for key in sorted(keys) if key not in said and not any(key.startswith(one) for one in begun)] == []


def test_no_text_stands_in_a_template() -> None:
    """Between tags there are signs only; words come from the table of texts, or from the file."""
    for path in (_FOLDER / "templates").glob("*.html"):
        text = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", " ", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        words = re.findall(r"[A-Za-zÅÄÖåäö]{3,}", re.sub(r"<[^>]*>", " ", text))
        assert set(words) <= {"Målbild"}, (path.name, words)


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("sv", ["1 234,5 mnkr", "−0,5 %", "84", "3 procentenheter"]),
        ("en", ["1,234.5 mnkr", "−0.5 %", "84", "3 percentage points"]),
    ],
)
def test_numbers_are_written_as_the_language_does(code: str, shown: list[str]) -> None:
    one = read_language(code)
    told = [one.figure(1234.5, "mnkr"), one.figure(-0.5, "%"), one.figure(84.0, "index"), one.difference(3.0, "%")]
    assert [text.replace("\N{NO-BREAK SPACE}", " ") for text in told] == shown
    assert (one.number(None), one.figure(None, "%"), one.difference(0.0, "%")) == ("", "", "0")


@pytest.mark.parametrize(
    ("period", "swedish", "english"),
    [
        ("2019", "2019", "2019"),
        ("2019-T1", "tertial 1 2019", "tertial 1 2019"),
        ("2021-H2", "halvår 2 2021", "half-year 2 2021"),
        ("2021-Q3", "kvartal 3 2021", "quarter 3 2021"),
        ("2023-M10", "oktober 2023", "October 2023"),
        ("2023-M01-M07", "januari–juli 2023", "January–July 2023"),
        ("2021-delar", "2021-delar", "2021-delar"),
        ("2020-SY", "2020-SY", "2020-SY"),
    ],
)
def test_periods_are_written_as_people_do(period: str, swedish: str, english: str) -> None:
    assert (read_language("sv").period(period), read_language("en").period(period)) == (swedish, english)


def test_phrases_of_the_file_are_translated_and_unknown_ones_say_their_language() -> None:
    swedish, english = read_language("sv"), read_language("en")
    said = "men 1,6 %, women 37,3 %: the total does not lie between men and women"
    assert swedish.phrase(said) == "män 1,6 %, kvinnor 37,3 %: totalen ligger inte mellan dem"
    assert english.phrase(said) == said
    assert swedish.phrase("nobody knows <b>") == '<span lang="en">nobody knows &lt;b&gt;</span>'
    assert swedish.phrase("the catalogue says <b>") == "katalogen säger &lt;b&gt;"
    assert swedish.phrase(None) == ""
    listed = "nothing tells the readings apart; nobody knows <b>; the name may end in several places"
    told = (
        'inget skiljer läsningarna åt; <span lang="en">nobody knows &lt;b&gt;</span>; namnet kan sluta på flera ställen'
    )
    assert swedish.phrase(listed) == told
    assert swedish.phrase("one thing; another") == '<span lang="en">one thing; another</span>'
    corrected = "the catalogue says %; the ledger reads 5 % for 5"
    assert swedish.phrase(corrected) == "katalogen säger %; rättat: läses som 5 % i stället för 5"


def test_readings_name_columns_in_the_language() -> None:
    said = "annual_target=55, kf_target=Tas fram av nämnden, outcome=60"
    assert read_language("sv").reading(said) == "Årsmål: 55, KF:s årsmål: Tas fram av nämnden, Utfall: 60"
    assert isinstance(read_language("en"), Language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reading_with_an_unknown_column_is_left_alone(language: str) -> None:
    assert read_language(language).reading("x=1, <b>=2") == "x=1, <b>=2"


def test_most_reasons_of_the_readers_are_known() -> None:
    """A reason that came after the phrases stays English and says so; the others are in Swedish."""
    words = [*(one.words for one in REASONS), *POSITIONAL_REASONS.values()]
    known = [one for one in words if not read_language("sv").phrase(one).startswith("<span")]
    assert len(words) > 40 and len(known) > 0.9 * len(words)
