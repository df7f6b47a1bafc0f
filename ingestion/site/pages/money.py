"""*Pengar och volymer*: net budget, forecast and outcome by area, the councils of a year on one axis."""

from __future__ import annotations

from collections.abc import Iterator

from ingestion.site.frames import Frames, Row
from ingestion.site.page import Block, Page, said
from ingestion.site.pages.councils import money_block


def pages(frames: Frames) -> Iterator[Page]:
    """A page a year, an area after the other; and one that leads to them."""
    years: list[Row] = []
    for (year,), frame in frames.money.partition_by("year", as_dict=True, maintain_order=True).items():
        blocks = [
            money_block(frames, part.to_dicts(), said_by="district")
            for part in frame.partition_by("subject_id", maintain_order=True)
        ]
        path = f"pengar/{year}.html"
        years.append({"year": year, "href": path, "areas": len(blocks), "councils": frame["district_id"].n_unique()})
        up = ("pengar/index.html", said("nav.money"))
        yield Page(path, "money", said("money.title", year=year), blocks, said("money.lead"), marks=True, up=up)
    blocks = [Block("money_years.html", {"years": years})]
    yield Page("pengar/index.html", "money", said("nav.money"), blocks, said("money.lead"))
