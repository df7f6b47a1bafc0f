"""The queries of README and docs, and their output: run them, write them, or check that they are what the file says.

    python -m tests.readme            # exit status 1 where a page shows something else
    python -m tests.readme --write    # after a deliberate change

A query is an `sql` block; what it returns stands below it between two markers. The documents are a fresh clone's.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from pathlib import Path

import duckdb

from ingestion.commands.refresh import refresh
from ingestion.journal import Journal
from ingestion.warehouse.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
PAGES = (README, ROOT / "docs" / "questions.md")
BLOCK = re.compile(r"(```sql\n(?P<query>.*?)```\n\n<!-- output -->\n)(?P<output>.*?)(<!-- /output -->)", re.S)


def queries(text: str) -> list[str]:
    """The queries of a page, in order."""
    return [match["query"] for match in BLOCK.finditer(text)]


def with_output(text: str, connection: duckdb.DuckDBPyConnection) -> str:
    """The page with the output of every query as it is now."""
    return BLOCK.sub(lambda match: match[1] + _table(connection, match["query"]) + match[4], text)


def _table(connection: duckdb.DuckDBPyConnection, query: str) -> str:
    result = connection.sql(query)
    rows = [result.columns, ["---"] * len(result.columns), *result.fetchall()]
    return "".join("| " + " | ".join(_cell(value) for value in row) + " |\n" for row in rows)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:g}"
    return str(value).replace("|", "\\|")


def main() -> None:
    """Check or write the pages."""
    parser = argparse.ArgumentParser(description="Check or write the output of the queries in README and docs.")
    parser.add_argument("--write", action="store_true", help="write what the queries return")
    parser.add_argument("--database", type=Path, help="a published file of data/documents (default: make one)")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        database = arguments.database or Path(folder) / "malbild.duckdb"
        if arguments.database is None:
            refresh(Settings(ROOT / "data" / "documents", database), Journal(progress=False))
        with duckdb.connect(str(database), read_only=True) as connection:
            now = {page: with_output(page.read_text(encoding="utf-8"), connection) for page in PAGES}
    stale = [page.name for page, text in now.items() if page.read_text(encoding="utf-8") != text]
    if arguments.write:
        for page, text in now.items():
            page.write_text(text, encoding="utf-8")
    elif stale:
        sys.exit(f"{', '.join(stale)}: shows other output than its queries return: run `make docs`")


if __name__ == "__main__":
    main()
