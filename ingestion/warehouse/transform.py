"""Build the models in the private build database, by dbt or as dbt did before, and say what their tests found."""

from __future__ import annotations

import contextlib
import io
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingestion.journal import Done, unseen
from ingestion.warehouse.engine import Engine
from ingestion.warehouse.fingerprint import project_fingerprint
from ingestion.warehouse.prepared import (
    Prepared,
    Statement,
    TableText,
    execute,
    forget_built,
    keep_prepared,
    read_prepared,
)
from ingestion.warehouse.publish import PUBLISHED_SCHEMA, begin_next
from ingestion.warehouse.settings import PACKAGE
from ingestion.warehouse.state import State

BUILD_VARIABLE, NEXT_VARIABLE = "MALBILD_BUILD_DATABASE", "MALBILD_NEXT_DATABASE"
_ROWS_SHOWN = 20
_NO_MEMORY = "Out of Memory Error"
# Raw tables of some four hundred documents, in bytes.
_LARGE = 8_000_000
# Columns that make a failing row actionable, in the order in which they are shown.
_TELLING = ("source_file", "document_id", "page", "line_start", "as_printed", "indicator", "finding")


@dataclass(frozen=True)
class CheckFailure:
    """A check that did not hold: its name, dbt's message, and the failing rows as 'column value' texts."""

    name: str
    message: str
    rows: tuple[str, ...]

    def lines(self) -> list[str]:
        """Its name and message, then the failing rows with document, line and printed text."""
        return [f"{self.name}: {self.message}", *(f"    {row}" for row in self.rows)]


@dataclass(frozen=True)
class BuildResult:
    """What was built: counts of tests, the failures of structural ones, warnings, faults of models and seeds.

    `texts` are those of the marts that were built.
    """

    passed: int
    warned: int
    failed: int
    failures: tuple[CheckFailure, ...]
    warnings: tuple[CheckFailure, ...]
    faults: tuple[CheckFailure, ...]
    texts: Mapping[str, TableText]

    @property
    def sound(self) -> bool:
        """Whether the build may be published."""
        return not self.failures and not self.faults

    @property
    def without_memory(self) -> tuple[str, ...]:
        """What the engine had too little memory for, and no disk helped: names of models and seeds."""
        return tuple(one.name for one in self.faults if _NO_MEMORY in one.message)


class TransformError(Exception):
    """dbt could not run at all: the project does not parse, the profile is wrong."""


def parse_ahead(project: Path, state: State, engine: Engine) -> Any:
    """Dbt's manifest of the project, for `build`; None where the build is prepared and dbt need not be loaded.

    Raises TransformError where the project does not parse.
    """
    if read_prepared(_folders(project, state), project_fingerprint(project, PACKAGE)) is not None:
        return None
    outcome = _invoke([*_OPTIONS, *_places(project, state, "parse")], state, engine)
    if outcome.result is None:
        raise TransformError(_fault(outcome.exception))
    return outcome.result


def build(
    project: Path,
    state: State,
    engine: Engine,
    only: Sequence[str] = (),
    parsed: Any = None,
    on_done: Done = unseen,
    built_in: Path | None = None,
) -> BuildResult:
    """Seed, run and test the dbt project, or only the named models, on the private build database and the next file.

    With `built_in`, the folder of a cluster's tables, the tables are these and no model is computed.

    Where a sound build of this very project is kept, its statements are sent by DuckDB alone, and dbt builds only if
    one of them fails or a test does not hold. Raises TransformError where dbt cannot start. The database is closed
    again when this returns. `parsed` is what `parse_ahead` gave.
    """
    import duckdb

    if not only:
        begin_next(state)
    key, folders = project_fingerprint(project, PACKAGE), _folders(project, state)
    prepared = read_prepared(folders, key) if built_in is None else None
    if prepared is not None:
        lack: duckdb.OutOfMemoryException | None = None
        try:
            passed = execute(prepared.only(only), state, engine, again=bool(only), on_done=on_done)
        except duckdb.OutOfMemoryException as error:
            lack, passed = error, None
        if passed is not None:
            return BuildResult(passed, 0, 0, (), (), (), prepared.texts)
        if not only:
            forget_built(prepared, state, engine)
            begin_next(state)
        if lack is not None:
            # dbt would have no more.
            return BuildResult(0, 0, 1, (), (), (CheckFailure("build", _brief(lack), ()),), {})
    results = _by_dbt(project, state, engine, only, parsed, on_done, built_in)
    built = _summarise(results, state.build)
    if prepared is None and built_in is None and not only and built.sound and not built.warned:
        keep_prepared(folders, key, _prepared(results, project))
    return built


def build_elsewhere(
    project: Path, state: State, engine: Engine, environment: Mapping[str, str], on_done: Done = unseen
) -> tuple[CheckFailure, ...]:
    """Seed and run the dbt project on a cluster, of which `environment` tells profiles.yml; what could not be built.

    Raises TransformError where dbt cannot start.
    """
    arguments = [*_OPTIONS, *_places(project, state, "build"), "--target", "spark"]
    arguments += ["--exclude-resource-type", "unit_test", "test"]
    with _environment(environment):
        outcome = _invoke(arguments, state, engine, on_done=on_done)
    if outcome.result is None:
        raise TransformError(_fault(outcome.exception))
    return tuple(
        CheckFailure(one.node.name, _brief(one.message), ())
        for one in outcome.result.results
        if str(one.status) == "error"
    )


_OPTIONS = (
    "--quiet",
    "--no-use-colors",
    "--no-send-anonymous-usage-stats",
    # The manifest as JSON is read by nobody here, and every event of a node is a tenth of the time of a build.
    "--no-write-json",
    "--log-level-file",
    "info",
)


