"""How a report looks: what varies between councils, years and the programs that make the PDF."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Look:
    """A look. Lengths in points, widths as shares of the table's width.

    `rules`: 'grid' draws every edge, 'rows' only the lines between rows, 'shade' no line but a shaded header and shaded
    edges of cells, 'zebra' a shaded header and every second row shaded, 'zebra-rows' that with lines between rows,
    'header' only a shaded header, 'frame' the outer edges and one below the header, 'columns' only the lines between
    columns, 'first-column' a shaded header and shaded names, 'none' nothing. `capitals` prints the titles in capitals.
    `icon`: 'column' a column of its own before the name, 'cell' within the name's cell,
    'none'. `break_words` breaks words anywhere, as the published tables with narrow columns do.
    """

    name: str
    font: str = "sans"
    size: float = 10
    margin: float = 56
    name_share: float = 0.46
    rules: str = "grid"
    icon: str = "column"
    repeat_header: bool = True
    split_rows: bool = True
    break_words: bool = False
    padding: float = 3
    align: str = "left"
    vertical: str = "top"
    furniture: str = "both"
    capitals: bool = False


def narrow(share: float, columns: int) -> tuple[float, ...]:
    """Shares of the columns: the name's, and the rest in equal parts."""
    return (share, *([(1 - share) / columns] * columns))


LOOKS = (
    Look("grid"),
    Look("grid-narrow-name", size=9, name_share=0.28),
    Look(
        "grid-serif-centred",
        font="serif",
        size=9,
        icon="cell",
        name_share=0.36,
        split_rows=False,
        vertical="middle",
        align="center",
    ),
    Look("lines-between-rows", size=9, rules="rows", icon="cell", name_share=0.34, align="right", padding=4),
    Look("shaded-cells", font="wide", size=7.5, rules="shade", name_share=0.34),
    Look(
        "nothing-drawn",
        size=9,
        rules="none",
        icon="none",
        name_share=0.34,
        padding=4,
        repeat_header=False,
        split_rows=False,
        furniture="number",
    ),
    Look("header-once", size=9, repeat_header=False, icon="none", name_share=0.32, furniture="number"),
    Look("words-broken-anywhere", size=9, break_words=True, name_share=0.34),
    Look("wide-margins", size=8, margin=90, name_share=0.36, padding=2),
)
"""The looks that every labelled row is rendered in."""

ENGINE_LOOKS = (
    Look("full grid", size=9, name_share=0.34),
    Look("grid, narrow names", size=9, name_share=0.28, icon="none", split_rows=False),
    Look("grid, values centred", size=9, name_share=0.36, icon="cell", vertical="middle", align="center"),
    Look("grid, titles in capitals", size=8, name_share=0.34, icon="none", capitals=True),
    Look("grid, header once", size=9, name_share=0.34, icon="none", repeat_header=False, furniture="number"),
    Look("horizontal rules", size=9, rules="rows", icon="none", name_share=0.34),
    Look("horizontal rules, values to the right", size=9, rules="rows", icon="cell", name_share=0.34, align="right"),
    Look("zebra", size=9, rules="zebra", icon="none", name_share=0.34),
    Look("zebra with rules", size=9, rules="zebra-rows", icon="none", name_share=0.34),
    Look("shaded header", size=9, rules="header", icon="none", name_share=0.34, split_rows=False),
    Look("outer frame", size=9, rules="frame", icon="none", name_share=0.34, split_rows=False),
    Look("vertical rules", size=9, rules="columns", icon="none", name_share=0.34, split_rows=False),
    Look("first column shaded", size=9, rules="first-column", icon="none", name_share=0.34, split_rows=False),
    Look("no rules", size=9, rules="none", icon="none", name_share=0.34, split_rows=False),
    Look(
        "no rules, names on one line",
        size=5.5,
        margin=28,
        rules="none",
        icon="none",
        name_share=0.6,
        padding=1,
        split_rows=False,
    ),
)
"""The looks of the table of engines: docs/pdf-engines.md."""
