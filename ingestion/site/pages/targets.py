"""*Nämndens årsmål mot KF:s*: stricter, equal or weaker; no number and not comparable shown as what they are."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

import polars as pl

from ingestion.site.frames import Frames, Row
from ingestion.site.marks import Scale, scale_of, stack, strip
from ingestion.site.names import file_name
from ingestion.site.page import Block, Page, chunks, said
from ingestion.site.pages.councils import path_of

_ROWS = 50
KINDS = ("weaker", "stricter", "equal", "not_comparable", "no_kf_number")
_SHOWN = (
    "indicator",
    "district",
    "year",
    "annual_target",
    "annual_target_lower",
    "annual_target_upper",
    "unit",
    "annual_target_as_printed",
    "kf_target",
    "kf_target_unit",
    "kf_target_as_printed",
    "alignment",
    "distance",
    "reason",
    "desired_direction",
    "report",
    "source_file",
    "page",
    "line_start",
)


def pages(frames: Frames) -> Iterator[Page]:
    """The councils of each year beside each other, and a page for each subject and year."""
    subjects: dict[int, list[Row]] = defaultdict(list)
    parts = frames.alignment.partition_by("year", "topic", as_dict=True, maintain_order=True)
    for (year, topic), frame in parts.items():
        rows = frame.to_dicts()
        path = f"mal/{year}-{file_name(topic) if topic else 'utan-amne'}.html"
        counts = Counter(row["alignment"] for row in rows)
        told = [(kind, counts[kind]) for kind in KINDS if counts[kind]]
        subjects[year].append({"subject": rows[0]["subject"], "href": path, "counts": told})
        blocks = []
        for kind in KINDS:
            own = [row for row in rows if row["alignment"] == kind]
            for number, part in enumerate(chunks(own, _ROWS) if own else []):
                blocks.append(_block(frames, kind, part, number > 0))
        name = rows[0]["subject"]
        title = said("targets.title", subject=name, year=year) if name else said("targets.no_subject", year=year)
        up = ("mal/index.html", said("nav.targets"))
        yield Page(path, "targets", title, blocks, said("targets.lead"), marks=True, up=up)
    yield _overview(frames, subjects)


def _block(frames: Frames, kind: str, rows: Sequence[Row], continued: bool) -> Block:

    shown = []
    for row in rows:
        council, city = _limits(row), (row["kf_target"],)
        comparable = kind in ("weaker", "stricter", "equal")
        drawn = [*council, *(city if comparable else ())]
        scale = scale_of(drawn, row["unit"])
        shown.append(
            {
                **row,
                "low": scale.low,
                "high": scale.high,
                "picture": _picture(row, scale, comparable) if any(one is not None for one in drawn) else "",
                "href": frames.places.row(row["document_id"], row["row_number"]),
                "kf_href": frames.places.row(row["kf_document_id"], row["kf_row_number"]),
                "indicator_href": f"indikator/{file_name(row['indicator_id'])}.html",
                "council_href": path_of(row["district_id"], row["year"]),
            }
        )
    table = pl.DataFrame(rows, schema=frames.alignment.schema).select(_SHOWN)
    documents = sorted({row["document_id"] for row in rows})
    return Block("targets.html", {"kind": kind, "rows": shown, "continued": continued}, table, documents)


def _limits(row: Row) -> tuple[float | None, ...]:
    return (row["annual_target_lower"], row["annual_target_upper"], row["annual_target"])


def _picture(row: Row, scale: Scale, comparable: bool) -> str:
    lower, upper, value = _limits(row)
    bands = [("t", lower, upper)] if lower is not None or upper is not None else []
    marks = [("k", row["kf_target"])] if comparable and row["kf_target"] is not None else []
    link = None
    if not bands and value is not None:
        marks.append(("t", value))
        if comparable and row["kf_target"] is not None and value != row["kf_target"]:
            kind = {"stricter": "met", "weaker": "missed"}.get(row["alignment"], "plain")
            link = (kind, row["kf_target"], value)
    better = "lower" if row["desired_direction"] == "ceiling" else row["desired_direction"]
    return strip(scale, marks, bands, link, better)


def _overview(frames: Frames, subjects: dict[int, list[Row]]) -> Page:

    counts: dict[tuple[int, str, str], Counter[str]] = defaultdict(Counter)
    for year, district, name, kind in frames.alignment.select(
        "year", "district_id", "district", "alignment"
    ).iter_rows():
        counts[year, district, name][kind] += 1
    blocks = []
    for year in sorted(subjects, reverse=True):
        rows: list[Row] = []
        for (about, district, name), own in sorted(counts.items(), key=lambda item: item[0][2]):
            if about == year:
                rows.append({"name": name, "href": path_of(district, year), "counts": [(k, own[k]) for k in KINDS]})
        most = max(sum(count for _, count in row["counts"]) for row in rows)
        for row in rows:
            row["stack"] = stack(row["counts"], most)
        table = pl.DataFrame([{"district": row["name"], "year": year, **dict(row["counts"])} for row in rows])
        values = {"year": year, "rows": rows, "subjects": subjects[year], "kinds": KINDS}
        blocks.append(Block("targets_year.html", values, table))
    return Page("mal/index.html", "targets", said("nav.targets"), blocks, said("targets.lead"), marks=False)
