"""What README.md and docs/ show of the published file: run it, write it, or check that it is what the file gives.

    python -m tests.readme            # exit status 1 where a page shows something else
    python -m tests.readme --write    # after a deliberate change

A query is an `sql` block; what it returns stands below it between two markers. The README's picture is drawn from a
query as well. The documents are a fresh clone's.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import duckdb

from ingestion.commands.refresh import refresh
from ingestion.journal import Journal
from ingestion.warehouse.settings import Settings
from tests.picture import draw

ROOT = Path(__file__).resolve().parent.parent
PAGES = (ROOT / "README.md", ROOT / "docs" / "queries.md", ROOT / "docs" / "questions.md")
PICTURE = ROOT / "docs" / "targets.svg"
BLOCK = re.compile(r"(```sql\n(?P<query>.*?)```\n\n<!-- output -->\n)(?P<output>.*?)(<!-- /output -->)", re.S)


def shown() -> dict[Path, str]:
    """What the pages and the picture show, by their files; empty where one is missing."""
    files = (*PAGES, PICTURE)
    return {path: path.read_text(encoding="utf-8") if path.exists() else "" for path in files}


def queries(text: str) -> list[str]:
    """The queries of a page, in order."""
    return [match["query"] for match in BLOCK.finditer(text)]


def renewed(connection: duckdb.DuckDBPyConnection, files: Mapping[Path, str]) -> dict[Path, str]:
    """The same files as they are now: every query with its output, and the picture."""
    return {
        path: draw(connection)
        if path == PICTURE
        else BLOCK.sub(lambda match: match[1] + _table(connection, match["query"]) + match[4], text)
        for path, text in files.items()
    }


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
    parser = argparse.ArgumentParser(description="Check or write what README.md and docs/ show of the published file.")
    parser.add_argument("--write", action="store_true", help="write what the queries return")
    parser.add_argument("--database", type=Path, help="a published file of data/documents (default: make one)")
    arguments = parser.parse_args()
    before = shown()
    with tempfile.TemporaryDirectory() as folder:
        database = arguments.database or Path(folder) / "malbild.duckdb"
        if arguments.database is None:
            refresh(Settings(ROOT / "data" / "documents", database), Journal(progress=False))
        with duckdb.connect(str(database), read_only=True) as connection:
            now = renewed(connection, before)
    changed = [path for path, text in now.items() if text != before[path]]
    for path in changed if arguments.write else ():
        path.write_text(now[path], encoding="utf-8")
    if changed and not arguments.write:
        names = ", ".join(str(path.relative_to(ROOT)) for path in changed)
        sys.exit(f"other output than the queries return: {names}; run `make docs`")


if __name__ == "__main__":
    main()
