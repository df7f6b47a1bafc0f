"""What the border check says of one document, and how it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


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
class BorderResult:
    """How many expectations held for one document, and those that did not; the name of the page that tells of them."""

    passed: int
    failures: tuple[BorderFailure, ...]
    page: str

    def to_json(self) -> dict[str, Any]:
        """For keeping beside the extract."""
        return {
            "page": self.page,
            "passed": self.passed,
            "failures": [
                {
                    "expectation": f.expectation,
                    "column": f.column,
                    "lines": f.lines,
                    "as_printed": f.as_printed,
                }
                for f in self.failures
            ],
        }

    @staticmethod
    def from_json(content: Mapping[str, Any] | None) -> BorderResult | None:
        """The result that `to_json` wrote, or None where the content is none."""
        if content is None:
            return None
        try:
            return BorderResult(
                page=str(content["page"]),
                passed=int(content["passed"]),
                failures=tuple(
                    BorderFailure(f["expectation"], f["column"], tuple(f["lines"]), tuple(f["as_printed"]))
                    for f in content["failures"]
                ),
            )
        except (KeyError, TypeError, ValueError):
            return None
