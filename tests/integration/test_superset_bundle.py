"""The bundle for Superset: what it names, the published file has. `make clients` imports it into a real Superset."""

from __future__ import annotations

import json
import uuid
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from click.testing import CliRunner, Result

from ingestion import cli
from ingestion.superset.bundle import bundle_files
from ingestion.warehouse.published import NotPublishedError, open_published
from tests.integration.published import Published

pytestmark = pytest.mark.slow

Files = dict[str, Any]


def _export(*arguments: object) -> Result:
    return CliRunner().invoke(cli.main, ["export", *(str(one) for one in arguments)])


@pytest.fixture(scope="module")
def files(excerpts: Published, tmp_path_factory: pytest.TempPathFactory) -> Files:
    path = tmp_path_factory.mktemp("bundle") / "a folder" / "malbild.zip"
    done = _export("--database", excerpts.settings.database, "--superset", path)
    assert done.exit_code == 0, done.output
    assert f"{len(_marts(excerpts))} datasets, 15 charts, 2 dashboards" in done.output
    with zipfile.ZipFile(path) as archive:
        return {name.removeprefix("malbild/"): yaml.safe_load(archive.read(name)) for name in archive.namelist()}


def _marts(published: Published) -> dict[str, tuple[str, dict[str, str]]]:
    """Each mart with its comment and the comments of its columns."""
    with duckdb.connect(str(published.settings.database), read_only=True) as connection:
        tables = connection.sql(
            "select table_name, comment from duckdb_tables() where schema_name = 'marts'"
        ).fetchall()
        columns = connection.sql(
            "select table_name, column_name, comment from duckdb_columns() where schema_name = 'marts'"
        ).fetchall()
    return {name: (comment, {c: said for t, c, said in columns if t == name}) for name, comment in tables}


def _of(files: Files, kind: str) -> Iterator[Any]:
    return (content for name, content in files.items() if name.startswith(f"{kind}/"))


def test_every_mart_is_a_dataset_with_its_own_descriptions(files: Files, excerpts: Published) -> None:
    datasets = {one["table_name"]: one for one in _of(files, "datasets")}
    marts = _marts(excerpts)
    assert set(datasets) == set(marts)
    for name, (comment, columns) in marts.items():
        dataset = datasets[name]
        assert dataset["description"].split() == comment.split() != []
        told = {one["column_name"]: one["description"] for one in dataset["columns"] if one["expression"] is None}
        assert told == columns


def test_charts_show_columns_that_their_dataset_has(files: Files, excerpts: Published) -> None:
    datasets = {one["uuid"]: one for one in _of(files, "datasets")}
    for chart in _of(files, "charts"):
        dataset = datasets[chart["dataset_uuid"]]
        known = {one["column_name"]: one["expression"] for one in dataset["columns"]}
        form = chart["params"]
        shown = {
            *form.get("all_columns", ()),
            *form.get("groupby", ()),
            *([form["x_axis"]] if "x_axis" in form else []),
        }
        filtered = {one["subject"] for one in form["adhoc_filters"]}
        assert shown and shown | filtered <= set(known), chart["slice_name"]
        unnamed = [one["column_name"] for one in dataset["columns"] if not one["verbose_name"]]
        assert shown.isdisjoint(unnamed), (chart["slice_name"], shown & set(unnamed))
        # What the page asks and what the API answers with are one question.
        (query,) = json.loads(chart["query_context"])["queries"]
        assert {one if isinstance(one, str) else one["label"] for one in query["columns"]} == shown
        assert {one["col"] for one in query["filters"]} == filtered
        measured = [one["sqlExpression"] for one in form.get("metrics", ())]
        assert measured == [one["sqlExpression"] for one in query["metrics"]]
        with duckdb.connect(str(excerpts.settings.database), read_only=True) as connection:
            table = f"marts.{dataset['table_name']}"
            for expression in [*measured, *filter(None, (known[name] for name in shown))]:
                connection.sql(f"select {expression} from {table} limit 1").fetchall()


