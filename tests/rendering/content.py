"""What a rendered report holds: the rows of a label file in the order and under the goals that the labels give.

The labels are the truth. Running text, comments, activities and budget lines around them are invented here: none of
the city's prose stands in the repository.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

LABELS = Path(__file__).parents[1] / "labels"

LABEL_COLUMNS = {
    "outcome": "periodens_utfall",
    "outcome_men": "utfall_man",
    "outcome_women": "utfall_kvinna",
    "previous_outcome": "utfall_foregaende",
    "forecast": "prognos",
    "annual_target": "arsmal",
    "kf_target": "kf_arsmal",
    "period": "period",
}

_PLAN = (("annual_target", "Årsmål"), ("kf_target", "KF:s årsmål"), ("period", "Periodicitet"))
_T1 = (
    ("outcome", "Periodens utfall"),
    ("outcome_men", "Utfall män/pojkar"),
    ("outcome_women", "Utfall kvinnor/flickor"),
    ("previous_outcome", "Periodens utfall VB 2018"),
    ("forecast", "Prognos helår"),
    ("annual_target", "Årsmål"),
    ("kf_target", "KF:s årsmål"),
    ("period", "Period"),
)
_VB = (
    ("outcome", "Periodens utfall"),
    ("outcome_men", "Utfall män/pojkar"),
    ("outcome_women", "Utfall kvinnor/flickor"),
    ("previous_outcome", "Periodens utfall VB 2020"),
    ("annual_target", "Årsmål"),
    ("kf_target", "KF:s årsmål"),
    ("period", "Period"),
)
COLUMNS = {
    "000": _PLAN,
    "001": (("annual_target", "Årsmål"), ("kf_target", "KF:s årsmål år 2024"), ("period", "Periodicitet")),
    "002": _T1,
    "003": _PLAN,
    "004": _VB,
}
TITLES = {
    "000": ("Spånga-Tensta stadsdelsnämnd", "Verksamhetsplan 2022"),
    "001": ("Enskede-Årsta-Vantörs stadsdelsnämnd", "Verksamhetsplan 2024"),
    "002": ("Hässelby-Vällingby stadsdelsnämnd", "Tertialrapport 1 2019"),
    "003": ("Hägersten-Älvsjö stadsdelsnämnd", "Verksamhetsplan 2021"),
    "004": ("Norrmalms stadsdelsnämnd", "Verksamhetsberättelse 2021"),
}

# Invented. Figures, column titles and words that end a row stand in them on purpose.
_PROSE = (
    "Arbetet följs upp varje månad och resultaten diskuteras i ledningsgruppen. Under året har samverkan stärkts och "
    "flera enheter delar numera lokaler, vilket har sänkt kostnaderna med 4,6 % jämfört med året innan.",
    "Indikator och mål följs upp i samband med tertialrapport 2. Målet är 95 % och utfallet var 93 % föregående år. "
    "Nämnden bedömer att målet kommer att nås under året, trots att antalet besök har minskat med 12 st.",
    "Personalen har fått utbildning under våren. En ny arbetsmodell prövas på två enheter och utvärderas till hösten.",
)
_COMMENTS = (
    "Utfallet är i nivå med föregående år, 3,4 % mot 3,2 %.",
    "Indikator som redovisas i tertialrapport 2. Resultatet är 87 % för kvinnor och 85 % för män, totalt 86 % 2019.",
    "Mätningen har inte genomförts under perioden. En ny mätning sker under hösten och redovisas i "
    "verksamhetsberättelsen. Andel svarande var låg, och svaren ska därför tolkas med försiktighet.\n"
    "Förvaltningen arbetar vidare med frågan. Tertial 1 2019 var utfallet 12 st, och Årsmål 15 st. "
    "Skillnaden beror på att två enheter har slagits samman.",
)
_LONG_COMMENT = " ".join([_COMMENTS[2].replace("\n", " ")] * 5)


@dataclass(frozen=True)
class KnownRow:
    """A labelled row: number in its document, name, cells by role (None = empty), and the goals above it."""

    number: int
    name: str
    cells: dict[str, str | None]
    goals: tuple[str | None, str | None, str | None]
    comment: str | None


@dataclass(frozen=True)
class Heading:
    """A goal's heading: its label and its title as printed."""

    level: str
    label: str
    title: str


@dataclass(frozen=True)
class Prose:
    """A paragraph of running text."""

    text: str


@dataclass(frozen=True)
class IndicatorTable:
    """Rows that stand in one table."""

    rows: tuple[KnownRow, ...]


@dataclass(frozen=True)
class OtherTable:
    """A table that is no indicator table."""

    titles: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Part = Heading | Prose | IndicatorTable | OtherTable


@dataclass(frozen=True)
class Report:
    """A document to lay out: its columns after the name (role, title), its parts in order, its rows."""

    doc: str
    district: str
    title: str
    columns: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...]
    rows: tuple[KnownRow, ...]


def read_rows(doc: str) -> tuple[KnownRow, ...]:
    """The labelled rows of a document, in order."""
    found = []
    with (LABELS / f"{doc}.csv").open(encoding="utf-8", newline="") as handle:
        for record in csv.DictReader(handle):
            number = int(record["row"])
            comment = None
            if record["has_comment"] == "yes":
                comment = _LONG_COMMENT if number % 7 == 0 else _COMMENTS[number % len(_COMMENTS)]
            goals = (record["inriktningsmal"], record["verksamhetsomradesmal"], record["namndmal"])
            found.append(
                KnownRow(
                    number=number,
                    name=record["indicator"],
                    cells={role: record[label] or None for role, label in LABEL_COLUMNS.items()},
                    goals=(goals[0] or None, goals[1] or None, goals[2] or None),
                    comment=comment,
                )
            )
    return tuple(found)


def read_report(doc: str, *, rows: tuple[KnownRow, ...] | None = None) -> Report:
    """The document that the labels describe, with invented text between."""
    rows = read_rows(doc) if rows is None else rows
    district, title = TITLES[doc]
    return Report(doc, district, title, COLUMNS[doc], tuple(_parts(rows)), rows)


def _parts(rows: tuple[KnownRow, ...]) -> Iterator[Part]:
    labels = ("KF:s inriktningsmål:", "KF:s mål för verksamhetsområdet:", "Nämndmål:")
    levels = ("direction", "area", "council")
    yield Prose(_PROSE[2])
    above: tuple[str | None, ...] = (None, None, None)
    for number, (goals, group) in enumerate(groupby(rows, key=lambda row: row.goals)):
        start = next((i for i in range(3) if goals[i] != above[i]), 2)
        for level in range(start, 3):
            title = goals[level]
            if title:
                yield Heading(levels[level], labels[level], title)
                if (number + level) % 3:
                    yield Prose(_PROSE[(number + level) % 3])
        above = goals
        yield IndicatorTable(tuple(group))
        if number % 3 == 1:
            yield OtherTable(
                ("Aktivitet", "Startdatum", "Slutdatum"),
                (
                    ("Ta fram en plan för arbetet med 3 % färre vikarier", "2019-01-01", "2019-12-31"),
                    ("Utveckla samverkan mellan enheterna", "2019-03-01", "2019-09-30"),
                ),
            )
        if number % 5 == 2:
            yield OtherTable(
                ("Verksamhet", "Budget 2019", "Prognos", "Avvikelse"),
                (("Förskola", "412,3", "410,1", "2,2"), ("Äldreomsorg", "533,0", "540,4", "-7,4")),
            )
        yield Prose(_PROSE[number % 3])
