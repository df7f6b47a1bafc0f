"""Packed extracts: each document's rows come out as they went in, and a damaged pack is none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pytest

from ingestion.warehouse.pack import Pack, is_pack, read_pack, write_pack

NAMES = ("indicators", "goals")
ROWS = pa.schema([("document_id", pa.string()), ("row_number", pa.int32())])
GOALS = pa.schema([("document_id", pa.string()), ("results", pa.list_(pa.string()))])


def _document(document_id: str, rows: int, goals: Sequence[Sequence[str]] = ()) -> tuple[str, dict[str, pa.Table]]:
    numbered = [{"document_id": document_id, "row_number": number} for number in range(1, rows + 1)]
    titled = [{"document_id": document_id, "results": list(one)} for one in goals]
    return document_id, {
        "indicators": pa.Table.from_pylist(numbered, schema=ROWS),
        "goals": pa.Table.from_pylist(titled, schema=GOALS),
    }


DOCUMENTS = [_document("a", 1, [["Trygghet", "Närhet"], []]), _document("b", 2)]


def _whole(cache: Path) -> Pack:
    pack = read_pack(cache, NAMES)
    assert pack is not None
    return pack


def test_each_document_comes_out_as_it_went_in(tmp_path: Path) -> None:
    written = write_pack(tmp_path, NAMES, DOCUMENTS)
    for pack in (written, _whole(tmp_path)):
        for document_id, tables in DOCUMENTS:
            assert pack.of_document(document_id) == tables
        assert pack.rows("b", "indicators").column("row_number").to_pylist() == [1, 2]
        asked = pack.rows("b", "indicators", ("row_number",))
        assert asked == pack.rows("b", "indicators").select(["row_number"])
        assert pack.holds("a") and pack.holds("b") and not pack.holds("c")
        with pytest.raises(KeyError):
            pack.rows("c", "indicators")


def test_thousands_are_written_and_read_a_few_at_a_time(tmp_path: Path) -> None:
    """Row groups hold the same documents in every table, also where a table has no row of them."""
    ids = [f"{number:016x}" for number in range(300)]
    held: list[int] = []

    def documents() -> Iterator[tuple[str, Mapping[str, pa.Table]]]:
        for number, one in enumerate(ids):
            held.append(number)
            yield _document(one, number % 3, [["Trygghet"]] if number in {5, 299} else [])

    write_pack(tmp_path, NAMES, documents())
    pack = _whole(tmp_path)
    assert [one for group in pack.groups for one in group.document_ids] == ids
    assert max(len(group.document_ids) for group in pack.groups) < 100
    for number in (0, 5, 150, 299, 1):
        found = pack.of_document(ids[number])
        assert found["indicators"].num_rows == number % 3
        assert found["goals"].num_rows == (number in {5, 299})


def test_rows_that_name_another_document_stay_with_those_they_came_with(tmp_path: Path) -> None:
    """What is wrong with a row is the border's to say: here it is neither lost nor given to another."""
    one, tables = _document("a", 2)
    wrong = tables | {"indicators": pa.concat_tables([tables["indicators"], _document("b", 1)[1]["indicators"]])}
    write_pack(tmp_path, NAMES, [(one, wrong), DOCUMENTS[1]])
    assert _whole(tmp_path).of_document("a") == wrong
    assert _whole(tmp_path).of_document("b") == DOCUMENTS[1][1]


def test_a_new_pack_takes_the_old_ones_place_and_leaves_nothing_else(tmp_path: Path) -> None:
    write_pack(tmp_path, NAMES, DOCUMENTS)
    before = _whole(tmp_path)
    # It is read while the new one is written.
    write_pack(tmp_path, NAMES, ((one, before.of_document(one)) for one in ("b",)))
    pack = _whole(tmp_path)
    assert pack.holds("b") and not pack.holds("a")
    assert pack.of_document("b") == DOCUMENTS[1][1]
    assert [path.name for path in tmp_path.iterdir()] == ["pack"]
    assert all(is_pack(path) for path in tmp_path.iterdir())


def test_a_pack_cut_off_while_it_was_replaced_is_the_one_before(tmp_path: Path) -> None:
    write_pack(tmp_path, NAMES, DOCUMENTS)
    (tmp_path / "pack").rename(tmp_path / "pack-before")
    (tmp_path / "pack-123").mkdir()
    assert _whole(tmp_path).of_document("a") == DOCUMENTS[0][1]
    write_pack(tmp_path, NAMES, DOCUMENTS)
    assert [path.name for path in tmp_path.iterdir()] == ["pack"]


def test_a_pack_that_cannot_be_written_leaves_the_one_before(tmp_path: Path) -> None:
    write_pack(tmp_path, NAMES, DOCUMENTS)

    def documents() -> Iterator[tuple[str, Mapping[str, pa.Table]]]:
        yield DOCUMENTS[0]
        raise OSError("no space left")

    with pytest.raises(OSError, match="no space left"):
        write_pack(tmp_path, NAMES, documents())
    assert [path.name for path in tmp_path.iterdir()] == ["pack"]
    assert _whole(tmp_path).holds("b")


@pytest.mark.parametrize("name", ["goals.parquet", "indicators.parquet", "documents.json"])
def test_a_damaged_or_missing_pack_is_none(tmp_path: Path, name: str) -> None:
    assert read_pack(tmp_path, NAMES) is None
    write_pack(tmp_path, NAMES, DOCUMENTS)
    path = tmp_path / "pack" / name
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))
    assert read_pack(tmp_path, NAMES) is None
    path.write_bytes(bytes(content[:10]))
    assert read_pack(tmp_path, NAMES) is None
    path.unlink()
    assert read_pack(tmp_path, NAMES) is None
