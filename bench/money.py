"""Tables of money and volumes for generated reports, with figures that add up; none is from a real report."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

_AREAS = (
    "Nämnd- och förvaltningsadministration",
    "Individ- och familjeomsorg",
    "Stadsmiljöverksamhet",
    "Förskoleverksamhet",
    "Äldreomsorg",
    "Stöd och service till personer med funktionsnedsättning",
    "Barn, kultur och fritid",
    "Arbetsmarknadsåtgärder",
    "Ekonomiskt bistånd",
)
_VOLUMES = {
    "Förskoleverksamhet": ("Förskola 1-3 år", "Förskola 4-5 år", "Allmän förskola"),
    "Äldreomsorg": ("Hemtjänst (antal utförda dagtimmar)", "Servicehus (antal timmar)", "Servicehus (antal personer)"),
    "Stöd och service till personer med funktionsnedsättning": ("Servicebostad", "Gruppbostad", "Korttidshem"),
}
_PROJECTS = ("Kanotbryggan", "Lekplatsen vid Rönnen", "Belysning i Ekdungen", "Maskiner")


@dataclass(frozen=True)
class MoneyTable:
    """A printed table: heading above it, title of its first column, titles of the others, rows of label and cells."""

    heading: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


def money_chapter(chance: Random, year: int) -> Iterator[MoneyTable]:
    """The tables of a report's chapter on money: the overview, the areas one by one, volumes, investments."""
    budgets = {area: _parts(chance, 40, 900) for area in _AREAS}
    rows = [(area, tuple(map(_mnkr, (cost, income, cost - income)))) for area, (cost, income) in budgets.items()]
    sums = [sum(column) for column in zip(*((c, i, c - i) for c, i in budgets.values()), strict=True)]
    yield MoneyTable(
        "Budget per verksamhetsområde",
        "Verksamhetsområde, mnkr",
        ("Kostnader", "Intäkter", f"Netto VP {year}"),
        (*rows, ("Totalt", tuple(map(_mnkr, sums)))),
    )
    for area, (cost, income) in budgets.items():
        earlier = [(cost + chance.randrange(-90, 90), income + chance.randrange(0, 40)) for _ in range(3)]
        stages = [(cost, income), *earlier]
        yield MoneyTable(
            area,
            "Mnkr, netto",
            (f"Budget {year}", f"Budget VP {year - 1}", f"Justerad budget {year - 1}", f"Bokslut {year - 2}"),
            (
                ("Kostnader", tuple(_mnkr(one) for one, _ in stages)),
                ("Intäkter", tuple(_mnkr(-one) for _, one in stages)),
                ("Netto:", tuple(_mnkr(one - other) for one, other in stages)),
            ),
        )
        if names := _VOLUMES.get(area):
            counts = [(name, [chance.randrange(20, 9_000) for _ in range(2)]) for name in names]
            yield MoneyTable(
                "Volymer",
                "Insats (antal)",
                (f"Planering {year}", f"Utfall {year - 1}"),
                tuple((name, tuple(f"{one:,}".replace(",", " ") for one in both)) for name, both in counts),
            )
    parts = {name: _parts(chance, 2, 40) for name in _PROJECTS}
    yield MoneyTable(
        "Investeringar",
        "Investeringar, mnkr",
        (f"Budget {year}", f"Bokslut {year - 1}"),
        tuple((name, (_mnkr(one), _mnkr(other))) for name, (one, other) in parts.items()),
    )


def _parts(chance: Random, least: int, most: int) -> tuple[int, int]:
    """Cost and income in tenths of mnkr."""
    cost = chance.randrange(least * 10, most * 10)
    return cost, chance.randrange(1, max(2, cost // 5))


def _mnkr(tenths: int) -> str:
    """'1 258,2' of 12582."""
    whole, part = divmod(abs(tenths), 10)
    return f"{'-' if tenths < 0 else ''}{f'{whole:,}'.replace(',', ' ')},{part}"
