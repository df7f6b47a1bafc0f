"""*Kvinnor och män*: dumbbells by who is worse off; where no such thing can be said, the notes apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import polars as pl

from ingestion.site.frames import Frames, Row
from ingestion.site.marks import scale_of, strip
from ingestion.site.names import file_name
from ingestion.site.page import Block, Page, chunks, said
from ingestion.site.pages.councils import path_of

_ROWS = 50
_GROUPS = ("women", "men", "neither", "unknown")
_SHOWN = (
    "indicator",
    "district",
    "period_id",
    "women",
    "men",
    "gap",
    "total",
    "unit",
    "worse_for",
    "note",
    "desired_direction",
    "is_final",
    "source_file",
    "page",
    "line_start",
)


def pages(frames: Frames) -> Iterator[Page]:
    """A page a year, and one that leads to them."""
    counts = []
    for (year,), frame in frames.gender.partition_by("year", as_dict=True, maintain_order=True).items():
        path = f"kon/{year}.html"
        rows = frame.to_dicts()
        by_group: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for row in rows:
            by_group["note" if row["note"] else row["worse_for"], row["unit"] or ""].append(row)
        blocks = [
            gap_block(frames, frame, part, by="both", group=group)
            for group in (*_GROUPS, "note")
            for unit in sorted({unit for kind, unit in by_group if kind == group}, key=lambda unit: (unit != "%", unit))
            for part in chunks(by_group[group, unit], _ROWS)
        ]
        counts.append(
            {
                "year": year,
                "href": path,
                "counts": [
                    (group, sum(len(own) for (kind, _), own in by_group.items() if kind == group))
                    for group in (*_GROUPS, "note")
                ],
            }
        )
        up = ("kon/index.html", said("nav.gender"))
        yield Page(path, "gender", said("gender.title", year=year), blocks, said("gender.lead"), marks=True, up=up)
    yield Page("kon/index.html", "gender", said("nav.gender"), [Block("gender_years.html", {"years": counts})],
               said("gender.lead"))  # fmt: skip


def gap_block(frames: Frames, frame: pl.DataFrame, rows: Sequence[Row], by: str, group: str | None = None) -> Block:
    """Women and men of some indicators or councils, those of one unit on one axis; `by` names the rows."""
    units = {row["unit"] for row in rows}
    scales = {
        unit: scale_of([row[one] for row in rows if row["unit"] == unit for one in ("men", "women")], unit)
        for unit in units
    }
    shown = []
    for row in rows:
        scale = scales[row["unit"]]
        link = ("plain", row["men"], row["women"]) if row["men"] != row["women"] else None
        direction = "lower" if row["desired_direction"] == "ceiling" else row["desired_direction"]
        shown.append(
            {
                **row,
                "low": scale.low,
                "high": scale.high,
                "picture": strip(scale, [("m", row["men"]), ("w", row["women"])], link=link, better=direction),
                "href": frames.places.row(row["document_id"], row["row_number"]),
                "indicator_href": f"indikator/{file_name(row['indicator_id'])}.html",
                "council_href": path_of(row["district_id"], row["year"]),
            }
        )

    table = pl.DataFrame(list(rows), schema=frame.schema).select(_SHOWN)
    documents = sorted({row["document_id"] for row in rows})
    return Block("gender.html", {"rows": shown, "by": by, "group": group}, table, documents)
