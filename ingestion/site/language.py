"""The languages of the pages: every text stands once, in `texts.csv`, in each of them.

Names and figures are as the documents print them. What the published file says in English words (reasons, findings) is
translated by `phrases.csv`; what that does not know stays English, and says so.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

LANGUAGES = ("sv", "en")
_FOLDER = Path(__file__).resolve().parent
_HOLE = re.compile(r"\{(\w+)\}")
_CELL = re.compile(r"(^|[,:] )([a-z]+(?:_[a-z]+)*)=")
_MONTHS = re.compile(r"(\d{4})-M(\d\d)(?:-M(\d\d))?")
_PART = re.compile(r"(\d{4})-([THQ])(\d)")
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
        """Words of the published file in this language; marked as English where they are not known.

        Reasons that stand behind each other, parted by semicolons, are looked for one by one where no phrase is all of
        them.
        """
        if not said:
            return Markup()
        if self.code == "en":
            return escape(said)
        if (whole := self._known(said)) is not None:
            return escape(whole)
        parts = [(part, self._known(part)) for part in said.split("; ")]
        if all(known is None for _, known in parts):
            parts = [(said, None)]
        return Markup("; ").join(
            Markup('<span lang="en">{}</span>').format(part) if known is None else known for part, known in parts
        )

    def _known(self, said: str) -> str | None:
        for pattern, translated in self.phrases:
            if found := pattern.fullmatch(said):
                # What stands in a hole may be a phrase itself: 'the catalogue says %; the ledger reads 5 for 6'
                holes = [found[0], *(self._known(one) or one for one in found.groups())]
                return _filled(translated, holes)
        return None

    def whole_phrases(self) -> Mapping[str, str]:
        """Words of the published file that are always the same, each with its words in this language."""
        return {english: told for english, told in _rows() if not _HOLE.search(english)} if self.code != "en" else {}

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

    def period(self, period_id: str) -> str:
        """A period as people write it: tertial 1 2019, oktober 2023, januari–juli 2023; else as the file has it."""
        if months := _MONTHS.fullmatch(period_id):
            first, last = (self.text(f"month.{int(part)}") if part else None for part in months.group(2, 3))
            return f"{first}–{last} {months[1]}" if last else f"{first} {months[1]}"
        if part := _PART.fullmatch(period_id):
            return self.text(f"period.{part[2]}", year=part[1], n=part[3])
        return period_id

    def signed(self, value: float) -> str:
        """A change: with its sign, also where it is a rise."""
        return ("+" if value > 0 else "") + self.number(value)

    def reading(self, said: str) -> str:
        """A reading of a row, 'outcome=3 %, forecast=4 %', with the columns in this language."""
        return _CELL.sub(self._column, said)

    def _column(self, cell: re.Match[str]) -> str:
        known = self.texts.get(f"cell.{cell[2]}")
        return f"{cell[1]}{known}: " if known else cell[0]


def _filled(text: str, holes: Sequence[str]) -> str:
    return _HOLE.sub(lambda hole: holes[int(hole[1])], text)


@cache
def _rows() -> tuple[tuple[str, str], ...]:
    with (_FOLDER / "phrases.csv").open(encoding="utf-8", newline="") as handle:
        return tuple((row["en"], row["sv"]) for row in csv.DictReader(handle))


@cache
def _phrases() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((_pattern(english), told) for english, told in _rows())


def _pattern(text: str) -> re.Pattern[str]:
    parts = re.split(r"\{\d+\}", text)
    return re.compile("(.*?)".join(map(re.escape, parts)), re.DOTALL)


def read_language(code: str) -> Language:
    """A language by its code, `sv` or `en`."""
    with (_FOLDER / "texts.csv").open(encoding="utf-8", newline="") as handle:
        texts = {row["key"]: row[code] for row in csv.DictReader(handle)}
    return Language(code, texts, _phrases())
