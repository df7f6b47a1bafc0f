"""*Indikator*: an indicator in all councils and years, on one axis; and the list of all indicators."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

import polars as pl

from ingestion.site.frames import Frames, Row
from ingestion.site.marks import Scale, line, scale_of
from ingestion.site.names import file_name
from ingestion.site.page import Block, Page, chunks, said, verbatim
from ingestion.site.pages import figures
from ingestion.site.pages.councils import path_of
from ingestion.site.pages.gender import gap_block

_ROWS = 50
_LEAST_RANKED = 3
_TRAIL = (
    "target_vp",
    "target_t1",
    "outcome_t1",
    "forecast_t1",
    "target_t2",
    "outcome_t2",
    "forecast_t2",
    "target_vb",
    "outcome_vb",
    "outcome_in_later_report",
)


def pages(frames: Frames) -> Iterator[Page]:
    """The list of indicators by subject, and a page for each."""
    comparison = frames.comparison.with_row_index("i")
    own = {key[0]: part for key, part in comparison.partition_by("indicator_id", as_dict=True).items()}
    gender = {key[0]: part for key, part in frames.gender.partition_by("indicator_id", as_dict=True).items()}
    trails = {key[0]: part for key, part in frames.trail.partition_by("indicator_id", as_dict=True).items()}
    for one in frames.indicators:
        key = one["indicator_id"]
        rows = own[key].to_dicts() if key in own else []
        blocks = [_facts(frames, one, rows), *_over_years(frames, rows), *_years(frames, one, rows)]
        if key in gender:
            blocks += [
                gap_block(frames, gender[key], part, by="district") for part in chunks(gender[key].to_dicts(), _ROWS)
            ]
        if key in trails:
            blocks += _trail(frames, trails[key].to_dicts())
        yield Page(
            f"indikator/{file_name(key)}.html",
            "indicators",
            verbatim(one["name"]),
            blocks,
            marks=True,
            up=("indikator/index.html", said("nav.indicators")),
        )
    yield _list(frames)


def _facts(frames: Frames, one: Row, rows: list[Row]) -> Block:
    targets = {row["year"]: row for row in rows if row["kf_target_print"]}
    told = [
        {
            "year": year,
            "print": row["kf_target_print"],
            "scope": row["kf_target_scope"],
            "href": frames.places.row(row["kf_target_document_id"], row["kf_target_row"]),
        }
        for year, row in sorted(targets.items(), reverse=True)
    ]
    return Block("facts.html", {"one": one, "aliases": frames.aliases.get(one["indicator_id"], []), "targets": told})


def _over_years(frames: Frames, rows: list[Row]) -> Iterator[Block]:
    """A small line for each council, all on one pair of axes."""
    final = [row for row in rows if row["outcome"] is not None and row["is_final"]]
    units = Counter(row["outcome_unit"] for row in final)
    if not units:
        return
    unit = units.most_common(1)[0][0]
    drawn = [row for row in final if row["outcome_unit"] == unit]
    by_council: dict[str, list[Row]] = defaultdict(list)
    for row in sorted(drawn, key=lambda row: (row["district"], row["year"])):
        by_council[row["district"]].append(row)
    if max(map(len, by_council.values())) < 2:
        return
    values = scale_of([row["outcome"] for row in drawn], unit)
    first, last = min(row["year"] for row in drawn), max(row["year"] for row in drawn)
    years = Scale(first, last)
    shown = [
        {
            "name": name,
            "picture": line(years, values, [(row["year"], row["outcome"]) for row in own]),
            "points": [
                {**row, "href": frames.places.row(row["outcome_document_id"], row["outcome_row"])} for row in own
            ],
        }
        for name, own in by_council.items()
    ]
    table = figures.table(frames.comparison, [row for own in by_council.values() for row in own])
    kept = (
        "indicator",
        "district",
        "year",
        "outcome",
        "outcome_unit",
        "outcome_document_id",
        "outcome_page",
        "outcome_line",
    )
    yield Block(
        "over_years.html",
        {"rows": shown, "low": values.low, "high": values.high, "first": first, "last": last, "unit": unit},
        table.select(kept),
        figures.documents(drawn),
    )


def _years(frames: Frames, one: Row, rows: list[Row]) -> Iterator[Block]:
    by_year: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        by_year[row["year"]].append(row)
    scales: dict[str | None, Scale] = {}
    for unit in {row["unit"] for row in rows}:
        # One axis for all councils and years, or what looks higher is not.
        scales[unit] = scale_of([value for row in rows if row["unit"] == unit for value in figures.values(row)], unit)
    for year, own in sorted(by_year.items(), reverse=True):
        ranked = any((row["districts"] or 0) >= _LEAST_RANKED and row["rank"] is not None for row in own)
        ordered = sorted(own, key=lambda row: (row["rank"] or 999, row["district"]) if ranked else (0, row["district"]))
        for number, part in enumerate(chunks(ordered, _ROWS)):
            shown = []
            for row in part:
                view = figures.view(row, frames.places, scales[row["unit"]])
                view["href"] = path_of(row["district_id"], row["year"])
                view["ranks"] = ranked and (row["districts"] or 0) >= _LEAST_RANKED
                shown.append(view)
            yield Block(
                "comparison.html",
                {
                    "heading": str(year),
                    "continued": number > 0,
                    "by": "district",
                    "rows": shown,
                    "counts": [],
                    "ranked": ranked,
                    "direction": one["desired_direction"],
                },
                figures.table(frames.comparison, part),
                figures.documents(part),
            )


def _trail(frames: Frames, rows: list[Row]) -> Iterator[Block]:
    """What the reports of a year say one after the other, where more than one of them says something."""
    several = [row for row in rows if sum(row[one] is not None for one in _TRAIL) > 1]
    for part in chunks(several, _ROWS):
        if part:
            shown = [{**row, "href": path_of(row["district_id"], row["year"])} for row in part]
            table = pl.DataFrame(part, schema=frames.trail.schema).select(
                "indicator", "district", "year", *_TRAIL, "unit"
            )
            yield Block("trail.html", {"rows": shown, "columns": _TRAIL}, table)


def _list(frames: Frames) -> Page:
    """All indicators by subject, and in how many councils each can be compared."""
    most: dict[str, Row] = {}
    for row in frames.comparable.iter_rows(named=True):
        best = most.get(row["indicator_id"])
        if best is None or _compared(row) > _compared(best):
            most[row["indicator_id"]] = row
    by_subject: dict[str, list[Row]] = defaultdict(list)
    for one in frames.indicators:
        by_subject[one["subject"] or ""].append(
            {**one, "href": f"indikator/{file_name(one['indicator_id'])}.html", "most": most.get(one["indicator_id"])}
        )
    blocks = [
        Block("indicator_list.html", {"subject": subject, "rows": part})
        for subject, own in sorted(by_subject.items(), key=lambda item: (not item[0], item[0]))
        for part in chunks(own, 100)
    ]
    return Page("indikator/index.html", "indicators", said("nav.indicators"), blocks, said("indicators.lead"))


def _compared(row: Row) -> tuple[int, int, int]:
    return (row["districts_with_outcome"], row["districts_with_target"], row["year"])
