"""`malbild export --superset FILE.zip`: the published file as Superset imports it.

The database is opened read-only; every mart is a dataset with the descriptions that the file has of it and of each of
its columns; `dashboards.yml` says what is drawn. Format: Superset's export of dashboards, version 1.0.0, tried on 6.1.
"""

from __future__ import annotations

import json
import uuid
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import yaml

from ingestion.files import replacement
from ingestion.site.language import LANGUAGES, read_language
from ingestion.warehouse.literals import literal
from ingestion.warehouse.published import NotPublishedError, Published, open_published

_SPECIFICATION = Path(__file__).with_name("dashboards.yml")
_VERSION = "1.0.0"
_SCHEMA = "marts"
# The same things have the same identifiers in every bundle, so that a later one takes the place of an earlier.
_NAMES = uuid.UUID("6f1d2c1e-6f5e-5b51-9c1f-0d2b5a7f0c11")
_COLUMNS = 12
_MOST_ROWS = 10_000
_A_PAGE = 20
# Superset measures heights in steps of eight pixels.
_HEIGHT, _LEAD_HEIGHT = 64, 14
_DAY = (1980, 1, 1, 0, 0, 0)
_COLOURS = {
    "svagare än KF": "#a8410a",
    "missat": "#a8410a",
    "strängare än KF": "#1b5e94",
    "nått": "#1b5e94",
    "lika med KF": "#8c9299",
    "kan inte bedömas": "#8c9299",
    "går inte att jämföra": "#d9b64a",
    "inte slutligt": "#d9b64a",
    "KF har inget tal": "#d3d6da",
    "inget utfall som är ett tal": "#d3d6da",
}

Settings = dict[str, Any]


def write_bundle(database: Path, bundle: Path, seen_as: str | None = None) -> dict[str, int]:
    """Write the bundle; how many datasets, charts and dashboards it holds.

    `seen_as` is the published file's path where Superset runs, where that is another one. Raises NotPublishedError,
    also where a chart names something that the file does not have, and OSError.
    """
    specification = yaml.safe_load(_SPECIFICATION.read_text(encoding="utf-8"))
    published = open_published(database)
    try:
        files = list(bundle_files(published, specification, seen_as or str(database.resolve())))
    finally:
        published.close()
    bundle.parent.mkdir(parents=True, exist_ok=True)
    with replacement(bundle) as unfinished, zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            # The same file gives the same bytes: no time of day, and no line that is folded by its length.
            text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=10_000)
            archive.writestr(zipfile.ZipInfo(f"malbild/{name}", _DAY), text, zipfile.ZIP_DEFLATED)
    kinds = ("datasets", "charts", "dashboards")
    return {kind: sum(name.startswith(f"{kind}/") for name, _ in files) for kind in kinds}


def bundle_files(published: Published, specification: Mapping[str, Any], path: str) -> Iterator[tuple[str, Settings]]:
    """The files of the bundle, name and content, in the order in which they depend on each other.

    Raises NotPublishedError for a chart or filter that the published file cannot answer.
    """
    charts, dashboards = specification["charts"], specification["dashboards"]
    computed = _computed(specification["computed"])
    _ask(published, specification, computed)
    yield "metadata.yaml", {"version": _VERSION, "type": "Dashboard", "timestamp": "2026-01-01T00:00:00+00:00"}
    yield "databases/malbild.yaml", _database(specification["database"], path)
    comments = published.comments()
    described = {table: published.columns(table) for table in published.tables()}
    for table, own in described.items():
        columns = [*map(_column, own), *computed.get(table, {}).values()]
        for column in columns:
            column["verbose_name"] = specification["labels"].get(column["column_name"])
        yield f"datasets/malbild/{table}.yaml", _dataset(table, comments.get(table, ""), columns)
    for key, chart in charts.items():
        yield f"charts/{key}.yaml", _chart(key, chart)
    numbers = {key: number for number, key in enumerate(charts, start=1)}
    known = {table: {one["name"] for one in own} for table, own in described.items()}
    for slug, dashboard in dashboards.items():
        yield f"dashboards/{slug}.yaml", _dashboard(slug, dashboard, charts, numbers, known)


def _id(*names: str) -> str:
    return str(uuid.uuid5(_NAMES, "/".join(names)))