def test_what_refers_to_another_thing_finds_it(files: Files) -> None:
    (database,) = _of(files, "databases")
    assert {one["database_uuid"] for one in _of(files, "datasets")} == {database["uuid"]}
    datasets = {one["uuid"]: {column["column_name"] for column in one["columns"]} for one in _of(files, "datasets")}
    charts = {one["uuid"]: one for one in _of(files, "charts")}
    drawn = set()
    for dashboard in _of(files, "dashboards"):
        position = dashboard["position"]
        parts = {name: one for name, one in position.items() if isinstance(one, dict)}
        assert {child for one in parts.values() for child in one.get("children", ())} == set(parts) - {
            "ROOT_ID",
            "HEADER_ID",
        }
        own = {one["meta"]["chartId"]: one["meta"]["uuid"] for one in parts.values() if one["type"] == "CHART"}
        drawn |= set(own.values())
        for one in dashboard["metadata"]["native_filter_configuration"]:
            (target,) = one["targets"]
            assert target["column"]["name"] in datasets[target["datasetUuid"]]
            # A filter leaves alone exactly the charts whose dataset has no such column, and no other.
            without = {
                n for n, key in own.items() if target["column"]["name"] not in datasets[charts[key]["dataset_uuid"]]
            }
            assert set(one["scope"]["excluded"]) == without
    assert drawn == set(charts)
    named = [one["uuid"] for kind in ("databases", "datasets", "charts", "dashboards") for one in _of(files, kind)]
    assert len({uuid.UUID(one) for one in named}) == len(named)


def test_the_database_is_opened_read_only_and_opens_nothing_else(files: Files, excerpts: Published) -> None:
    (database,) = _of(files, "databases")
    assert database["sqlalchemy_uri"] == f"duckdb:///{excerpts.settings.database.resolve()}"
    arguments = database["extra"]["engine_params"]["connect_args"]
    path = database["sqlalchemy_uri"].removeprefix("duckdb:///")
    with duckdb.connect(path, **arguments) as connection:
        with pytest.raises(duckdb.Error, match="read-only"):
            connection.execute("delete from marts.fct_indicator")
        with pytest.raises(duckdb.Error, match="disabled"):
            connection.execute(f"from read_text('{__file__}')")
    assert not database["allow_dml"] and not database["allow_ctas"] and not database["allow_cvas"]


def test_the_same_file_gives_the_same_bytes_and_another_path_where_it_is_seen(
    excerpts: Published, tmp_path: Path
) -> None:
    for name in ("a.zip", "b.zip"):
        assert _export("--database", excerpts.settings.database, "--superset", tmp_path / name).exit_code == 0
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    seen = ("--seen-as", "/srv/published/malbild.duckdb")
    assert _export("--database", excerpts.settings.database, "--superset", tmp_path / "c.zip", *seen).exit_code == 0
    with zipfile.ZipFile(tmp_path / "c.zip") as archive:
        assert "duckdb:////srv/published/malbild.duckdb" in archive.read("malbild/databases/malbild.yaml").decode()


@pytest.mark.parametrize("wrong", ["columns", "where", "order", "numbers", "filters", "computed"])
def test_what_the_file_does_not_have_makes_no_bundle(excerpts: Published, wrong: str) -> None:
    chart = {"title": "x", "kind": "rows", "table": "coverage", "columns": ["district"], "order": ["district"]}
    counts = {"title": "x", "kind": "counts", "table": "coverage", "by": ["district"], "numbers": {"a": "count(*)"}}
    specification: Any = {
        "database": "x",
        "labels": {},
        "computed": {"coverage": {"told": {"sql": "rows + 1"}}},
        "charts": {"one": chart, "two": counts},
        "dashboards": {"d": {"title": "x", "description": "", "lead": "", "filters": [], "layout": [["one", "two"]]}},
    }
    published = open_published(excerpts.settings.database)
    try:
        assert list(bundle_files(published, specification, "/x"))
        if wrong == "filters":
            specification["dashboards"]["d"]["filters"] = [{"name": "x", "table": "coverage", "column": "gone"}]
        elif wrong == "computed":
            specification["computed"]["coverage"]["told"]["sql"] = "gone + 1"
            chart["columns"] = ["told"]
        else:
            counts["numbers"] = {"a": "sum(gone)"} if wrong == "numbers" else counts["numbers"]
            chart |= {
                "columns": {"columns": ["gone"]},
                "where": {"where": [{"column": "gone", "is": "x"}]},
                "order": {"order": ["-gone"]},
            }.get(wrong, {})
        with pytest.raises(NotPublishedError, match="gone"):
            list(bundle_files(published, specification, "/x"))
    finally:
        published.close()


def test_a_name_that_is_no_bundle_is_refused(tmp_path: Path) -> None:
    for arguments in (["--superset", "x.txt"], ["--seen-as", "/x"], ["--superset", "x.zip", "--seen-as", "x"]):
        assert _export("--database", tmp_path / "a.duckdb", *arguments).exit_code == 2
