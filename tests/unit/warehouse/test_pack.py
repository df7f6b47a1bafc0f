"""Packed extracts: each document's rows come out as they went in, and a damaged pack is none."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from ingestion.documents.identity import Answer, Identity
from ingestion.isolation.kept import KEPT
from ingestion.warehouse.pack import Pack, is_pack, read_pack, write_pack
from ingestion.warehouse.reading import Reading, all_tables

NAMES = ("indicators", "goals")


def _pack() -> Pack:
    rows = pa.table({"document_id": ["b", "b", "a"], "row_number": [1, 2, 1]})
    goals = pa.table({"document_id": ["a"], "title": ["Trygghet"]})
    return Pack({"indicators": rows, "goals": goals})


def test_each_document_comes_out_as_it_went_in(tmp_path: Path) -> None:
    write_pack(tmp_path, _pack().tables)
    pack = read_pack(tmp_path, NAMES)
    assert pack is not None
    assert pack.of_document("b")["indicators"].to_pylist() == [
        {"document_id": "b", "row_number": 1},
        {"document_id": "b", "row_number": 2},
    ]
    assert pack.of_document("b")["goals"].num_rows == 0
    assert pack.of_document("a")["goals"].column("title").to_pylist() == ["Trygghet"]
    assert pack.holds("a") and pack.holds("b") and not pack.holds("c")


def test_a_new_pack_takes_the_old_ones_place_and_leaves_nothing_else(tmp_path: Path) -> None:
    write_pack(tmp_path, _pack().tables)
    write_pack(tmp_path, {name: table.slice(0, 1) for name, table in _pack().tables.items()})
    pack = read_pack(tmp_path, NAMES)
    assert pack is not None
    assert pack.tables["indicators"].num_rows == 1
    assert [path.name for path in tmp_path.iterdir()] == ["pack"]
    assert all(is_pack(path) for path in tmp_path.iterdir())


def test_a_pack_cut_off_while_it_was_replaced_is_the_one_before(tmp_path: Path) -> None:
    write_pack(tmp_path, _pack().tables)
    (tmp_path / "pack").rename(tmp_path / "pack-before")
    (tmp_path / "pack-123").mkdir()
    pack = read_pack(tmp_path, NAMES)
    assert pack is not None and pack.holds("a")
    write_pack(tmp_path, _pack().tables)
    assert [path.name for path in tmp_path.iterdir()] == ["pack"]


def test_a_damaged_or_missing_pack_is_none(tmp_path: Path) -> None:
    assert read_pack(tmp_path, NAMES) is None
    write_pack(tmp_path, _pack().tables)
    path = tmp_path / "pack" / "goals.parquet"
    path.write_bytes(b"PAR1 cut")
    assert read_pack(tmp_path, NAMES) is None


def test_an_empty_table_has_no_document(tmp_path: Path) -> None:
    write_pack(tmp_path, {name: table.slice(0, 0) for name, table in _pack().tables.items()})
    pack = read_pack(tmp_path, NAMES)
    assert pack is not None and not pack.holds("a")


def test_a_content_that_came_back_stands_once_and_a_withdrawn_one_not_at_all(tmp_path: Path) -> None:
    def reading(sha256: str, pack: Pack | None) -> Reading:
        unknown = Answer(None, (), ())
        now = dt.datetime(2022, 1, 1, tzinfo=dt.UTC)
        return Reading(sha256, now, 9, None, 1, Identity(unknown, unknown, unknown), tmp_path, fresh=False, pack=pack)

    kept, back = "a" * 64, "b" * 64
    tables = {name: pa.table({"document_id": [one[:16] for one in (kept, back, "c" * 64)]}) for name in KEPT}
    for name, table in tables.items():
        pq.write_table(table.slice(1, 1), tmp_path / f"{back}.{name}.parquet")
    found = all_tables([reading(kept, Pack(tables)), reading(back, None)])
    for table in found.values():
        assert sorted(table.column("document_id").to_pylist()) == [kept[:16], back[:16]]
