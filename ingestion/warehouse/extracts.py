"""From kept extracts to raw tables: DuckDB reads the pack's files, and leaves out what the border held back."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ingestion.isolation.kept import EXTRACTED
from ingestion.warehouse.border.result import HELD_BY
from ingestion.warehouse.literals import literal
from ingestion.warehouse.pack import Pack
from ingestion.warehouse.reading import Reading

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa


@dataclass(frozen=True)
class Extracts:
    """Where the rows lie that were read of some documents, and what of them is not loaded.

    `pack` has the documents `packed`, `loose` the rows of the others by table. Rows with the keys of `held` (HELD_BY)
    are left out, the places of `unread` are loaded beside those that the reader left.
    """

    pack: Pack | None
    packed: Sequence[str]
    loose: Mapping[str, pa.Table]
    held: Mapping[str, pa.Table]
    unread: pa.Table

    @staticmethod
    def of(readings: Sequence[Reading], held: Mapping[str, pa.Table], unread: pa.Table) -> Extracts:
        """Those of some readings: what lies as files of their own is read. Raises OSError or ValueError for these."""
        import pyarrow as pa

        packs = {id(one.pack): one.pack for one in readings if one.pack is not None}
        (pack,) = packs.values() or (None,)
        # A pack may hold contents that were withdrawn since, or that came back and were read again.
        packed = [one.document_id for one in readings if one.pack is not None]
        parts = [one.tables() for one in readings if one.pack is None]
        loose = {name: pa.concat_tables([part[name] for part in parts]) for name in EXTRACTED if parts}
        return Extracts(pack, packed, loose, held, unread)


def load_extracts(connection: duckdb.DuckDBPyConnection, tables: Mapping[str, str], extracts: Extracts) -> None:
    """Insert the rows of the documents in raw.document into raw tables, given as the extracted table of each.

    A content that was read under another name has the name that it has now. Raises duckdb.Error.
    """
    import pyarrow as pa

    connection.register("packed", pa.table({"document_id": pa.array(extracts.packed, pa.string())}))
    for table, name in tables.items():
        sources = _sources(connection, name, extracts)
        connection.execute(
            f"""
            insert into raw.{table} by name
            select extracted.* replace (document.source_file as source_file)
            from ({" union all by name ".join(sources)}) as extracted
            inner join raw.document as document on extracted.document_id = document.document_id
            {" ".join(_without_held(connection, name, extracts))}
            """
        )
    connection.unregister("packed")


def _sources(connection: duckdb.DuckDBPyConnection, name: str, extracts: Extracts) -> list[str]:
    sources = []
    if extracts.pack is not None:
        # What stands in a path is no pattern, and a folder `year=2022` no column.
        path = literal(Path(re.sub(r"([\[*?])", r"[\1]", str(extracts.pack.path(name)))))
        sources.append(
            f"select * from read_parquet({path}, hive_partitioning = false) semi join packed using (document_id)"
        )
    for number, rows in enumerate((extracts.loose.get(name), extracts.unread if name == "unread" else None)):
        if rows is not None:
            connection.register(f"source_{number}", rows)
            sources.append(f"select * from source_{number}")
    return sources


def _without_held(connection: duckdb.DuckDBPyConnection, name: str, extracts: Extracts) -> list[str]:
    """Joins that leave out rows that are held back, and the cells of a table of money that is."""
    joins = []
    for of in (name, *(("money_tables",) if name == "money_cells" else ())):
        if of in HELD_BY:
            connection.register(f"held_{of}", extracts.held[of])
            keys = " and ".join(f"extracted.{key} = held_{of}.{key}" for key in ("document_id", *HELD_BY[of]))
            joins.append(f"anti join held_{of} on {keys}")
    return joins
