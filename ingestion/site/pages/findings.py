"""*Fynd*: what a person should look at, by kind: with its readings, and where it stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ingestion.site.frames import FINDINGS, Frames, Row
from ingestion.site.names import file_name
from ingestion.site.page import Block, Page, Words, chunks, said, verbatim

_ROWS = 60
_ASKED = (
    "as_printed",
    "column_label",
    "district",
    "explanation",
    "indicator",
    "line_start",
    "note",
    "other_amount",
    "other_as_printed",
    "other_line_start",
    "other_page",
    "other_source_file",
    "page",
    "period_id",
    "reason",
    "row_label",
    "suggestions",
)
"""Columns that some of the quality tables have."""


def path_of(table: str) -> str:
    """The address of the first page of a kind of finding."""
    return f"fynd/{table.removeprefix('quality_').replace('_', '-')}.html"


def pages(frames: Frames) -> Iterator[Page]:
    """A page a kind, what changed with the last refresh, and the page that counts them."""
    kinds = []
    for table, frame in frames.findings.items():
        counts = Counter(frame["finding"].to_list())
        kinds.append(
            {
                "table": table,
                "known": table in FINDINGS,
                "href": path_of(table),
                "counts": sorted(counts.items()),
                "total": frame.height,
            }
        )
        blocks = []
        for number, part in enumerate(chunks(frame.to_dicts(), _ROWS)):
            shown = [_row(frames, row) for row in part]
            rows = frame[number * _ROWS : number * _ROWS + len(part)]
            blocks.append(Block("findings.html", {"rows": shown, "table": table}, rows))
        up = ("fynd/index.html", said("nav.findings"))
        title, lead = _named(frames, table)
        yield Page(path_of(table), "findings", title, blocks, lead, up=up)
    changes = frames.changes.to_dicts()
    blocks = [
        Block(
            "changes.html",
            {"rows": [_row(frames, row) for row in part]},
            frames.changes[at * 100 : at * 100 + len(part)],
        )
        for at, part in enumerate(chunks(changes, 100))
    ]
    up = ("fynd/index.html", said("nav.findings"))
    yield Page("fynd/andringar.html", "findings", said("changes.title"), blocks, said("changes.lead"), up=up)
    told = {"kinds": kinds, "changes": len(changes)}
    lead = said("findings.lead")
    yield Page("fynd/index.html", "findings", said("nav.findings"), [Block("findings_index.html", told)], lead)


def _named(frames: Frames, table: str) -> tuple[Words, Words]:
    """Title and lead of a kind; of one that has no texts yet, what the file calls it and says of it."""
    if table in FINDINGS:
        return said(f"findings.{table}"), said(f"findings.{table}.lead")
    comment = next((comment for name, comment, _ in frames.described if name == table), "")
    return verbatim(table), verbatim(" ".join(comment.split()))


def _row(frames: Frames, row: Row) -> Row:
    indicator = row.get("indicator_id")
    readings = (
        [text.strip() for text in (row.get("readings_text") or "").split(";")] if row.get("readings_text") else []
    )
    document = frames.named.get(row.get("document_id") or "")
    return {
        **dict.fromkeys(_ASKED),
        **row,
        "document": document,
        "named": document or row["source_file"],
        "readings_list": readings,
        "indicator_href": f"indikator/{file_name(indicator)}.html" if indicator else None,
        "href": frames.places.row(row.get("document_id"), row.get("row_number"))
        or frames.places.cell(row.get("reported_money_id")),
    }
