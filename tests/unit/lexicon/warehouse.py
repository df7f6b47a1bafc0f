"""The macros of the warehouse without dbt: rendered by Jinja, run by DuckDB on the files of the lexicon."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import jinja2

from tests.sqlfluff import adapter

PROJECT = Path(__file__).resolve().parents[3]
SEEDS = PROJECT / "seeds"
_MACROS = ("engine/engine", "engine/duckdb", "text", "printed", "fulfilment", "periods")
_SEEDS = ("lexicon/target_phrases", "lexicon/periods", "lexicon/units", "reports", "period_parts")


@dataclass(frozen=True)
class Printed:
    """What the warehouse makes of a printed cell. `unit` is the one spelling, None where the unit is not known."""

    kind: str
    value: float | None
    lower: float | None
    upper: float | None
    printed_unit: str | None
    unit: str | None


@dataclass(frozen=True)
class Period:
    """What the warehouse makes of a printed period."""

    period_id: str | None
    is_year: bool
    is_measured_by: str | None
    words: str | None


@dataclass(frozen=True)
class Warehouse:
    """A database with the seeds, and the queries that the macros compile to."""

    connection: duckdb.DuckDBPyConnection = field(repr=False)
    texts: str = field(repr=False)
    periods: str = field(repr=False)
    key: str = field(repr=False)

    def read(self, *cells: str) -> dict[str, Printed]:
        """What each cell says, by the cell."""
        self._fill(cells)
        found = self.connection.execute(self.texts).fetchall()
        return {cell: Printed(*row) for cell, *row in found}

    def read_periods(self, *cells: str) -> dict[str, Period]:
        """Which period each text names, by the text."""
        self._fill(cells)
        return {cell: Period(*row) for cell, *row in self.connection.execute(self.periods).fetchall()}

    def keys(self, *texts: str) -> list[str]:
        """By what the lexicon looks up each text."""
        self._fill(texts)
        return [str(row[0]) for row in self.connection.execute(self.key).fetchall()]

    def _fill(self, cells: tuple[str, ...]) -> None:
        self.connection.execute("create or replace table printed (printed varchar)")
        self.connection.executemany("insert into printed values (?)", [[cell] for cell in cells])


def open_warehouse(seeds: Path = SEEDS) -> Warehouse:
    """A warehouse in memory on a folder of seeds."""
    connection = duckdb.connect()
    for seed in _SEEDS:
        source = str(seeds / f"{seed}.csv")
        name = Path(seed).name
        connection.execute(f"create table {name} as from read_csv('{source}', all_varchar = true, header = true)")
    connection.execute("alter table reports alter place type integer")
    cells = _render("select printed, {{ tidy('printed') }} as cell from printed")
    texts = _render("{{ read_texts('cells', 'cell') }}")
    periods = _render("{{ read_periods('cells', 'cell') }}")
    return Warehouse(
        connection,
        texts=(
            f"with cells as ({cells}), read as ({texts}) "
            "select printed, kind, value, lower, upper, read.printed_unit, units.unit from cells "
            "inner join read on cells.cell = read.parsed_text "
            "left join units on lower(read.printed_unit) = lower(units.printed_unit)"
        ),
        periods=(
            f"with cells as ({cells}), read as ({periods}) "
            "select printed, period_id, is_year, is_measured_by, words from cells "
            "inner join read on cells.cell = read.period_text"
        ),
        key=_render("select {{ words_key('printed') }} from printed"),
    )


def _render(query: str) -> str:
    macros = "".join((PROJECT / f"macros/{name}.sql").read_text(encoding="utf-8") for name in _MACROS)
    environment = jinja2.Environment()  # noqa: S701 (SQL, no page: its quotes must stay)
    return str(
        environment.from_string(macros + query).render(ref=lambda name: name, adapter=adapter, **{"return": str})
    )
