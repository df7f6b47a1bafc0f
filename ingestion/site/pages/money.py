"""*Pengar och volymer*: net budget, forecast and outcome by area, what was planned and done, what each cost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from ingestion.site.frames import Frames, Row
from ingestion.site.marks import scale_of, strip
from ingestion.site.names import file_name
from ingestion.site.page import Block, Page, chunks, said
from ingestion.site.pages import accounts

_ROWS = 50
_UP = ("pengar/index.html", said("nav.money"))


def pages(frames: Frames) -> Iterator[Page]:
    """A page a year, an area after the other; a page for the volumes of each area; and one that leads to them."""
    years: list[Row] = []
    costs = frames.unit_cost.partition_by("year", as_dict=True)
    for (year,), frame in frames.money.partition_by("year", as_dict=True, maintain_order=True).items():
        blocks = []
        areas = frame.partition_by("subject_id", maintain_order=True)
        for part in areas:
            rows = part.to_dicts()
            blocks.append(accounts.money_block(frames, rows, said_by="district"))
            blocks += accounts.scatter_blocks(frames, rows, said_by="district")
        blocks += accounts.unsure_blocks(frames, frame.select("district_id", "year").unique().iter_rows())
        if (year,) in costs:
            blocks += [_cost(frames, part) for part in costs[(year,)].partition_by("insats_id", maintain_order=True)]
        path = f"pengar/{year}.html"
        years.append(
            {
                "trail": None,
                "year": year,
                "href": path,
                "areas": len(areas),
                "councils": frame["district_id"].n_unique(),
            }
        )
        yield Page(path, "money", said("money.title", year=year), blocks, said("money.lead"), marks=True, up=_UP)
        trails = frames.money_trail.filter(pl.col("year") == year).partition_by("subject_id", maintain_order=True)
        told = [one for part in trails for one in accounts.trail_blocks(frames, part.to_dicts(), said_by="district")]
        if told:
            years[-1]["trail"] = f"pengar/{year}-rapport-for-rapport.html"
            yield Page(
                years[-1]["trail"],
                "money",
                said("money_trail.page", year=year),
                told,
                said("money_trail.lead"),
                up=(path, said("money.title", year=year)),
            )
    subjects: list[Row] = []
    for (subject_id,), frame in frames.volumes.partition_by("subject_id", as_dict=True, maintain_order=True).items():
        path = f"pengar/volymer-{file_name(subject_id or 'utan')}.html"
        subject = frame["subject"][0]
        subjects.append({"subject": subject, "href": path, "insatser": frame["insats_id"].n_unique()})
        blocks = [
            _volumes(frames, frame.schema, part)
            for insats in frame.partition_by("insats_id", "unit", maintain_order=True)
            for part in chunks(insats.to_dicts(), _ROWS)
        ]
        blocks += accounts.unsure_blocks(frames, frame.select("district_id", "year").unique().iter_rows())
        title = said("volumes.title", subject=subject) if subject else said("volumes.no_subject")
        yield Page(path, "money", title, blocks, said("volumes.lead"), marks=True, marks_of="volumes", up=_UP)
    blocks = [Block("money_years.html", {"years": years, "subjects": subjects})]
    yield Page("pengar/index.html", "money", said("nav.money"), blocks, said("money.lead"))


def _volumes(frames: Frames, schema: pl.Schema, rows: Sequence[Row]) -> Block:
    """An insats in one unit: planned and done, all councils and periods on one axis."""
    scale = scale_of([row[one] for row in rows for one in ("planned", "outcome")], None)
    shown = []
    for row in rows:
        marks = [(mark, row[one]) for mark, one in (("t", "planned"), ("o", "outcome")) if row[one] is not None]
        both = len(marks) == 2 and row["planned"] != row["outcome"]
        shown.append(
            {
                **row,
                "low": scale.low,
                "high": scale.high,
                "picture": strip(scale, marks, link=("plain", row["planned"], row["outcome"]) if both else None),
                **{f"{one}_href": frames.places.cell(row[f"{one}_money_id"]) for one in ("planned", "outcome")},
                **_states(frames, row),
            }
        )
    wanted = ("insats", "unit", "district", "period", "planned", "outcome", "women", "men", "source_file", "line_start")
    table = pl.DataFrame(list(rows), schema=schema).select(wanted)
    documents = sorted({row["document_id"] for row in rows})
    unit = None if rows[0]["unit"] == "ej angiven" else rows[0]["unit"]
    return Block("volumes.html", {"heading": rows[0]["insats"], "unit": unit, "rows": shown}, table, documents)


def _states(frames: Frames, row: Row) -> Row:
    """Why a volume is missing: a report that states it is loaded and has it not, or none is."""
    loaded = frames.loaded.get((row["district_id"], row["year"]), frozenset())
    # Of a part of the year, the document that is read prints one of the two; the whole year's outcome is the VB's.
    told = {"planned": bool(loaded) or row["is_part_of_year"], "outcome": "VB" in loaded or row["is_part_of_year"]}
    return {f"{one}_state": "not_printed" if known else "not_yet" for one, known in told.items()}


def _cost(frames: Frames, frame: pl.DataFrame) -> Block:
    """What one insats costs for each, in the councils that print both money and volume."""
    rows = frame.to_dicts()
    scale = scale_of([row["unit_cost"] for row in rows], None)
    shown = [
        {
            **row,
            "low": scale.low,
            "high": scale.high,
            "picture": ""
            if row["unit_cost"] is None
            else strip(scale, [("o" if row["measure"] == "outcome" else "t", row["unit_cost"])]),
            "amount_href": frames.places.cell(row["amount_money_id"]),
            "volume_href": frames.places.cell(row["volume_money_id"]),
        }
        for row in rows
    ]
    wanted = (
        "insats",
        "district",
        "year",
        "measure",
        "amount",
        "volume",
        "unit",
        "unit_cost",
        "comparability",
        "reason",
    )
    documents = sorted({row["document_id"] for row in rows if row["document_id"]})
    table = frame.select(*wanted, "source_file", "line_start")
    return Block("unit_cost.html", {"heading": rows[0]["insats"], "rows": shown}, table, documents)
