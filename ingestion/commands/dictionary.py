"""`malbild dictionary`: what every table and column of the published file means, on one page that works offline.

The page is made of the comments that the file itself carries, and of a glossary. It shows no model in between: how the
figures come about is for developers, in dbt's own pages (`make docs`).
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from ingestion.files import replace_text
from ingestion.warehouse.published import Published, open_published

_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 76rem; padding: 0 1.5rem; color: #1a1a1a; }
table { border-collapse: collapse; width: 100%; table-layout: fixed; margin: .5rem 0 2.5rem; }
th, td { text-align: left; vertical-align: top; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid #ddd; }
th, td { overflow-wrap: anywhere; }
col.name { width: 19rem; } col.type { width: 7rem; } col.null { width: 6rem; }
code { font-family: ui-monospace, monospace; font-size: .92em; }
nav { columns: 3 16rem; } nav a { display: block; }
h2 { margin-top: 2.5rem; } .what { max-width: 60rem; }
"""
_GROUPS = (
    ("Comparisons", ("district_comparison", "target_alignment", "gender_gap", "year_trail", "target_revision",
                     "comparable_indicator", "indicator_trend", "goal_overview")),
    ("Facts", ("fct_",)),
    ("Dimensions", ("dim_", "bridge_")),
    ("What is loaded, and what a person should look at", ("coverage", "quality_")),
    ("Refreshes", ("refresh_",)),
)  # fmt: skip


def write_dictionary(database: Path, glossary: Path, page: Path) -> int:
    """Write the dictionary of a published file as HTML; returns the number of tables.

    `glossary` has the columns term and meaning. Raises NotPublishedError, OSError.
    """
    with glossary.open(encoding="utf-8", newline="") as handle:
        terms = list(csv.DictReader(handle))
    published = open_published(database)
    try:
        comments = published.comments()
        text = "".join(_page(published, comments, terms))
    finally:
        published.close()
    page.parent.mkdir(parents=True, exist_ok=True)
    replace_text(page, text)
    return len(comments)


def _page(published: Published, comments: Mapping[str, str], terms: Sequence[Mapping[str, str]]) -> Iterator[str]:
    yield "<!doctype html>\n<html lang='en'><head><meta charset='utf-8'><title>Målbild: dictionary</title>"
    yield f"<meta name='viewport' content='width=device-width'><style>{_STYLE}</style></head><body>\n"
    yield "<h1>Målbild: what the tables and columns mean</h1>\n<nav>\n"
    groups = _grouped(sorted(comments))
    for title, tables in groups:
        yield f"<strong>{escape(title)}</strong>\n"
        yield from (f"<a href='#{table}'><code>{table}</code></a>\n" for table in tables)
    yield "<a href='#glossary'>Glossary</a>\n</nav>\n"
    for title, tables in groups:
        yield f"<h2>{escape(title)}</h2>\n"
        for table in tables:
            yield from _table(table, comments[table], published.columns(table))
    yield "<h2 id='glossary'>Glossary</h2>\n<table><colgroup><col class='name'><col></colgroup><tbody>\n"
    yield from (f"<tr><th>{escape(one['term'])}</th><td>{escape(one['meaning'])}</td></tr>\n" for one in terms)
    yield "</tbody></table>\n</body></html>\n"


def _grouped(tables: Sequence[str]) -> list[tuple[str, list[str]]]:
    """Tables under the titles of _GROUPS, in the order in which those name them; what none names comes last."""
    left = list(tables)
    groups = []
    for title, starts in _GROUPS:
        chosen = [table for start in starts for table in left if table.startswith(start)]
        left = [table for table in left if table not in chosen]
        groups.append((title, chosen))
    return [*groups, *([("More", left)] if left else [])]


def _table(table: str, comment: str, columns: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    yield f"<h3 id='{table}'><code>{table}</code></h3>\n<p class='what'>{escape(comment.strip())}</p>\n"
    yield "<table><colgroup><col class='name'><col><col class='type'><col class='null'></colgroup>"
    yield "<thead><tr><th>Column</th><th>Meaning, unit, and when it is null</th><th>Type</th><th>Null</th></tr></thead>"
    yield "<tbody>\n"
    for column in columns:
        null = "never" if column["required"] else "may be"
        meaning = escape((column["comment"] or "").strip())
        yield f"<tr><td><code>{column['name']}</code></td><td>{meaning}</td>"
        yield f"<td>{escape(column['type'].lower())}</td><td>{null}</td></tr>\n"
    yield "</tbody></table>\n"
