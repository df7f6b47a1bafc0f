"""*Översikt*: what is loaded and what is missing, when it was refreshed, what changed, how sure the figures are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import polars as pl

from ingestion.site.frames import FINDINGS, Frames
from ingestion.site.marks import stack
from ingestion.site.names import file_name
from ingestion.site.page import Block, Page, chunks, said
from ingestion.site.pages.councils import path_of
from ingestion.site.pages.findings import path_of as finding_path

_YEARS = 8
_COUNCILS = 30
QUESTIONS = (
    ("targets", "mal/index.html"),
    ("sickness", "indikator/index.html"),
    ("missed", "index.html"),
    ("gender", "kon/index.html"),
    ("comparable", "indikator/index.html"),
    ("changed", "fynd/andringar.html"),
    ("uncertain", "fynd/index.html"),
    ("columns", "ord/index.html"),
    ("trail", "indikator/index.html"),
    ("done", "index.html"),
)
"""The ten questions of docs/questions.md, and the page that answers each or leads to the one that does."""


def pages(frames: Frames) -> Iterator[Page]:
    """The first page."""
    blocks = [_now(frames), *_grid(frames), _sure(frames), Block("questions.html", {"questions": _questions(frames)})]
    yield Page("index.html", "overview", said("overview.title"), blocks, said("overview.lead"))


def _questions(frames: Frames) -> list[tuple[str, str]]:
    sickness = next((one["indicator_id"] for one in frames.indicators if one["name"] == "Sjukfrånvaro"), None)
    found = {"sickness": f"indikator/{file_name(sickness)}.html"} if sickness else {}
    rows = frames.comparison.filter(~pl.col("target_met"))
    if rows.height:
        last = rows.sort("year", "district", descending=[True, False]).row(0, named=True)
        found["missed"] = path_of(last["district_id"], last["year"])
        found["done"] = found["missed"].replace(".html", "-mal.html")
    trail = frames.trail.filter(frames.trail["outcome_t1"].is_not_null() | frames.trail["outcome_t2"].is_not_null())
    if trail.height:
        found["trail"] = f"indikator/{file_name(trail.row(0, named=True)['indicator_id'])}.html"
    return [(key, found.get(key, href)) for key, href in QUESTIONS]


def _now(frames: Frames) -> Block:
    expected = frames.coverage.filter(frames.coverage["is_expected"])
    missing = expected.filter(~expected["loaded"]).height
    return Block(
        "now.html",
        {
            "run": frames.runs[0] if frames.runs else None,
            "runs": frames.runs,
            "documents": len(frames.documents),
            "indicators": frames.comparison["indicator_id"].n_unique(),
            "cells": frames.printed.height,
            "missing": missing,
            "changes": frames.changes.height,
            "findings": [
                (name, name in FINDINGS, finding_path(name), one.height)
                for name, one in frames.findings.items()
                if one.height
            ],
        },
    )


def _grid(frames: Frames) -> Iterator[Block]:
    """Councils × years × reports; the latest years first where there are many."""
    with_page = set(frames.comparison.select("district_id", "year").unique().iter_rows())
    cells: dict[str, dict[int, dict[str, dict[str, object]]]] = defaultdict(lambda: defaultdict(dict))
    ids: dict[str, str] = {}
    for row in frames.coverage.iter_rows(named=True):
        ids[row["district"]] = row["district_id"]
        cells[row["district"]][row["year"]][row["report"]] = row
    years = sorted({year for own in cells.values() for year in own}, reverse=True)
    reports = [one for one in ("VP", "T1", "T2", "VB") if one in set(frames.coverage["report"].to_list())]
    for start in range(0, len(years), _YEARS):
        shown = sorted(years[start : start + _YEARS])
        rows = [
            {
                "name": name,
                "href": f"namnd/{file_name(ids[name])}.html"
                if any((ids[name], year) in with_page for year in years)
                else None,
                "years": [
                    {
                        "year": year,
                        "href": path_of(ids[name], year) if (ids[name], year) in with_page else None,
                        "reports": [(one, own[year].get(one) if year in own else None) for one in reports],
                    }
                    for year in shown
                ],
            }
            for name, own in sorted(cells.items())
        ]
        table = frames.coverage.filter(frames.coverage["year"].is_in(shown)).select(
            "district",
            "year",
            "report",
            "loaded",
            "is_expected",
            "rows",
            "ambiguous_rows",
            "unread_places",
            "source_file",
        )
        for part in chunks(rows, _COUNCILS):
            names = [row["name"] for row in part]
            own = table.filter(table["district"].is_in(names))
            yield Block("coverage.html", {"rows": part, "years": shown, "reports": reports}, own)


def _sure(frames: Frames) -> Block:
    total = sum(row["cells"] for row in frames.evidence)
    rows = [
        {**row, "share": row["cells"] / total, "stack": stack([("plain", row["cells"])], total)}
        for row in frames.evidence
    ]
    return Block("sure.html", {"rows": rows, "total": total}, pl.DataFrame(list(frames.evidence)) if rows else None)
