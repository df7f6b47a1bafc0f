"""`malbild dictionary`: every table and column of a published file on one page, from the file's own comments."""

from __future__ import annotations

from pathlib import Path

import duckdb

from ingestion.commands.dictionary import write_dictionary

LONG = "Outcome of the year in unit & more; null where <none> is known, " + "and so on " * 20


def test_a_page_says_each_column_whole(tmp_path: Path) -> None:
    database, glossary, page = tmp_path / "file.duckdb", tmp_path / "glossary.csv", tmp_path / "out" / "page.html"
    with duckdb.connect(str(database)) as connection:
        connection.execute("create schema marts")
        connection.execute("create schema staging")
        connection.execute("create table staging.stg_secret (id integer)")
        connection.execute("create table marts.refresh_run (refresh_id varchar)")
        connection.execute("create table marts.gender_gap (men double, indicator_id varchar not null)")
        connection.execute("create table marts.something_new (id integer)")
        connection.execute("comment on table marts.gender_gap is 'Grain: one row per pair.'")
        connection.execute(f"comment on column marts.gender_gap.men is '{LONG}'")
    glossary.write_text('term,meaning\nVB,"The annual report, at last."\n', encoding="utf-8")

    assert write_dictionary(database, glossary, page) == 3

    text = page.read_text(encoding="utf-8")
    assert "Grain: one row per pair." in text
    assert "Outcome of the year in unit &amp; more; null where &lt;none&gt; is known, " + "and so on " * 19 in text
    assert "<td><code>indicator_id</code></td><td></td><td>varchar</td><td>never</td>" in text
    assert "<td>double</td><td>may be</td>" in text
    assert "The annual report, at last." in text
    assert text.index("id='gender_gap'") < text.index("id='refresh_run'") < text.index("id='something_new'")
    assert "stg_secret" not in text
    assert "http" not in text.replace("http-equiv", "")
