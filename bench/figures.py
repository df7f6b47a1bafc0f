"""Names and figures of generated reports: the same indicator, council and year give the same figure in every report.

Figures are drawn from a hash of what they are about, so that a year-before column repeats last year's outcome, KF's
target is one for all councils, and a larger set of reports holds the smaller one unchanged.
"""

from __future__ import annotations

import csv
import zlib
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

_REVISED = 0.03


@dataclass(frozen=True)
class Indicator:
    """An indicator of the catalogue with the names under which it is printed."""

    indicator_id: str
    names: tuple[str, ...]
    unit: str
    kind: str
    is_band: bool
    is_kf: bool
    by_tertial: bool
    city_volume: bool
    by_gender: bool


@dataclass(frozen=True)
class Figures:
    """The catalogue and a seed."""

    indicators: tuple[Indicator, ...]
    seed: int

    def draw(self, *about: object) -> float:
        """A number in [0, 1) that depends on the seed and on what it is about."""
        text = "|".join(map(str, (self.seed, *about)))
        mixed = zlib.crc32(text.encode()) * 2654435761 % (1 << 32)
        return (mixed ^ (mixed >> 15)) % (1 << 24) / (1 << 24)

    def chosen(self, *, kf: bool, share: float, about: object) -> tuple[Indicator, ...]:
        """About a share of the indicators of one level, the same for the same `about`, in the catalogue's order."""
        return tuple(one for one in self.indicators if one.is_kf is kf and self.draw(one.indicator_id, about) < share)

    def printed_name(self, one: Indicator, council: str) -> str:
        """The name that a council prints, now and then not the first."""
        if self.draw("alias", one.indicator_id, council) < 0.9:
            return one.names[0]
        return one.names[int(self.draw("name", one.indicator_id, council) * len(one.names))]

    def outcome(self, one: Indicator, council: str, year: int, period: str) -> str:
        """The council's outcome of a year, or of a tertial of it."""
        value = self._level(one, council) * (0.85 + 0.3 * self.draw(one.indicator_id, council, year, period))
        return self._print(one, value)

    def by_gender(self, one: Indicator, council: str, year: int, period: str) -> tuple[str, str]:
        """Outcomes of men and women, around the total; of a count they add up to it."""
        total = _number(self.outcome(one, council, year, period))
        tilt = 0.1 * self.draw("tilt", one.indicator_id, council, year, period)
        if one.kind == "count":
            men = round(total * (0.45 + tilt))
            return self._print(one, men), self._print(one, total - men)
        return self._print(one, total * (1 - tilt)), self._print(one, min(total * (1 + tilt), 100.0))

    def annual_target(self, one: Indicator, council: str, year: int, report: str) -> str:
        """The council's target; a few are revised in the autumn."""
        if one.is_band:
            return "+/-1 %" if self.draw("band", one.indicator_id, council) < 0.5 else "+/- 2 %"
        value = self._level(one, council) * (0.95 + 0.1 * self.draw("target", one.indicator_id, council, year))
        if report in ("T2", "VB") and self.draw("revised", one.indicator_id, council, year) < _REVISED:
            value *= 1.1
        return self._print(one, value)

    def forecast(self, one: Indicator, council: str, year: int, report: str) -> str:
        """The council's forecast of the year: mostly its target."""
        target = self.annual_target(one, council, year, report)
        if one.is_band or self.draw("forecast", one.indicator_id, council, year, report) < 0.7:
            return target
        return self._print(one, _number(target) * 0.97)

    def kf_target(self, one: Indicator, year: int) -> str:
        """KF's target of a year, the same for all councils; for some it leaves the number to them."""
        if one.is_band:
            return "+/- 1 %"
        words = self.draw("words", one.indicator_id, year)
        if words < 0.12:
            return "Tas fram av nämnd"
        if words < 0.14:
            return "öka"
        value = self._level(one, "stockholm") * (1 + 0.01 * (year % 5))
        return self._print(one, value * 40 if one.city_volume else value)

    def _level(self, one: Indicator, council: str) -> float:
        base = self.draw("level", one.indicator_id)
        here = 0.8 + 0.4 * self.draw("council", one.indicator_id, council)
        if one.kind == "share":
            return min((3 + 5 * base if base < 0.2 else 30 + 62 * base) * here, 94.0 / 1.21)
        if one.kind == "index":
            return min((55 + 30 * base) * here, 80.0)
        return (10 + 300 * base**3) * here

    def _print(self, one: Indicator, value: float) -> str:
        if one.kind == "share" and value < 10:
            number = f"{value:.1f}".replace(".", ",")
        elif value >= 1000:
            number = f"{round(value):,}".replace(",", " ")
        else:
            number = str(round(value))
        if one.kind == "index" or one.unit == "index":
            return number
        return f"{number} {one.unit}"


def _number(printed: str) -> float:
    digits = "".join(letter for letter in printed.partition("%")[0] if letter.isdigit() or letter == ",")
    return float(digits.replace(",", "."))


def read_figures(seeds: Path, seed: int) -> Figures:
    """The catalogue of indicators in a folder of seeds, with a seed for their figures."""
    names: dict[str, list[str]] = defaultdict(list)
    with (seeds / "indicator_aliases.csv").open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            names[row["indicator_id"]].append(row["printed_name"])
    with (seeds / "indicators.csv").open(encoding="utf-8", newline="") as handle:
        found = tuple(
            Indicator(
                indicator_id=row["indicator_id"],
                names=tuple(names[row["indicator_id"]] or [row["name"]]),
                unit=row["unit"] if row["measure_kind"] in ("share", "count", "index") else "",
                kind=row["measure_kind"],
                is_band=row["desired_direction"] == "band",
                is_kf=row["level"] == "kf",
                by_tertial=row["frequency"] == "tertial",
                city_volume=row["kf_target_scope"] == "city_volume",
                by_gender=row["is_gender_divided"] == "true",
            )
            for row in csv.DictReader(handle)
            # Amounts have long units of their own ('kg CO2e/kg livsmedel'); there are few, and their words are the
            # accuracy tests' subject.
            if row["measure_kind"] in ("share", "count", "index") and row["unit"] in ("%", "st", "index")
        )
    return Figures(found, seed)