def _folders(project: Path, state: State) -> tuple[Path, Path]:
    """Where a prepared build may be kept."""
    return project / "target", state.dbt_target


def _places(project: Path, state: State, command: str) -> list[str]:
    arguments = ["--log-path", str(state.logs), command, "--project-dir", str(project), "--profiles-dir", str(project)]
    return [*arguments, "--target-path", str(state.dbt_target)]


def _by_dbt(
    project: Path,
    state: State,
    engine: Engine,
    only: Sequence[str],
    parsed: Any,
    on_done: Done,
    built_in: Path | None,
) -> Sequence[Any]:
    arguments = [*_OPTIONS, *_places(project, state, "build")]
    arguments += ["--exclude-resource-type", "unit_test", "--store-failures"]
    if only:
        arguments += ["--select", *only]
    if built_in is not None:
        arguments += ["--vars", json.dumps({"built_in": str(built_in)})]
    if state.build.stat().st_size > _LARGE:
        # Two models at a time would share the memory, and each writes to disk what it lacks.
        arguments += ["--threads", "1"]
    outcome = _invoke(arguments, state, engine, parsed, on_done)
    if outcome.result is None:
        raise TransformError(_fault(outcome.exception))
    results: Sequence[Any] = outcome.result.results
    return results


def _prepared(results: Sequence[Any], project: Path) -> Prepared:
    """What dbt sent for each node, which it writes below its target as it sends it."""
    nodes = [one.node for one in results if one.node.resource_type in {"seed", "model", "test"}]
    names = {node.unique_id: node.name for node in nodes}
    return Prepared(
        tuple(
            Statement(
                name=node.alias,
                kind=str(node.resource_type),
                database=node.database,
                schema=node.schema,
                sql=(project / node.build_path).read_text(encoding="utf-8"),
                reads=tuple(names[one] for one in node.depends_on_nodes if one in names),
            )
            for node in nodes
        ),
        _texts(results),
    )


def _texts(results: Sequence[Any]) -> dict[str, TableText]:
    return {
        one.node.name: TableText(one.node.description, {c.name: c.description for c in one.node.columns.values()})
        for one in results
        if one.node.resource_type == "model" and one.node.schema == PUBLISHED_SCHEMA
    }


# What dbt tells of each node when it is done, and where it says how many there are.
_TOTALS = {"LogModelResult": "total", "LogSeedResult": "total", "LogTestResult": "num_models"}


def _invoke(arguments: Sequence[str], state: State, engine: Engine, parsed: Any = None, on_done: Done = unseen) -> Any:
    def on_event(event: Any) -> None:
        if event.info.name in _TOTALS:
            on_done(getattr(event.data, _TOTALS[event.info.name]))

    with _environment(
        {
            BUILD_VARIABLE: str(state.build),
            NEXT_VARIABLE: str(state.next),
            "DO_NOT_TRACK": "1",
            "DBT_TARGET_PATH": str(state.dbt_target),
            **engine.environment,
        }
    ):
        from dbt.adapters.duckdb.connections import DuckDBConnectionManager
        from dbt.cli.main import dbtRunner

        state.logs.mkdir(parents=True, exist_ok=True)
        try:
            # dbt prints a failing node although it is told to be quiet; what failed is said by us, with its
            # rows.
            with contextlib.redirect_stdout(io.StringIO()):
                return dbtRunner(parsed, callbacks=[on_event]).invoke(list(arguments))
        finally:
            # In-process dbt keeps the file's lock until its connections are closed.
            manager: Any = DuckDBConnectionManager
            manager.close_all_connections()


@contextlib.contextmanager
def _environment(values: Mapping[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _fault(exception: BaseException | None) -> str:
    return " ".join(str(exception or "dbt gave no result").split())


def _summarise(results: Sequence[Any], build_file: Path) -> BuildResult:
    import duckdb

    passed = warned = 0
    failures: list[CheckFailure] = []
    warnings: list[CheckFailure] = []
    faults: list[CheckFailure] = []
    with duckdb.connect(str(build_file), read_only=True) as connection:
        for one in results:
            status = str(one.status)
            is_test = one.node.resource_type == "test"
            if status in {"pass", "success"}:
                passed += is_test
            elif status == "warn":
                warned += 1
                warnings.append(_check(one, connection))
            elif status == "fail":
                failures.append(_check(one, connection))
            elif status == "error":
                faults.append(CheckFailure(one.node.name, _brief(one.message), ()))
    failed = len(failures) + len(faults)
    return BuildResult(passed, warned, failed, tuple(failures), tuple(warnings), tuple(faults), _texts(results))


def _brief(message: object) -> str:
    """Dbt's message on one line, without the chain of macros that called each other."""
    return " ".join(str(message or "").partition("\n\n> in macro")[0].partition("> in macro")[0].split())


def _check(result: Any, connection: Any) -> CheckFailure:
    import duckdb

    message = _brief(result.message)
    relation = result.node.relation_name
    rows: tuple[str, ...] = ()
    if relation:
        try:
            found = connection.execute(f"select * from {relation} limit {_ROWS_SHOWN}")
            names = [column[0] for column in found.description]
            rows = tuple(_show(dict(zip(names, row, strict=True))) for row in found.fetchall())
        except duckdb.Error as error:
            message = f"{message}; its rows cannot be shown: {error}"
    return CheckFailure(result.node.name, message, rows)


def _show(row: Mapping[str, Any]) -> str:
    telling = [name for name in _TELLING if row.get(name) is not None]
    rest = [name for name in row if name not in _TELLING and row[name] is not None]
    return ", ".join(f"{name} {row[name]}" for name in [*telling, *rest])
