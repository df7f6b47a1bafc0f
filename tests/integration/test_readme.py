"""What a new analyst is shown is what a fresh clone gives."""

import duckdb
import pytest

from tests.integration.published import Published
from tests.readme import README, ROOT, queries, with_output

pytestmark = pytest.mark.slow


def test_the_readme_and_the_first_queries_show_what_the_file_holds(excerpts: Published) -> None:
    page = README.read_text(encoding="utf-8")
    assert len(queries(page)) >= 10
    first = (ROOT / "docs" / "first-queries.sql").read_text(encoding="utf-8")
    with duckdb.connect(str(excerpts.settings.database), read_only=True) as connection:
        assert with_output(page, connection) == page, "run `make docs`"
        for query in filter(str.strip, first.split(";")):
            assert connection.execute(query).fetchall()