def _database(name: str, path: str) -> Settings:
    return {
        "database_name": name,
        # Three slashes, and the path's own: four for one from the root.
        "sqlalchemy_uri": f"duckdb:///{path}",
        "cache_timeout": None,
        "expose_in_sqllab": True,
        "allow_run_async": False,
        "allow_ctas": False,
        "allow_cvas": False,
        "allow_dml": False,
        "allow_csv_upload": False,
        "extra": {
            "engine_params": {
                # Read-only, and no other file of the server: a query could read any that Superset may read.
                "connect_args": {"read_only": True, "config": {"enable_external_access": False}},
            },
            "allows_virtual_table_explore": True,
        },
        "uuid": _id("database"),
        "version": _VERSION,
    }


def _column(one: Mapping[str, Any]) -> Settings:
    return {
        "column_name": one["name"],
        "type": one["type"],
        "is_dttm": one["type"].startswith(("DATE", "TIMESTAMP")),
        "is_active": True,
        "groupby": True,
        "filterable": True,
        "expression": None,
        "description": one["comment"],
    }


def _computed(specification: Mapping[str, Mapping[str, Mapping[str, str]]]) -> dict[str, dict[str, Settings]]:
    """Columns that Superset computes, by table and name."""
    found: dict[str, dict[str, Settings]] = {}
    for table, columns in specification.items():
        for name, one in columns.items():
            told = one["sql"] if "sql" in one else _in_words(one["of"], one.get("words"))
            column = _column({"name": name, "type": "VARCHAR", "comment": f"Computed by Superset: {told}"})
            found.setdefault(table, {})[name] = {**column, "expression": told}
    return found


def _in_words(column: str, words: str | None) -> str:
    """The values of a column in the words that the site has for them; of its phrases where no key is named."""
    language = read_language(LANGUAGES[0])
    if words is None:
        said = language.whole_phrases()
    else:
        parts = ((key.rpartition("."), text) for key, text in language.texts.items())
        said = {value: text for (group, _, value), text in parts if group == words}
    return (
        f"case {column} {' '.join(f'when {literal(a)} then {literal(b)}' for a, b in said.items())} else {column} end"
    )


def _dataset(table: str, comment: str, columns: Sequence[Settings]) -> Settings:
    return {
        "table_name": table,
        "schema": _SCHEMA,
        "description": " ".join(comment.split()),
        "sql": None,
        "offset": 0,
        "filter_select_enabled": True,
        "uuid": _id("dataset", table),
        "columns": list(columns),
        "metrics": [{"metric_name": "count", "verbose_name": "Antal", "expression": "count(*)"}],
        "version": _VERSION,
        "database_uuid": _id("database"),
    }


def _chart(key: str, chart: Mapping[str, Any]) -> Settings:
    build = {"rows": _rows, "counts": _counts, "bars": _bars}[chart["kind"]]
    form, query = build(chart)
    where = chart.get("where", [])
    form = {**form, "adhoc_filters": [_adhoc(one) for one in where], "row_limit": _MOST_ROWS}
    query = {**query, "filters": [_filter(one) for one in where], "row_limit": _MOST_ROWS, "extras": {}}
    # Both are filled in by the import: which number the dataset has there.
    nowhere = {"datasource": "0__table"}
    context = {
        "datasource": {"id": 0, "type": "table"},
        "force": False,
        "queries": [query],
        "form_data": {**form, **nowhere},
        "result_format": "json",
        "result_type": "full",
    }
    return {
        "slice_name": chart["title"],
        "viz_type": form["viz_type"],
        "params": {**form, **nowhere},
        "query_context": json.dumps(context, ensure_ascii=False),
        "uuid": _id("chart", key),
        "version": _VERSION,
        "dataset_uuid": _id("dataset", chart["table"]),
    }


# Numbers as they are: a year without a separator, a figure with its own decimals, at most six.
_FORMATS = {"year": "d", "line_start": "d", "page": "d"}


def _rows(chart: Mapping[str, Any]) -> tuple[Settings, Settings]:
    order = [[one.removeprefix("-"), not one.startswith("-")] for one in chart["order"]]
    form = {
        "viz_type": "table",
        "query_mode": "raw",
        "all_columns": chart["columns"],
        "order_by_cols": [json.dumps(one) for one in order],
        "page_length": _A_PAGE,
        "include_search": True,
        # Names come from documents: what looks like markup in them is shown as it is.
        "allow_render_html": False,
        "show_cell_bars": False,
        "color_pn": False,
        "column_config": {name: {"d3NumberFormat": _FORMATS.get(name, "~f")} for name in chart["columns"]},
    }
    return form, {"columns": chart["columns"], "metrics": [], "orderby": order}


