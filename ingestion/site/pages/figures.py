"""Rows of outcome, årsmål and KF's årsmål: their marks, their state in words, and where each is printed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup

from ingestion.site.frames import Places, Row
from ingestion.site.marks import Scale, scale_of, strip

if TYPE_CHECKING:
    import polars as pl

ORDER = {
    "missed": 0,
    "met": 1,
    "not_judged": 2,
    "no_target": 2,
    "preliminary": 3,
    "interim": 3,
    "ambiguous": 4,
    "withheld": 4,
    "not_yet": 5,
    "not_printed": 6,
    "in_words": 6,
}
"""The states of a row in the order in which they are shown."""
SHOWN = (
    "indicator",
    "district",
    "year",
    "desired_direction",
    "outcome",
    "outcome_unit",
    "outcome_state",
    "is_final",
    "interim",
    "interim_unit",
    "interim_period",
    "annual_target",
    "annual_target_lower",
    "annual_target_upper",
    "annual_target_unit",
    "annual_target_state",
    "annual_target_print",
    "kf_target",
    "kf_target_lower",
    "kf_target_upper",
    "kf_target_unit",
    "kf_target_state",
    "kf_target_print",
    "target_met",
    "shortfall",
    "shortfall_percent",
    "rank",
    "districts",
    "reason",
    "outcome_document_id",
    "outcome_page",
    "outcome_line",
    "outcome_print",
    "annual_target_document_id",
    "annual_target_page",
    "annual_target_line",
    "kf_target_document_id",
    "kf_target_page",
    "kf_target_line",
)
"""Columns of the CSV below a picture of such rows."""


def status(row: Row) -> str:
    """The state of a row in one word, a key of the texts: whether the årsmål is met, or why that cannot be said."""
    if row["target_met"] is not None:
        return "met" if row["target_met"] else "missed"
    if row["outcome_state"] != "value":
        return str(row["outcome_state"])
    if row["annual_target_state"] in ("not_yet", "not_printed"):
        return "no_target"
    return "not_judged" if row["is_final"] else "preliminary"


def limits(row: Row, measure: str) -> tuple[float | None, float | None] | None:
    """The ends of a band, ceiling or floor of an årsmål; None for a single value."""
    lower, upper = row[f"{measure}_lower"], row[f"{measure}_upper"]
    return None if lower is None and upper is None else (lower, upper)


def drawn(row: Row, measure: str, unit: str | None) -> float | None:
    """The value of an årsmål as a mark: only in the unit of the axis, and not where it is a band."""
    if limits(row, measure) or row[f"{measure}_state"] != "value":
        return None
    other = row[f"{measure}_unit"]
    return row[measure] if other in (unit, None) or unit is None else None


def values(row: Row) -> list[float | None]:
    """All that the axis of a row must hold."""
    unit = row["unit"]
    bands = [end for measure in ("annual_target", "kf_target") for end in limits(row, measure) or ()]
    targets = [drawn(row, "annual_target", unit), drawn(row, "kf_target", unit)]
    return [_outcome(row, unit), *targets, *bands]


def _outcome(row: Row, unit: str | None) -> float | None:
    if row["outcome_state"] == "interim":
        return row["interim"] if row["interim_unit"] in (unit, None) or unit is None else None
    return row["outcome"] if row["outcome_unit"] in (unit, None) or unit is None else None


def picture(row: Row, scale: Scale) -> Markup:
    """The axis of a row with its marks."""
    unit, direction = row["unit"], row["desired_direction"]
    marks, bands = [], []
    for measure, mark in (("kf_target", "k"), ("annual_target", "t")):
        if ends := limits(row, measure):
            bands.append((mark, *ends))
        elif (value := drawn(row, measure, unit)) is not None:
            marks.append((mark, value))
    outcome, target = _outcome(row, unit), drawn(row, "annual_target", unit)
    link = None
    if outcome is not None:
        final = "o" if row["is_final"] else "p"
        marks.append(("q" if row["outcome_state"] == "interim" else final, outcome))
        if target is not None:
            kind = {True: "met", False: "missed", None: "plain"}[row["target_met"]]
            link = (kind, target, outcome)
    better = "lower" if direction == "ceiling" else direction
    return strip(scale, marks, bands, link, better)


def view(row: Row, places: Places, scale: Scale | None = None) -> Row:
    """A row with its picture, its state and the addresses of its figures."""
    own = scale or scale_of(values(row), row["unit"])
    return {
        **row,
        "status": status(row),
        "low": own.low,
        "high": own.high,
        "picture": picture(row, own),
        **{
            f"{measure}_href": places.row(row[f"{measure}_document_id"], row[f"{measure}_row"])
            for measure in ("outcome", "annual_target", "kf_target")
        },
    }


def order(row: Row) -> tuple[int, float, str]:
    """Missed worst first, then met, then what cannot be said, by name."""
    state = status(row)
    return (ORDER.get(state, 7), -(row["shortfall_percent"] or 0.0) if state == "missed" else 0.0, row["indicator"])


def documents(rows: Sequence[Row]) -> list[str]:
    """The documents that the figures of some rows are from."""
    kinds = ("outcome_document_id", "annual_target_document_id")
    return sorted({row[kind] for row in rows for kind in kinds if row[kind]})


def table(frame: pl.DataFrame, rows: Sequence[Row]) -> pl.DataFrame:
    """What some rows show, as a frame; `i` is their place in it."""
    return frame[[row["i"] for row in rows]].select(SHOWN)
