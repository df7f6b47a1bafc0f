"""Text from documents in spreadsheets: nothing in it is taken for a formula."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

# The signs that begin a formula, also as wide and small letters, which spreadsheets of East Asia take for the same.
_SIGNS = r"[=+\-@＝＋－＠﹦﹢﹣﹫]"
# At the beginning, behind spaces and quotes that a spreadsheet drops; a tab or line end there begins another cell.
_BEGINS = rf'^(?:[\s\ufeff\u200b"]*{_SIGNS}|[\t\r\n])'
# Whoever opens a file with the other kind of delimiter gets a cell that begins behind it, whatever quotes there are.
_BEHIND_DELIMITER = rf'([;,\t\r\n]"*)({_SIGNS})'


def neutralise(column: pl.Series) -> pl.Series:
    """Put an apostrophe before what a spreadsheet would take for a formula: '=1+1', '-', '+/- 1 %', 'a;'=1+1'."""
    import polars as pl

    text = pl.col("text").str.replace_all(_BEHIND_DELIMITER, "${1}'${2}")
    begins = pl.col("text").str.contains(_BEGINS)
    return (
        column.to_frame("text")
        .select(pl.when(begins).then(pl.lit("'") + text).otherwise(text).alias(column.name))
        .to_series()
    )
