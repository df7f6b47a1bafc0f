"""Kept extracts of many documents as one table each, so that a refresh opens four files and not four for each document.

What is read anew lies beside the pack as files of its own until there is enough of it to pack again. A pack that is
damaged is none: its documents are read again.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

_PACK, _BEFORE = "pack", "pack-before"


@dataclass(frozen=True)
class Pack:
    """Tables by name; the rows of one document stand together in each, under its document_id."""

    tables: Mapping[str, pa.Table]

    @cached_property
    def _places(self) -> Mapping[str, Mapping[str, tuple[int, int]]]:
        """First row and number of rows of each document, by table."""
        return {name: _runs(table) for name, table in self.tables.items()}

    def holds(self, document_id: str) -> bool:
        """Whether it has a document."""
        return any(document_id in places for places in self._places.values())

    def of_document(self, document_id: str) -> dict[str, pa.Table]:
        """The rows of one document, none where a table has none of it."""
        return {name: table.slice(*self._places[name].get(document_id, (0, 0))) for name, table in self.tables.items()}

    def only(self, document_ids: Collection[str]) -> dict[str, pa.Table]:
        """The rows of these documents."""
        import pyarrow as pa
        import pyarrow.compute as pc

        wanted = pa.array(sorted(document_ids), pa.string())
        return {
            name: table.filter(pc.is_in(table.column("document_id"), value_set=wanted))
            for name, table in self.tables.items()
        }


def _runs(table: pa.Table) -> dict[str, tuple[int, int]]:
    import pyarrow as pa
    import pyarrow.compute as pc

    ids = table.column("document_id").combine_chunks()
    ends = pc.run_end_encode(ids) if len(ids) else pa.RunEndEncodedArray.from_arrays(pa.array([], pa.int32()), ids)
    runs: dict[str, tuple[int, int]] = {}
    start = 0
    for document_id, end in zip(ends.values.to_pylist(), ends.run_ends.to_pylist(), strict=True):
        runs[document_id] = (start, end - start)
        start = end
    return runs


def read_pack(cache: Path, names: Sequence[str]) -> Pack | None:
    """The pack in a folder of extracts, None where there is none that is whole."""
    import pyarrow.parquet as pq

    for folder in (cache / _PACK, cache / _BEFORE):
        try:
            return Pack({name: pq.read_table(_path(folder, name), page_checksum_verification=True) for name in names})
        except (OSError, ValueError):
            continue
    return None


def write_pack(cache: Path, tables: Mapping[str, pa.Table]) -> None:
    """Put a new pack in the old one's place; the old one is whole until the new one is. Raises OSError."""
    import pyarrow.parquet as pq

    for left in cache.glob(f"{_PACK}-*"):
        if left.name != _BEFORE:
            # by a run that was killed, or whose disk was full
            shutil.rmtree(left, ignore_errors=True)
    unfinished = Path(tempfile.mkdtemp(prefix=f"{_PACK}-", dir=cache))
    for name, table in tables.items():
        pq.write_table(table, _path(unfinished, name), write_page_checksum=True, row_group_size=1 << 17)
    before = cache / _BEFORE
    shutil.rmtree(before, ignore_errors=True)
    if (cache / _PACK).exists():
        (cache / _PACK).rename(before)
    unfinished.rename(cache / _PACK)
    shutil.rmtree(before, ignore_errors=True)


def is_pack(path: Path) -> bool:
    """Whether a path in a folder of extracts is the pack, or what is left of one."""
    return path.name.startswith(_PACK)


def _path(folder: Path, name: str) -> Path:
    return folder / f"{name}.parquet"
