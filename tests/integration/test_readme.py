"""What a new analyst is shown is what a fresh clone gives."""

import duckdb
import pytest

from tests.integration.published import Published
from tests.readme import PAGES, README, ROOT, queries, with_output

pytestmark = pytest.mark.slow


def test_the_pages_and_the_first_queries_show_what_the_file_holds(excerpts: Published) -> None:
    assert len(queries(README.read_text(encoding="utf-8"))) >= 10
    pages = {page.name: page.read_text(encoding="utf-8") for page in PAGES}
    assert len(queries(pages["questions.md"])) >= 10
    first = (ROOT / "docs" / "first-queries.sql").read_text(encoding="utf-8")
    with duckdb.connect(str(excerpts.settings.database), read_only=True) as connection:
        for name, page in pages.items():
            assert with_output(page, connection) == page, f"{name}: run `make docs`"
        for query in filter(str.strip, first.split(";")):
            assert connection.execute(query).fetchall()
