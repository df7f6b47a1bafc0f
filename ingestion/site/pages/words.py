"""*Ordlista och kolumner*: the terms of the reports and the questions; and what each column of the file means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ingestion.site.frames import Frames
from ingestion.site.page import Block, Page, said, verbatim


def pages(frames: Frames, glossary: Sequence[Mapping[str, str]]) -> Iterator[Page]:
    """The glossary with the list of tables, and a page for each table."""
    tables = [{"name": name, "href": f"ord/{name}.html", "comment": comment} for name, comment, _ in frames.described]
    yield Page(
        "ord/index.html",
        "words",
        said("nav.words"),
        [Block("empties.html"), Block("glossary.html", {"terms": glossary}), Block("tables.html", {"tables": tables})],
    )
    for name, comment, columns in frames.described:
        values = {"comment": " ".join(comment.split()), "columns": columns}
        up = ("ord/index.html", said("nav.words"))
        yield Page(f"ord/{name}.html", "words", verbatim(name), [Block("columns.html", values)], up=up)
