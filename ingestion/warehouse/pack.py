"""Kept extracts of many documents as one Parquet file a table, which DuckDB loads without holding them in memory.

What is read anew lies beside the pack as a file a document until there is enough of it to pack again. A pack is written
and read a few documents at a time: a row group of each of its files holds the same ones, so that one document is read
without the rest, and the index says which rows of it are whose. A pack that is damaged is none: its documents are read
again.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from ingestion.files import sha256_of

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

_PACK, _BEFORE = "pack", "pack-before"
_INDEX = "documents.json"
_TOGETHER = 64
"""So many documents share a row group: some thousand rows of indicators, some MB of memory."""


_Wanted = tuple[str, tuple[str, ...]]
"""A table, and the columns of it that are asked for; none where it is all of them."""


@dataclass(frozen=True)
class _Group:
    """The documents of a row group, in the order of their rows; `rows` says how many each has, by table."""

    document_ids: tuple[str, ...]
    rows: Mapping[str, tuple[int, ...]]

    def span(self, name: str, position: int) -> tuple[int, int]:
        """The first row of a document in a table, 0-based, and how many there are."""
        return sum(self.rows[name][:position]), self.rows[name][position]


@dataclass(frozen=True)
class Pack:
    """A folder of Parquet files, one a table; `groups` are the documents whose rows each row group holds."""

    folder: Path
    names: tuple[str, ...]
    groups: tuple[_Group, ...]
    _recent: dict[_Wanted, tuple[int, pa.Table]] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def _place_of(self) -> Mapping[str, tuple[int, int]]:
        """The row group of a document, and its position among the documents of that."""
        return {
            one: (number, position)
            for number, group in enumerate(self.groups)
            for position, one in enumerate(group.document_ids)
        }

    @cached_property
    def _files(self) -> dict[str, pq.ParquetFile]:
        return {}

    def holds(self, document_id: str) -> bool:
        """Whether it has a document."""
        return document_id in self._place_of

    def path(self, name: str) -> Path:
        """The file of a table."""
        return _path(self.folder, name)

    def rows(self, document_id: str, name: str, columns: Sequence[str] = ()) -> pa.Table:
        """The rows of one document in a table, all columns or these.

        Raises KeyError for a document that it does not hold, OSError.
        """
        number, position = self._place_of[document_id]
        return self._group(name, number, tuple(columns)).slice(*self.groups[number].span(name, position))

    def of_document(self, document_id: str) -> dict[str, pa.Table]:
        """The rows of one document in every table. Raises like `rows`."""
        return {name: self.rows(document_id, name) for name in self.names}

    def _group(self, name: str, number: int, columns: tuple[str, ...]) -> pa.Table:
        """A row group; the last one that was asked for is at hand, for whoever asks for documents in their order."""
        import pyarrow.parquet as pq

        wanted = (name, columns)
        if wanted not in self._recent or self._recent[wanted][0] != number:
            if name not in self._files:
                self._files[name] = pq.ParquetFile(self.path(name))
            group = self._files[name].read_row_group(number, columns=columns or None)
            self._recent[wanted] = (number, group.select(columns) if columns else group)
        return self._recent[wanted][1]


def read_pack(cache: Path, names: Sequence[str]) -> Pack | None:
    """The pack in a folder of extracts, None where there is none that is whole."""
    for folder in (cache / _PACK, cache / _BEFORE):
        try:
            digest, _, content = (folder / _INDEX).read_text(encoding="utf-8").partition("\n")
            if digest != hashlib.sha256(content.encode()).hexdigest():
                continue
            told = json.loads(content)
            if all(sha256_of(_path(folder, name)) == told["digests"][name] for name in names):
                groups = (_Group(tuple(one["document_ids"]), dict(one["rows"])) for one in told["groups"])
                return Pack(folder, tuple(names), tuple(groups))
        except (OSError, ValueError, KeyError, TypeError):
            continue
    return None


def write_pack(cache: Path, names: Sequence[str], documents: Iterable[tuple[str, Mapping[str, pa.Table]]]) -> Pack:
    """Put a new pack in the old one's place; the old one is whole until the new one is. Raises OSError.

    `documents` are document_ids with their tables, in the order in which they will be asked for, at least one; of no
    more than _TOGETHER the tables are held at once.
    """
    for left in cache.glob(f"{_PACK}-*"):
        if left.name != _BEFORE:
            # by a run that was killed
            shutil.rmtree(left, ignore_errors=True)
    unfinished = Path(tempfile.mkdtemp(prefix=f"{_PACK}-", dir=cache))
    try:
        groups = tuple(_write(unfinished, names, iter(documents)))
        digests = {name: sha256_of(_path(unfinished, name)) for name in names}
        content = json.dumps({"digests": digests, "groups": [asdict(one) for one in groups]})
        text = f"{hashlib.sha256(content.encode()).hexdigest()}\n{content}"
        (unfinished / _INDEX).write_text(text, encoding="utf-8")
    except BaseException:
        # A disk that is full is given back what this took of it.
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    before = cache / _BEFORE
    shutil.rmtree(before, ignore_errors=True)
    if (cache / _PACK).exists():
        (cache / _PACK).rename(before)
    unfinished.rename(cache / _PACK)
    shutil.rmtree(before, ignore_errors=True)
    return Pack(cache / _PACK, tuple(names), groups)


def _write(
    folder: Path, names: Sequence[str], documents: Iterator[tuple[str, Mapping[str, pa.Table]]]
) -> Iterator[_Group]:
    """Write the files, one row group after the other; what each holds."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    with ExitStack() as opened:
        writers: dict[str, pq.ParquetWriter] = {}
        while group := list(islice(documents, _TOGETHER)):
            for name in names:
                rows = pa.concat_tables([tables[name] for _, tables in group])
                if name not in writers:
                    writers[name] = opened.enter_context(pq.ParquetWriter(_path(folder, name), rows.schema))
                writers[name].write_table(rows, row_group_size=max(1, rows.num_rows))
            counts = {name: tuple(tables[name].num_rows for _, tables in group) for name in names}
            yield _Group(tuple(document_id for document_id, _ in group), counts)


def is_pack(path: Path) -> bool:
    """Whether a path in a folder of extracts is the pack, or what is left of one."""
    return path.name.startswith(_PACK)


def _path(folder: Path, name: str) -> Path:
    return folder / f"{name}.parquet"
