"""What the border check says of one document, and how it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

HELD_BY: Mapping[str, tuple[str, ...]] = {
    "indicators": ("line_start",),
    "goals": ("line_start",),
    "activities": ("line_start",),
    "money_tables": ("table_number",),
    "money_cells": ("table_number", "row_number"),
    "money_statements": ("statement_number",),
}
"""Tables of which a row that fails is held back, with what tells it in its document; of money, the printed row."""


@dataclass(frozen=True)
class BorderFailure:
    """An expectation that did not hold: its name, the column, and the rows (their first lines) with what they show."""

    expectation: str
    column: str
    lines: tuple[int, ...]
    as_printed: tuple[str, ...]

    def describe(self) -> str:
        """'annual_target: value lengths to be between (line 17: …)'."""
        shown = "; ".join(
            f"line {line}: {text}" for line, text in list(zip(self.lines, self.as_printed, strict=False))[:3]
        )
        return f"{self.column}: {self.expectation}" + (f" ({shown})" if shown else "")


@dataclass(frozen=True)
class Place:
    """A place that goes to `quality_unread`: 1-based lines, page where known, what stands there, why it is there.

    `kind` is of UNREAD_KINDS: `row`, which may be one of a table of indicators, `goal`, or `money`.
    """

    line_start: int
    line_end: int
    page: int | None
    as_printed: str
    reason: str
    kind: str = "row"


@dataclass(frozen=True)
class HeldRow:
    """A row that is not loaded, known by its table and, within the document, by its values of HELD_BY."""

    table: str
    place: Place
    key: tuple[int, ...]


@dataclass(frozen=True)
class BorderResult:
    """What the check says of one document.

    `passed` counts the expectations that held. With `failures` the document is refused as a whole; without, it is
    loaded but for the rows `held`, and `places` may hold rows that nobody read.
    """

    passed: int
    failures: tuple[BorderFailure, ...]
    held: tuple[HeldRow, ...] = ()
    places: tuple[Place, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """For keeping beside the extract."""
        return asdict(self)

    @staticmethod
    def from_json(content: Mapping[str, Any] | None) -> BorderResult | None:
        """The result that `to_json` wrote, or None where the content is none."""
        if content is None:
            return None
        try:
            return BorderResult(
                passed=int(content["passed"]),
                failures=tuple(
                    BorderFailure(f["expectation"], f["column"], tuple(f["lines"]), tuple(f["as_printed"]))
                    for f in content["failures"]
                ),
                held=tuple(HeldRow(h["table"], Place(**h["place"]), tuple(h["key"])) for h in content["held"]),
                places=tuple(Place(**one) for one in content["places"]),
            )
        except (KeyError, TypeError, ValueError):
            return None
