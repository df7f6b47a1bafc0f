"""What a new analyst is shown is what a fresh clone gives."""

import csv
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import duckdb
import pytest

from tests.integration.published import Published
from tests.readme import PAGES, PICTURE, ROOT, queries, renewed, shown


@pytest.mark.slow
def test_the_pages_and_the_first_queries_show_what_the_file_holds(excerpts: Published) -> None:
    before = shown()
    assert [len(queries(before[path])) >= least for path, least in zip(PAGES, (1, 10, 10), strict=True)] == [True] * 3
    first = (ROOT / "docs" / "first-queries.sql").read_text(encoding="utf-8")
    with duckdb.connect(str(excerpts.settings.database), read_only=True) as connection:
        assert renewed(connection, before) == before, "run `make docs`"
        for query in filter(str.strip, first.split(";")):
            assert connection.execute(query).fetchall()


def test_the_picture_is_well_formed_and_shows_every_council() -> None:
    bars = ET.fromstring(PICTURE.read_text(encoding="utf-8"))  # noqa: S314 (the repository's own file)
    words = [text.text for text in bars.iter("{http://www.w3.org/2000/svg}text")]
    assert len([word for word in words if word and re.search(r" 20\d\d$", word)]) == 5


@pytest.mark.parametrize(
    "page", ["README.md", "CONTRIBUTING.md", *(f"docs/{p.name}" for p in (ROOT / "docs").glob("*.md"))]
)
def test_every_link_to_a_file_leads_to_one(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)#\s]+)", text) if "://" not in link]
    assert [link for link in links if not ((ROOT / page).parent / link).exists()] == []


PATH = re.compile(r"`((?:ingestion|models|seeds|macros|tests|bench|docs|data)/[A-Za-z0-9_./*-]*)`")


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "docs/architecture.md", "docs/glossary.md"])
def test_every_path_that_is_named_exists(page: str) -> None:
    named = PATH.findall((ROOT / page).read_text(encoding="utf-8"))
    assert [path for path in named if not list(Path(ROOT).glob(path)) and path != "docs/dictionary.html"] == []


def test_the_glossary_has_every_term_of_the_published_page() -> None:
    page = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").lower()
    with (ROOT / "seeds" / "glossary.csv").open(encoding="utf-8", newline="") as handle:
        terms = [row["term"].partition(" (")[0].lower() for row in csv.DictReader(handle)]
    assert [term for term in terms if term not in page] == []