def _counts(chart: Mapping[str, Any]) -> tuple[Settings, Settings]:
    metrics = [_metric(label, sql) for label, sql in chart["numbers"].items()]
    form = {
        "viz_type": "table",
        "query_mode": "aggregate",
        "groupby": chart["by"],
        "metrics": metrics,
        "allow_render_html": False,
        "page_length": _A_PAGE,
        "show_cell_bars": False,
        "color_pn": False,
        "column_config": {name: {"d3NumberFormat": "d"} for name in (*chart["by"], *chart["numbers"])},
    }
    return form, {"columns": chart["by"], "metrics": metrics, "orderby": [[metrics[0], False]]}


def _bars(chart: Mapping[str, Any]) -> tuple[Settings, Settings]:
    metric = _metric("Antal", "count(*)")
    form = {
        "viz_type": "echarts_timeseries_bar",
        "x_axis": chart["by"],
        "xAxisForceCategorical": True,
        "groupby": [chart["parts"]],
        "metrics": [metric],
        "x_axis_sort": chart["by"],
        "x_axis_sort_asc": False,
        "stack": "Stack",
        "orientation": "horizontal",
        # Never by colour alone: each part has its number, and the tables beside have all of them.
        "show_value": True,
        "only_total": False,
        # Parts that a bar does not have get no number, which would stand on another's.
        "percentage_threshold": 0.1,
        "show_legend": True,
        "legendOrientation": "top",
        "legendType": "plain",
        "y_axis_format": "d",
        "rich_tooltip": True,
        "truncateYAxis": False,
        "y_axis_bounds": [0, None],
    }
    axis = {
        "columnType": "BASE_AXIS",
        "sqlExpression": chart["by"],
        "label": chart["by"],
        "expressionType": "SQL",
    }
    query = {
        "columns": [axis, chart["parts"]],
        "series_columns": [chart["parts"]],
        "metrics": [metric],
        "orderby": [[metric, False]],
    }
    return form, query


def _metric(label: str, sql: str) -> Settings:
    return {
        "expressionType": "SQL",
        "sqlExpression": sql,
        "label": label,
        "hasCustomLabel": True,
        "optionName": f"metric_{_id('metric', label, sql)}",
    }


def _filter(one: Mapping[str, Any]) -> Settings:
    if isinstance(one["is"], bool):
        return {"col": one["column"], "op": "IS TRUE" if one["is"] else "IS FALSE"}
    return {"col": one["column"], "op": "==", "val": one["is"]}


def _adhoc(one: Mapping[str, Any]) -> Settings:
    filtered = _filter(one)
    return {
        "expressionType": "SIMPLE",
        "clause": "WHERE",
        "subject": filtered["col"],
        "operator": filtered["op"],
        "operatorId": {"==": "EQUALS", "IS TRUE": "IS_TRUE", "IS FALSE": "IS_FALSE"}[filtered["op"]],
        "comparator": filtered.get("val"),
    }


def _dashboard(
    slug: str,
    dashboard: Mapping[str, Any],
    charts: Mapping[str, Mapping[str, Any]],
    numbers: Mapping[str, int],
    known: Mapping[str, set[str]],
) -> Settings:
    """A dashboard; its charts have numbers here, for which the import puts those that they have there."""
    own = [key for row in dashboard["layout"] for key in row]
    filters = [
        # Of what has no such column, a filter chooses nothing away.
        _native(slug, one, [numbers[key] for key in own if one["column"] not in known[charts[key]["table"]]])
        for one in dashboard["filters"]
    ]
    return {
        "dashboard_title": dashboard["title"],
        "description": dashboard["description"],
        "css": None,
        "slug": slug,
        "uuid": _id("dashboard", slug),
        "position": _position(slug, dashboard, charts, numbers),
        "metadata": {
            "native_filter_configuration": filters,
            "label_colors": _COLOURS,
            "color_scheme": "supersetColors",
            "cross_filters_enabled": False,
        },
        "version": _VERSION,
        "published": True,
    }


