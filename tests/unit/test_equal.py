"""That two files are compared row by row, and what differs is named."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb
import pytest

from tests.equal import Table, compare

_FIGURES = "create table marts.figure (id integer primary key, name varchar, value double)"
_ROWS = "insert into marts.figure values (1, 'a', 1.5), (2, null, null), (3, 'c', 0.1)"


def _file(path: Path, *statements: str) -> Path:
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema marts")
        for one in statements:
            connection.execute(one)
    return path


def _compared(tmp_path: Path, before: Sequence[str], after: Sequence[str]) -> Table:
    (table,) = compare(_file(tmp_path / "a b'.duckdb", *before), _file(tmp_path / "after.duckdb", *after))
    return table


def test_the_same_rows_in_another_order_are_equal(tmp_path: Path) -> None:
    other = "insert into marts.figure values (3, 'c', 0.1), (1, 'a', 1.5), (2, null, null)"
    table = _compared(tmp_path, [_FIGURES, _ROWS], [_FIGURES, other])
    assert table == Table("marts.figure", 3, 3)
    assert table.is_equal()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("update marts.figure set value = 0.1 + 1e-16 where id = 3", "id 3: value 0.1 → 0.1000000000000001"),
        ("update marts.figure set name = '' where id = 2", "id 2: name None → ''"),
        (
            "update marts.figure set name = cast(value as varchar), value = 0 where id = 1",
            "id 1: name 'a' → '1.5', value 1.5 → 0.0",
        ),
        ("delete from marts.figure where id = 1", "only before: id 1; name 'a', value 1.5"),
        ("insert into marts.figure values (4, null, 7)", "only after: id 4; value 7.0"),
    ],
)
def test_a_row_that_differs_is_named_by_its_key(tmp_path: Path, change: str, said: str) -> None:
    table = _compared(tmp_path, [_FIGURES, _ROWS], [_FIGURES, _ROWS, change])
    assert table.rows == (said,)
    assert table.differing == (2 if change.startswith("update") else 1)
    assert not table.is_equal(shared=True)


def test_a_row_that_stands_twice_is_not_the_row_that_stands_once(tmp_path: Path) -> None:
    figures = "create table marts.figure (name varchar)"
    once, twice = "insert into marts.figure values ('a'), ('b')", "insert into marts.figure values ('a'), ('a'), ('b')"
    table = _compared(tmp_path, [figures, once], [figures, twice])
    assert (table.differing, table.rows) == (1, ("only after: name 'a'",))


@pytest.mark.parametrize(
    ("after", "only"),
    [
        ("id integer primary key, value double, name varchar", "the columns stand in another order"),
        ("id integer primary key, name varchar, value float", "column value is DOUBLE before, FLOAT after"),
        ("id integer primary key, name varchar, value double, more integer", "only after: column more"),
        ("id integer not null, name varchar, value double", "only before: PRIMARY KEY(id)"),
    ],
)
def test_another_shape_is_no_equality_unless_only_what_both_have_is_asked_for(
    tmp_path: Path, after: str, only: str
) -> None:
    table = _compared(tmp_path, [_FIGURES], [f"create table marts.figure ({after})"])
    assert only in table.only
    assert (table.is_equal(), table.is_equal(shared=True)) == (False, True)


def test_a_table_of_one_file_alone_is_told(tmp_path: Path) -> None:
    table = _compared(tmp_path, [_FIGURES], [])
    assert (table.before, table.after, table.only) == (0, None, ("only before: the table",))
    assert not table.is_equal()


def test_what_tells_of_the_refresh_is_left_out_and_nothing_at_all_is_no_equality(tmp_path: Path) -> None:
    document = "create table marts.dim_document as select 'a' as document_id, {} as read_at"
    table = _compared(tmp_path, [document.format(1)], [document.format(2)])
    assert table.is_equal()
    with pytest.raises(ValueError, match="neither file has tables"):
        compare(tmp_path / "after.duckdb", tmp_path / "a b'.duckdb", ["none"])
