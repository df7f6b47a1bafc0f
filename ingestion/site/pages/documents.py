"""*Dokument*: each document with its printed cells, row by row with page and line: where every figure leads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from ingestion.site.frames import CELLS_A_PAGE, ROWS_A_PAGE, Frames, Row
from ingestion.site.names import file_name
from ingestion.site.page import Block, Page, said


def pages(frames: Frames) -> Iterator[Page]:
    """The list of documents; for each the rows of its indicator tables and its figures of money."""
    printed = {key[0]: part for key, part in frames.printed.partition_by("document_id", as_dict=True).items()}
    money = {
        key[0]: part
        for key, part in frames.money_cells.partition_by("document_id", as_dict=True, maintain_order=True).items()
    }
    ambiguous: dict[str, list[Row]] = defaultdict(list)
    if "quality_ambiguous" in frames.findings:
        for row in frames.findings["quality_ambiguous"].iter_rows(named=True):
            ambiguous[row["document_id"]].append(row)
    for one in frames.documents:
        key = one["document_id"]
        slug = frames.places.slugs[key]
        title = said(
            "document.title", report=one["report"] or "", year=one["year"] or "", council=one["district"] or ""
        )
        rows = _rows(printed[key].to_dicts() if key in printed else [], ambiguous[key])
        by_page: dict[int, list[Row]] = defaultdict(list, {0: []})
        for row in rows:
            by_page[(row["row_number"] - 1) // ROWS_A_PAGE].append(row)
        links = [(f"dokument/{slug}{f'-{page + 1}' if page else ''}.html", page + 1) for page in sorted(by_page)]
        cells = money[key].to_dicts() if key in money else []
        money_links = [
            (f"dokument/{slug}-pengar{f'-{at + 1}' if at else ''}.html", at + 1)
            for at in range((len(cells) + CELLS_A_PAGE - 1) // CELLS_A_PAGE)
        ]
        shared = {"document": one, "links": links, "money": money_links}
        for page, own in sorted(by_page.items()):
            values = {**shared, "rows": own, "here": page + 1, "money_page": False}
            yield Page(links[sorted(by_page).index(page)][0], "documents", title, [Block("document.html", values)],
                       up=("dokument/index.html", said("nav.documents")))  # fmt: skip
        for at, (path, number) in enumerate(money_links):
            part = [
                {**cell, "at": place} for place, cell in enumerate(cells[at * CELLS_A_PAGE : (at + 1) * CELLS_A_PAGE])
            ]
            values = {**shared, "cells": part, "here": number, "money_page": True}
            yield Page(path, "documents", title, [Block("document_money.html", values)], said("document.money"),
                       up=(links[0][0], title))  # fmt: skip
    told = [{**one, "href": f"dokument/{frames.places.slugs[one['document_id']]}.html"} for one in frames.documents]
    blocks = [Block("documents.html", {"rows": told[at : at + 200]}) for at in range(0, max(len(told), 1), 200)]
    yield Page("dokument/index.html", "documents", said("nav.documents"), blocks)


def _rows(cells: list[Row], ambiguous: list[Row]) -> list[Row]:
    """The printed rows in order; one of which no cell is certain has its readings only."""
    rows: dict[int, Row] = {}
    for cell in cells:
        row = rows.setdefault(cell["row_number"], {**cell, "cells": [], "readings": None})
        row["cells"].append(cell)
    for one in ambiguous:
        row = rows.setdefault(one["row_number"], {**one, "cells": []})
        row["readings"] = [text.strip() for text in (one["readings_text"] or "").split(";")]
        row["note"] = one["note"]
        row["as_printed_row"] = one["as_printed"]
    for row in rows.values():
        row["href"] = f"indikator/{file_name(row['indicator_id'])}.html" if row["indicator_id"] else None
    return [rows[number] for number in sorted(rows)]
