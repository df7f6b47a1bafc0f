"""Compare what was read of a rendered report with what it was rendered from, whatever the reader and the look."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Mapping, Sequence

from tests.rendering.content import KnownRow, Report

_LEVELS = ("direction_goal", "area_goal", "council_goal")


def squeezed(text: object) -> str:
    """A text without its spaces: a PDF does not say where a line ended inside a word."""
    return "".join(str(text or "").split())


def count(report: Report, rows: Sequence[Mapping[str, object]]) -> Counter[str]:
    """How many rows, names, goals and cells of a report were read right, and how many went wrong without a word.

    `rows` are extracted rows. `printed` counts the report's rows, `cells` its cells; `right_names`, `right_goals`,
    `right_cells` and `right_comments` what is as printed, in flagged rows too; `flagged` the rows called ambiguous;
    `silent` the wrong rows that are not, the rows that are missing and the rows that are none.
    """
    found: Counter[str] = Counter(printed=len(report.rows), cells=len(report.rows) * len(report.columns))
    pairs = _pairs([row.name for row in report.rows], [str(row["indicator"]) for row in rows])
    found["silent"] += sum(
        row["column_evidence"] != "ambiguous" for place, row in enumerate(rows) if place not in pairs.values()
    )
    for place, known in enumerate(report.rows):
        if place not in pairs:
            found["silent"] += 1
            continue
        found["rows"] += 1
        wrong = _count_row(known, rows[pairs[place]], report, found)
        if rows[pairs[place]]["column_evidence"] == "ambiguous":
            found["flagged"] += 1
        else:
            found["silent"] += wrong
    return found


def _count_row(known: KnownRow, row: Mapping[str, object], report: Report, found: Counter[str]) -> bool:
    """Whether anything of a row is wrong."""
    name = squeezed(row["indicator"]) == squeezed(known.name)
    goals = all(squeezed(row[level]) == squeezed(goal) for level, goal in zip(_LEVELS, known.goals, strict=True))
    cells = sum(squeezed(row[role]) == squeezed(known.cells[role]) for role, _ in report.columns)
    comment = squeezed(row["comment"]) == squeezed(known.comment)
    found.update(right_names=name, right_goals=goals, right_cells=cells, right_comments=comment)
    return not (name and goals and comment and cells == len(report.columns))


def _pairs(known: Sequence[str], read: Sequence[str]) -> dict[int, int]:
    """Index of the read row of each known one, in order; what differs stands at its place."""
    pairs: dict[int, int] = {}
    matcher = difflib.SequenceMatcher(None, [*map(squeezed, known)], [*map(squeezed, read)], autojunk=False)
    for kind, a, a_end, b, b_end in matcher.get_opcodes():
        if kind in {"equal", "replace"}:
            pairs.update(zip(range(a, a_end), range(b, b_end), strict=False))
    return pairs
