"""The languages of the pages: every text stands once, in `texts.csv`, in each of them.

Names and figures are as the documents print them. What the published file says in English words (reasons, findings) is
translated by `phrases.csv`; what that does not know stays English, and says so.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

LANGUAGES = ("sv", "en")
_FOLDER = Path(__file__).resolve().parent
_HOLE = re.compile(r"\{(\w+)\}")
_CELL = re.compile(r"(^|[,:] )([a-z]+(?:_[a-z]+)*)=")
_NBSP = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True)
class Language:
    """The texts of one language, and how it writes numbers."""

    code: str
    texts: Mapping[str, str]
    phrases: tuple[tuple[re.Pattern[str], str], ...]

    def text(self, key: str, **values: Any) -> str:
        """A text with its holes filled. Raises KeyError for a text that the table does not have."""
        found = self.texts[key]
        return _HOLE.sub(lambda hole: str(values[hole[1]]), found) if values else found

    def phrase(self, said: str | None) -> Markup:
        """Words of the published file in this language; marked as English where they are not known."""
        if not said:
            return Markup()
        if self.code == "en":
            return escape(said)
        for pattern, translated in self.phrases:
            if found := pattern.fullmatch(said):
                return escape(_HOLE.sub(lambda hole: found[int(hole[1])], translated))
        return Markup('<span lang="en">{}</span>').format(said)

    def number(self, value: float | None, decimals: int | None = None) -> str:
        """A number as people write it: 1 234,5 or 1,234.5; empty for none."""
        if value is None:
            return ""
        shown = f"{value:,.{4 if decimals is None else decimals}f}"
        if decimals is None:
            shown = shown.rstrip("0").rstrip(".")
        shown = shown.replace("-", "−")
        return shown.replace(",", _NBSP).replace(".", ",") if self.code == "sv" else shown

    def figure(self, value: float | None, unit: str | None) -> str:
        """A number with its unit, not parted at the end of a line."""
        unit = {"index": "", "andel": ""}.get(unit or "", unit or "")
        return self.number(value) + (_NBSP + unit if unit and value is not None else "")

    def difference(self, value: float | None, unit: str | None) -> str:
        """A difference of two figures: of shares it is so many percentage points, never percent."""
        if unit == "%" and value:
            unit = self.texts["unit.point" if abs(value) == 1 else "unit.points"]
        return self.figure(value, unit if value else None)

    def reading(self, said: str) -> str:
        """A reading of a row, 'outcome=3 %, forecast=4 %', with the columns in this language."""
        return _CELL.sub(self._column, said)

    def _column(self, cell: re.Match[str]) -> str:
        known = self.texts.get(f"cell.{cell[2]}")
        return f"{cell[1]}{known}: " if known else cell[0]


@cache
def _phrases() -> tuple[tuple[re.Pattern[str], str], ...]:
    with (_FOLDER / "phrases.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    return tuple((_pattern(row["en"]), row["sv"]) for row in rows)


def _pattern(text: str) -> re.Pattern[str]:
    parts = re.split(r"\{\d+\}", text)
    return re.compile("(.*?)".join(map(re.escape, parts)), re.DOTALL)


def read_language(code: str) -> Language:
    """A language by its code, `sv` or `en`."""
    with (_FOLDER / "texts.csv").open(encoding="utf-8", newline="") as handle:
        texts = {row["key"]: row[code] for row in csv.DictReader(handle)}
    return Language(code, texts, _phrases())
