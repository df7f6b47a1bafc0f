"""The columns that users' queries rely on: none goes or changes its type without a line in CHANGELOG.md.

`public_columns.csv` lists every column that any version published, and only grows: a column that is renamed or dropped
stays there, and CHANGELOG.md names it as `table.column`.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import yaml

PROJECT = Path(__file__).resolve().parents[2]
LIST = Path(__file__).resolve().parent / "public_columns.csv"

Column = tuple[str, str]


def contracts() -> dict[Column, str]:
    found: dict[Column, str] = {}
    for path in sorted((PROJECT / "models/marts").glob("_*.yml")):
        for model in yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader).get("models", []):
            found |= {(model["name"], column["name"]): column["data_type"] for column in model["columns"]}
    return found


def descriptions() -> Iterator[tuple[str, str, str]]:
    """Table, column and description of every public column, as written in the contracts."""
    for path in sorted((PROJECT / "models/marts").glob("_*.yml")):
        for model in yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader).get("models", []):
            for column in model["columns"]:
                yield model["name"], column["name"], column["description"].strip()


def listed() -> dict[Column, str]:
    with LIST.open(encoding="utf-8", newline="") as handle:
        return {(row["table"], row["column"]): row["data_type"] for row in csv.DictReader(handle)}


def unannounced(published: dict[Column, str], known: dict[Column, str], changelog: str) -> list[str]:
    """Columns that were published once, are gone or of another type, and that the changelog does not name."""
    changed = [f"{table}.{column}" for (table, column), kind in known.items() if published.get((table, column)) != kind]
    return [name for name in changed if name not in changelog]


def test_no_public_column_changes_unannounced() -> None:
    path = PROJECT / "CHANGELOG.md"
    changelog = path.read_text(encoding="utf-8") if path.exists() else ""
    assert unannounced(contracts(), listed(), changelog) == [], "name these columns in CHANGELOG.md"


def test_every_public_column_is_listed() -> None:
    known = listed()
    missing = [
        f"{table},{column},{kind}" for (table, column), kind in contracts().items() if (table, column) not in known
    ]
    assert missing == [], f"add these lines to {LIST.name}"


def test_a_renamed_column_is_noticed() -> None:
    known = {("fct_indicator", "outcome"): "double", ("coverage", "rows"): "integer"}
    renamed = {("fct_indicator", "result"): "double", ("coverage", "rows"): "integer"}
    assert unannounced(renamed, known, "") == ["fct_indicator.outcome"]
    assert unannounced(renamed, known, "- `fct_indicator.outcome` is now `fct_indicator.result`") == []
    retyped = {**known, ("coverage", "rows"): "varchar"}
    assert unannounced(retyped, known, "fct_indicator.outcome") == ["coverage.rows"]


def test_every_model_says_what_a_row_is() -> None:
    described: dict[str, str] = {}
    for path in sorted((PROJECT / "models").glob("*/_*.yml")):
        for model in yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader).get("models", []):
            described[model["name"]] = model["description"]
    models = {path.stem for path in (PROJECT / "models").glob("*/*.sql")}
    assert models - set(described) == set()
    assert [name for name, text in described.items() if "Grain: one " not in text] == []


def test_a_description_that_several_tables_share_is_written_once() -> None:
    places: dict[tuple[str, str], list[str]] = defaultdict(list)
    for table, column, text in descriptions():
        if "{{ doc(" not in text:
            places[column, text].append(table)
    assert {key: tables for key, tables in places.items() if len(tables) > 1} == {}, "write it in _columns.md"


def test_whoever_has_an_id_has_the_name_beside_it() -> None:
    tables: dict[str, list[str]] = defaultdict(list)
    for table, column, _ in descriptions():
        tables[table].append(column)
    for thing, home in (("district", "dim_district"), ("indicator", "dim_indicator"), ("subject", "dim_subject")):
        nameless = [
            t for t, columns in tables.items() if f"{thing}_id" in columns and thing not in columns and t != home
        ]
        assert nameless == [], thing


def test_names_and_figures_come_before_ids_and_lineage() -> None:
    lineage = {"document_id", "line_start", "line_end", "page", "row_number"}
    tables: dict[str, list[str]] = defaultdict(list)
    for table, column, _ in descriptions():
        tables[table].append(column)
    for table in (
        "district_comparison",
        "target_alignment",
        "gender_gap",
        "year_trail",
        "fct_indicator",
        "indicator_trend",
    ):
        columns = tables[table]
        assert columns[:2] == ["indicator", "district"], table
        first_id = min(columns.index(name) for name in (*lineage, "indicator_id", "district_id") if name in columns)
        assert first_id > columns.index("unit"), table