def _native(slug: str, one: Mapping[str, Any], excluded: Sequence[int]) -> Settings:
    def key(name: str) -> str:
        return f"NATIVE_FILTER-{_id('filter', slug, name)}"

    single, first = one.get("one", False), one.get("first", False)
    return {
        "id": key(one["name"]),
        "name": one["name"],
        "type": "NATIVE_FILTER",
        "filterType": "filter_select",
        "targets": [{"datasetUuid": _id("dataset", one["table"]), "column": {"name": one["column"]}}],
        "defaultDataMask": {"extraFormData": {}, "filterState": {}, "ownState": {}},
        "controlValues": {
            "multiSelect": not single,
            "enableEmptyFilter": first,
            "defaultToFirstItem": first,
            "inverseSelection": False,
            "searchAllOptions": False,
            "sortAscending": one["column"] != "year",
        },
        # Chosen before anything is drawn, or the first thing seen is all councils under the name of one.
        "requiredFirst": first,
        "cascadeParentIds": [key(one["below"])] if "below" in one else [],
        "scope": {"rootPath": ["ROOT_ID"], "excluded": list(excluded)},
        "description": "",
    }


def _position(
    slug: str, dashboard: Mapping[str, Any], charts: Mapping[str, Mapping[str, Any]], numbers: Mapping[str, int]
) -> Settings:
    grid = ["ROOT_ID", "GRID_ID"]
    told = {"code": dashboard["lead"], "width": _COLUMNS, "height": _LEAD_HEIGHT}
    parts: Settings = {
        "DASHBOARD_VERSION_KEY": "v2",
        "ROOT_ID": {"type": "ROOT", "id": "ROOT_ID", "children": ["GRID_ID"]},
        "HEADER_ID": {"type": "HEADER", "id": "HEADER_ID", "meta": {"text": dashboard["title"]}},
        "ROW-lead": _row("ROW-lead", ["MARKDOWN-lead"], grid),
        "MARKDOWN-lead": _part("MARKDOWN", "MARKDOWN-lead", told, [*grid, "ROW-lead"]),
    }
    rows = ["ROW-lead"]
    for number, row in enumerate(dashboard["layout"]):
        name = f"ROW-{number}"
        rows.append(name)
        parts[name] = _row(name, [f"CHART-{key}" for key in row], grid)
        for key in row:
            meta = {
                "chartId": numbers[key],
                "uuid": _id("chart", key),
                "sliceName": charts[key]["title"],
                "width": _COLUMNS // len(row),
                "height": _HEIGHT,
            }
            parts[f"CHART-{key}"] = _part("CHART", f"CHART-{key}", meta, [*grid, name])
    parts["GRID_ID"] = {"type": "GRID", "id": "GRID_ID", "children": rows, "parents": ["ROOT_ID"]}
    return parts


def _row(name: str, children: Sequence[str], parents: Sequence[str]) -> Settings:
    meta = {"background": "BACKGROUND_TRANSPARENT"}
    return {"type": "ROW", "id": name, "children": list(children), "meta": meta, "parents": list(parents)}


def _part(kind: str, name: str, meta: Settings, parents: Sequence[str]) -> Settings:
    return {"type": kind, "id": name, "children": [], "meta": meta, "parents": list(parents)}


def _ask(
    published: Published, specification: Mapping[str, Any], computed: Mapping[str, Mapping[str, Settings]]
) -> None:
    """Ask the file what each chart and filter asks. Raises NotPublishedError for the first that it cannot answer."""
    for key, chart in specification["charts"].items():
        more = computed.get(chart["table"], {})
        names = [
            *chart.get("columns", []),
            *([chart["by"]] if isinstance(chart.get("by"), str) else chart.get("by", [])),
            *([chart["parts"]] if "parts" in chart else []),
            *(one["column"] for one in chart.get("where", [])),
            *(one.removeprefix("-") for one in chart.get("order", [])),
        ]
        asked = [more[name]["expression"] if name in more else f'"{name}"' for name in names]
        _bind(published, f"the chart {key}", chart["table"], asked)
        for sql in chart.get("numbers", {}).values():
            _bind(published, f"the chart {key}", chart["table"], [sql])
    for slug, dashboard in specification["dashboards"].items():
        for one in dashboard["filters"]:
            _bind(published, f"a filter of {slug}", one["table"], [f'"{one["column"]}"'])


def _bind(published: Published, what: str, table: str, expressions: Sequence[str]) -> None:
    try:
        published.connection.execute(f"select {', '.join(expressions)} from {_SCHEMA}.{table} limit 0")
    except (duckdb.CatalogException, duckdb.BinderException) as error:
        reason = str(error).partition("\n")[0]
        raise NotPublishedError(f"{what} cannot be drawn from this file, refresh it first: {reason}") from error
