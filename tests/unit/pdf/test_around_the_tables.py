"""Goals and activities of rendered reports, and the joining of lines."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from ingestion.documents.pdf import Word, pdf_from_bytes, read_pdf
from ingestion.extraction.pdf import extract_pdf
from ingestion.extraction.pdf.joining import Joiner, Piece, is_value, is_whole_value
from tests.rendering import platypus
from tests.rendering.content import Heading, OtherTable, read_report
from tests.rendering.look import LOOKS


@pytest.mark.slow
@pytest.mark.parametrize("doc", ["000", "001", "002", "003", "004"])
def test_goals_and_activities_are_read(doc: str, tmp_path: Path) -> None:
    report = read_report(doc)
    target = tmp_path / "report.pdf"
    platypus.render([(report, "r")], LOOKS[0], target)
    extraction = extract_pdf(read_pdf(target))
    headings = [part for part in report.parts if isinstance(part, Heading)]
    goals = extraction.goals.to_pylist()
    assert [goal["level"] for goal in goals] == [heading.level for heading in headings]
    printed = [f"{goal['number'] or ''}{goal['title']}" for goal in goals]
    numbers = [heading.title.split(" ", 1) for heading in headings]
    expected = [
        "".join((first.rstrip("."), rest)) if first[:1].isdigit() else f"{first} {rest}" for first, rest in numbers
    ]
    assert printed == expected
    tables = [part for part in report.parts if isinstance(part, OtherTable) and part.titles[0] == "Aktivitet"]
    rows = [row for table in tables for row in table.rows]
    activities = extraction.activities.to_pylist()
    assert [row["activity"] for row in activities] == [row[0] for row in rows]
    assert [row["end_date"] for row in activities] == [dt.date.fromisoformat(row[2]) for row in rows]


def test_headers_and_footers_are_known_by_their_place(tmp_path: Path) -> None:
    target = tmp_path / "report.pdf"
    platypus.render([(read_report("004"), "r")], LOOKS[0], target)
    document = read_pdf(target)
    texts = [document.lines[number - 1] for number in sorted(document.furniture)]
    assert len(texts) == 2 * len(document.sheets)
    assert all(text.startswith(("Tertialrapport Sid", "Stadsdelsförvaltningen")) for text in texts)


def test_document_is_known_by_its_bytes(tmp_path: Path) -> None:
    target = tmp_path / "report.pdf"
    platypus.render([(read_report("000"), "r")], LOOKS[0], target)
    assert read_pdf(target).document_id == pdf_from_bytes(target.read_bytes(), Path("other.pdf")).document_id


def piece(text: str, width: float, number: int = 1) -> Piece:
    """A line of a cell that is so many points wide, its words in proportion."""
    words, at, letter = [], 0.0, width / len(text)
    for word in text.split(" "):
        words.append(Word(word, at, 0, at + letter * len(word), 10, space_after=False))
        at += letter * (len(word) + 1)
    return Piece(tuple(words), number, 1)


@pytest.mark.parametrize(
    ("lines", "width", "joined"),
    [
        (["Fastställ", "s 2021"], 45, "Fastställs 2021"),
        (["Tas fram av", "nämnd/styrel", "se"], 60, "Tas fram av nämnd/styrelse"),
        (["1,6 kg CO2", "per kg", "livsmede", "l"], 50, "1,6 kg CO2 per kg livsmedel"),
        (["2,27", "%"], 25, "2,27 %"),
        (["VB", "2021"], 40, "VB 2021"),
        (["Tertia", "l 1 2019"], 40, "Tertial 1 2019"),
        (["Max 10 perso", "ner"], 60, "Max 10 personer"),
        (["14,4 bar", "n/avd."], 40, "14,4 barn/avd."),
        (["under en 14-", "dagarsperiod"], 90, "under en 14-dagarsperiod"),
        (["boende på vård-", "och omsorgsboende"], 90, "boende på vård- och omsorgsboende"),
        (["inom 12", "månader"], 36, "inom 12 månader"),
        (["samhällsvägled", "ningen"], 70, "samhällsvägledningen"),
        (["ekonomiskt", "bistånd"], 100, "ekonomiskt bistånd"),
    ],
)
def test_lines_of_a_cell_are_joined(lines: list[str], width: float, joined: str) -> None:
    pieces = [piece(text, 5 * len(text), number) for number, text in enumerate(lines)]
    assert Joiner(frozenset({"månader"}), keeps_spaces=False).join(pieces, width) == joined


def test_spaces_at_line_ends_decide_where_they_are_kept() -> None:
    first = piece("språk-", 30)
    kept = Piece((*first.words[:-1], Word("språk-", 0, 0, 30, 10, space_after=True)), 1, 1)
    joiner = Joiner(frozenset(), keeps_spaces=True)
    assert joiner.join([first, piece("och", 15)], 100) == "språk-och"
    assert joiner.join([kept, piece("och", 15)], 100) == "språk- och"


@pytest.mark.parametrize(
    "text", ["3,24 %", "1 000 st", "öka", "-", "+/- 1 %", "Max 10 personer", "Fastställs 2021", "År"]
)
def test_values_are_known(text: str) -> None:
    assert is_whole_value(text)


@pytest.mark.parametrize(("text", "known"), [("styrelse", True), ("livsmedel", True), ("och arbetar vidare", False)])
def test_ends_of_values_are_known(text: str, known: bool) -> None:
    assert is_value(text) is known
    assert not is_whole_value(text)
