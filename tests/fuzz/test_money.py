"""Figures of tables of money stay the same, or say that they are not sure, where a page ends or a line is blank."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from ingestion.documents.text import read_text, text_from_bytes
from ingestion.extraction.text import extract_text
from ingestion.isolation.kept import figure_line_table
from ingestion.reader import ReadDocument
from ingestion.warehouse.border.figures import count_figures
from tests.fuzz.bases import ROOT

pytestmark = pytest.mark.slow

STEP = 11
"""Of so many places between two lines of a table one is tried, each time another of the mutations."""

DOCUMENTS = sorted((ROOT / "data" / "documents").glob("*.txt"))
BETWEEN = (
    ("", "", "Tjänsteutlåtande ", "Sid 18 (84) ", "", "stockholm.se ", "08-508 7158 ", ""),
    ("", "Tjänsteutlåtande", "Sid 9 (83)", ""),
    ("", "51 ", "", " "),
    ("", ""),
    ("",),
)
PAGES = tuple(
    line for number in range(45, 51) for line in ("Sist. ", "", f"{number} ", "", " ", *["Text om annat. "] * 12)
)
BELOW = (
    "Nu något annat. ",
    "",
    "52 ",
    "",
    " ",
    "Mer text. ",
    "",
    "KF:s inriktningsmål: 1. En stad för alla ",
    "",
    "  Indikator Årsmål KF:s årsmål Periodicitet ",
    "",
    " Antal barn 16 15 Tertial ",
    "",
)
"""A text without an indicator table is none of a council's report; pages before and after have their numbers."""

Figure = tuple[str, str, int | None]


@dataclass(frozen=True)
class Read:
    """What is read of a text: the figures that are told, those that say they are not, and whether places are unread."""

    told: Counter[Figure]
    parents: dict[str, str]
    doubted: Counter[str]
    document: ReadDocument

    @property
    def says_unread(self) -> bool:
        return bool(count_figures(self.document.extraction, figure_line_table(self.document)))


def read(lines: Sequence[str]) -> Read:
    document = text_from_bytes("\n".join([*PAGES, "", *lines, *BELOW]).encode(), Path("mutated.txt"))
    extraction = extract_text(document)
    cells = extraction.money_cells.to_pylist()
    return Read(
        Counter(
            (squeezed(one["as_printed"]), squeezed(one["row_label"]), one["column_number"])
            for one in cells
            if one["column_evidence"] != "ambiguous"
        ),
        {squeezed(one["row_label"]): squeezed(one["parent_label"]) for one in cells},
        Counter(squeezed(one["as_printed"]) for one in cells if one["column_evidence"] == "ambiguous"),
        ReadDocument(document.document_id, document.lines, document.pages, None, extraction),
    )


def squeezed(text: str | None) -> str:
    return "".join((text or "").split())


def breach(was: Read, now: Read) -> str | None:
    """What is said otherwise without a word, or None.

    'Vasaparken', a page's end, 'Yogapaviljong 0,7' may be a group and its row: both words stand there.
    """
    other: Counter[Figure] = Counter()
    for (printed, label, column), times in now.told.items():
        whole = (printed, now.parents[label] + label, column)
        key = whole if (printed, label, column) not in was.told and whole in was.told else (printed, label, column)
        other[key] += times
    if extra := other - was.told:
        return f"told otherwise: {list(extra)[:3]}"
    lost = Counter(printed for printed, _, _ in (was.told - other).elements()) - now.doubted
    return f"lost without a word: {list(lost)[:3]}" if lost and not now.says_unread else None


def tables(path: Path) -> Iterator[list[str]]:
    """The lines of each table of a document, with what stands around it."""
    document = read_text(path)
    for table in extract_text(document).money_tables.to_pylist():
        yield list(document.lines[max(0, table["line_start"] - 7) : table["line_end"] + 2])


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name[:3])
def test_what_stands_between_two_lines_of_a_table_changes_no_figure(path: Path) -> None:
    tried = 0
    for lines in tables(path):
        was = read(lines)
        for at in range(7 + tried % STEP, len(lines) - 2, STEP):
            between = BETWEEN[tried % len(BETWEEN)]
            found = breach(was, read([*lines[:at], *between, *lines[at:]]))
            assert found is None, f"{path.name}, {between} below {lines[at - 1]!r}: {found}"
            tried += 1
    assert tried > 15


def test_a_breach_is_told() -> None:
    text = [
        "Förskola ",
        "",
        "Verksamhet, mnkr Budget 2022 Bokslut 2021 ",
        "",
        "Lokaler 5,1 1,0 ",
        "",
        "Annat 1,2 0,2 ",
        "",
    ]
    was = read(text)
    assert sum(was.told.values()) == 4
    assert breach(was, was) is None
    assert breach(was, read([*text[:4], "Lokaler 5,1 1,1 ", *text[5:]])) is not None
    assert breach(was, read([*text[:6], "Andra 1,2 0,2 ", ""])) is not None
    assert breach(was, read(text[:6])) is not None
