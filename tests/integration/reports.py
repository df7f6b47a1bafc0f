"""Invented reports in the layout of the real ones, small enough that a test states every figure in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

CHILDREN = "Andel barn som lever i familjer som har ekonomiskt bistånd"
PERSONS = "Andel personer som har ekonomiskt bistånd i förhållande till befolkningen"
SICK_LEAVE = "Sjukfrånvaro"


@dataclass(frozen=True)
class PlanRow:
    """A row of a plan: name, årsmål, KF:s årsmål, Periodicitet, as printed."""

    name: str
    target: str
    kf_target: str
    frequency: str = "Tertial"


def plan(council: str, year: int, rows: Sequence[PlanRow], remark: str = "") -> str:
    """The text of a verksamhetsplan of a council (its name in the genitive, 'Bromma', 'Farstas')."""
    header = "   Indikator Årsmål KF:s årsmål Periodicitet "
    activities = "  Aktivitet Startdatum Slutdatum "
    activity = f" Ta fram en lokal plan {year}-01-01 {year}-12-31 "
    table = "\n".join(f" {row.name} {row.target} {row.kf_target} {row.frequency} \n" for row in rows)
    return f""" Inledning
{council} stadsdelsnämnd anger i verksamhetsplanen inriktningen för verksamheten under {year}.
{remark}
Uppföljning av kommunfullmäktiges inriktningsmål

KF:s inriktningsmål: 1. En modern storstad med möjligheter och valfrihet för alla

KF:s mål för verksamhetsområdet: 1.1 I Stockholm är människor självförsörjande

Nämnden arbetar vidare under {year} i {council} stadsdelsområde.

{header}

{table}
Under {year} fortsätter arbetet enligt budget {year}.
{activities}

{activity}
"""


def three_rows(first: str = "4,6 %", kf: str = "2,7 %") -> list[PlanRow]:
    """Three complete rows; the first one's årsmål and KF:s årsmål can be chosen."""
    return [
        PlanRow(CHILDREN, first, kf),
        PlanRow(PERSONS, "3,2 %", "1,5 %"),
        PlanRow(SICK_LEAVE, "7,5 %", "7,0 %", "År"),
    ]


def write_reports(folder: Path, texts: Mapping[str, str]) -> None:
    """Write texts by file name into a folder that is made if it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")


def two_councils(folder: Path) -> None:
    """A folder with the plans of two councils for 2022, told by their text alone."""
    write_reports(
        folder,
        {
            "bromma.txt": plan("Bromma", 2022, three_rows("4,6 %")),
            "farsta.txt": plan("Farstas", 2022, three_rows("5,1 %")),
        },
    )
