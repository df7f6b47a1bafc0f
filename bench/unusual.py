"""What other councils print otherwise: page furniture, labels, titles of columns, and now and then a row that is odd.

A report generated with these has the same rows, goals and figures as one without; what is printed around them is in
words and forms that the known reports do not have. Some rows hold a value that no report of the known ones prints; a
reader may call those ambiguous, and must not say anything else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

_FURNITURE = (
    ("{page} (95)",),
    ("Sida {page} av 95",),
    ("{page}",),
    ("{council} stadsdelsförvaltning", "Dnr 1.2-345/{year}", "{page} (95)"),
    ("{title} {year}", "{council} stadsdelsförvaltning", "Sida {page}"),
    ("{council} – nära dig", "{page}/95"),
    ("{title} {year}   |   {page}",),
    ("Intern information, klass K1",),
)
_LABELS: tuple[Mapping[str, str], ...] = (
    {},
    {
        "KF:s inriktningsmål:": "Kommunfullmäktiges inriktningsmål:",
        "KF:s mål för verksamhetsområdet:": "Mål för verksamhetsområdet:",
        "Nämndmål:": "Nämndens egna mål:",
    },
    {"KF:s mål för verksamhetsområdet:": "KF:s mål för verksamhetsområde:", "Nämndmål:": "Stadsdelsnämndens mål:"},
)
_FIRST_TITLES = ("Indikator", "Indikatorer", "KF:s indikator", "Nämndens indikatorer")
_TITLES: tuple[Mapping[str, tuple[str, ...]], ...] = (
    {},
    {"annual_target": ("Mål ", "{year}"), "kf_target": ("KF:s ", "mål ", "{year}")},
    {"annual_target": ("Nämndens ", "årsmål"), "kf_target": ("KF:s ", "årsmål")},
    {"forecast": ("Prognos ", "{kind}")},
)
_ODD_VALUES = ("Utgår", "Ej mätt", "ca 90 %", "> 95 %", "Öka till 80 %", "80-85 %", "se kommentar", "1/3", "±1 %")
_ODD_NAMES = (" nivå 3", " enligt Agenda 2030", " (index 100)", " inom 14 dagar", " 2022")


@dataclass(frozen=True)
class Unusual:
    """How one report differs: lines of its page furniture, labels and titles by the usual ones, and its own chance."""

    furniture: tuple[str, ...]
    labels: Mapping[str, str]
    first_title: str
    titles: Mapping[str, tuple[str, ...]]
    chance: Random
    one_in: int = 9

    def label(self, usual: str) -> str:
        """The label that the report prints for a usual one."""
        return self.labels.get(usual, usual)

    def footer(self, page: int) -> list[str]:
        """The furniture at the end of a page; three pages in ten have lost theirs."""
        return [line.format(page=page) for line in self.furniture] if self.chance.random() < 0.7 else []

    def odd(self, name: str, cells: dict[str, str]) -> tuple[str, dict[str, str]] | None:
        """One row in nine otherwise than any known row: an unknown value, or a name that ends in a number."""
        if self.chance.random() * self.one_in >= 1:
            return None
        if self.chance.random() < 0.4:
            return name + self.chance.choice(_ODD_NAMES), cells
        column = self.chance.choice([column for column in cells if column != "period"])
        return name, cells | {column: self.chance.choice(_ODD_VALUES)}


def unusual(chance: Random, *, council: str, year: int, kind: str, title: str) -> Unusual:
    """How the report of a council differs from the known ones, drawn by chance."""
    words = {"council": council, "year": str(year), "title": title, "kind": kind}
    furniture = tuple(_filled(line, words) for line in chance.choice(_FURNITURE))
    titles = {column: tuple(_filled(part, words) for part in its) for column, its in chance.choice(_TITLES).items()}
    return Unusual(furniture, chance.choice(_LABELS), chance.choice(_FIRST_TITLES), titles, chance)


def _filled(text: str, words: Mapping[str, str]) -> str:
    for name, value in words.items():
        text = text.replace(f"{{{name}}}", value)
    return text
