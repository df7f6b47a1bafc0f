"""Money of some areas or councils: beside each other, report by report, and against what came of the goals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import polars as pl

from ingestion.site.frames import Frames, Row
from ingestion.site.marks import Scale, scale_of, scatter, strip
from ingestion.site.page import Block, chunks

_ROWS = 50
_FEWEST_POINTS, _MOST_POINTS = 3, 40
_STAGES = {
    "budget_vp": "VP",
    "budget_t1": "T1",
    "outcome_t1": "T1",
    "forecast_t1": "T1",
    "budget_t2": "T2",
    "outcome_t2": "T2",
    "forecast_t2": "T2",
    "budget_vb": "VB",
    "outcome_vb": "VB",
    "budget_other": None,
    "forecast_other": None,
    "budget_next_vp": "VP",
}
"""The figures of the trail in the order in which reports print them, each with the report whose stage it is."""
_CHANGES = ("budget_change", "next_change")


def council_blocks(frames: Frames, rows: list[Row], key: tuple[str, int]) -> Iterator[Block]:
    """The money of a council in a year, area by area."""
    yield money_block(frames, rows, said_by="subject")
    trail = frames.money_trail.filter((pl.col("district_id") == key[0]) & (pl.col("year") == key[1]))
    yield from trail_blocks(frames, trail.to_dicts(), said_by="subject")
    yield from scatter_blocks(frames, rows, said_by="subject")
    yield from unsure_blocks(frames, [key])


def money_block(frames: Frames, rows: list[Row], said_by: str) -> Block:
    """Budget, forecast and outcome of some areas or councils, on one axis."""
    scale = scale_of([row[one] for row in rows for one in ("budget", "forecast", "outcome")], "mnkr")
    shown = []
    for row in rows:
        spent = row["outcome"] if row["outcome"] is not None else row["forecast"]
        marks = [("t", row["budget"])] if row["budget"] is not None else []
        if spent is not None:
            marks.append(("o" if row["outcome"] is not None else "p", spent))
        link = None
        if spent is not None and row["budget"] is not None:
            link = (
                "over" if spent > row["budget"] else "under" if spent < row["budget"] else "plain",
                row["budget"],
                spent,
            )
        shown.append(
            {
                **row,
                "low": scale.low,
                "high": scale.high,
                "picture": strip(scale, marks, link=link),
                **_money_states(frames, row),
                **{
                    f"{one}_href": frames.places.cell(row[f"{one}_money_id"])
                    for one in ("budget", "forecast", "outcome")
                },
            }
        )
    wanted = ("subject", "district", "year", "budget", "forecast", "outcome", "deviation", "deviation_percent")
    judged = ("indicators_met", "indicators_judged", "assessments")
    where = ("deviation_of", "basis", "comparability", "reason", "budget_stage", *judged, "source_file", "line_start")

    table = pl.DataFrame(rows, schema=frames.money.schema, infer_schema_length=None).select(*wanted, *where)
    return Block("money.html", {"rows": shown, "by": said_by, "heading": rows[0]["subject"]}, table, _documents(rows))


def _money_states(frames: Frames, row: Row) -> Row:
    """Why a figure of money is missing: it can be read in several ways, its report has it not, or is not loaded."""
    loaded = frames.loaded.get((row["district_id"], row["year"]), frozenset())
    unsure = _is_unsure(frames, row["district_id"], row["year"], row["subject_id"])
    printing = {"budget": loaded, "forecast": loaded & {"T1", "T2", "VB"}, "outcome": loaded & {"VB"}}
    return {
        f"{one}_state": "ambiguous" if unsure else "not_printed" if reports else "not_yet"
        for one, reports in printing.items()
    }


def trail_blocks(frames: Frames, rows: Sequence[Row], said_by: str) -> Iterator[Block]:
    """What each report says of the money of some areas or councils, where more than one figure is printed."""
    several = [row for row in rows if sum(row[one] is not None for one in _STAGES) > 1]
    columns = [one for one in _STAGES if any(row[one] is not None for row in several)]
    changes = [one for one in _CHANGES if any(row[one] is not None or row["is_mixed"] for row in several)]
    for part in chunks(several, _ROWS) if several else []:
        shown = [
            {
                **row,
                "figures": [
                    (one, row[one], frames.places.cell(row[f"{one}_money_id"]), _trail_state(frames, row, one))
                    for one in columns
                ],
            }
            for row in part
        ]
        table = pl.DataFrame(list(part), schema=frames.money_trail.schema, infer_schema_length=None)
        told = table.select("subject", "district", "year", *columns, *_CHANGES, "is_mixed", "source_file")
        heading = part[0]["subject"]
        values = {"rows": shown, "columns": columns, "by": said_by, "heading": heading, "changes": changes}
        documents = sorted({document for row in part for document in row["document_ids"] or ()})
        yield Block("money_trail.html", values, told, documents)


def _trail_state(frames: Frames, row: Row, figure: str) -> str:
    """Why a figure of the trail is missing."""
    stage, year = _STAGES[figure], row["year"] + (figure == "budget_next_vp")
    loaded = frames.loaded.get((row["district_id"], year), frozenset())
    if _is_unsure(frames, row["district_id"], year, row["subject_id"]):
        return "ambiguous"
    return "not_printed" if stage is None or stage in loaded else "not_yet"


def scatter_blocks(frames: Frames, rows: Sequence[Row], said_by: str) -> Iterator[Block]:
    """Each area or council as a point: how far from budget, and which share of its indicators met their årsmål."""
    both = [row for row in rows if row["deviation_percent"] is not None and row["indicators_judged"]]
    if not _FEWEST_POINTS <= len(both) <= _MOST_POINTS:
        return
    shares = [100 * row["indicators_met"] / row["indicators_judged"] for row in both]
    reach = scale_of([abs(row["deviation_percent"]) for row in both], None).high
    across, up = Scale(-reach, reach), Scale(0, 100)
    kinds = ["o" if row["deviation_of"] == "outcome" else "p" for row in both]
    points = [(kind, row["deviation_percent"], share) for kind, row, share in zip(kinds, both, shares, strict=True)]
    shown = [{**row, "share": share} for row, share in zip(both, shares, strict=True)]
    wanted = ("subject", "district", "year", "deviation_percent", "deviation_of", "indicators_met", "indicators_judged")
    table = pl.DataFrame(both, schema=frames.money.schema, infer_schema_length=None)
    told = table.select(*wanted, "assessments", "comparability", "reason", "source_file", "line_start")
    values = {"rows": shown, "picture": scatter(across, up, points), "reach": reach, "by": said_by}
    yield Block("scatter.html", {**values, "heading": both[0]["subject"]}, told, _documents(both))


def unsure_blocks(frames: Frames, keys: Iterable[tuple[str, int]]) -> Iterator[Block]:
    """Which documents of some councils and years have figures of money or volumes that can be read in several ways."""
    wanted = set(keys)
    found = [row for row in frames.money_unsure if (row["district_id"], row["report_year"]) in wanted]
    if found:
        told = [{**row, "href": frames.places.cell(row["first_money_id"])} for row in found]
        yield Block("money_unsure.html", {"documents": told})


def _is_unsure(frames: Frames, district_id: str, year: int, subject_id: str) -> bool:
    return subject_id in frames.unsure_areas.get((district_id, year), ())


def _documents(rows: Sequence[Row]) -> list[str]:
    return sorted({row["document_id"] for row in rows if row["document_id"]})
