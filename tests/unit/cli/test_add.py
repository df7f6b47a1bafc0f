"""`malbild add`: reasons that help, and what it does with what is no document, or is there already."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ingestion import cli
from tests.integration.reports import plan, three_rows

pytestmark = pytest.mark.slow


def add(*arguments: object) -> Result:
    return CliRunner().invoke(cli.main, ["add", *(str(one) for one in arguments)])


def _written(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


@pytest.mark.parametrize(
    ("name", "instead"),
    [
        ("plan.docx", "save it as PDF"),
        ("plans.zip", "unpack it"),
        ("plan.xlsx", "add the report's PDF"),
        ("plan.html", "download the PDF"),
        ("plan.png", "a picture has no text"),
        ("plan.md", "its extracted text"),
    ],
)
def test_what_is_no_document_says_what_to_do_instead(tmp_path: Path, name: str, instead: str) -> None:
    done = add(_written(tmp_path / "in", name, "x"), "--documents", tmp_path / "documents")
    assert done.exit_code == 2
    assert instead in done.output and "ends with .txt or .pdf" in done.output
    assert not (tmp_path / "documents").exists()


def test_an_address_a_folder_and_a_missing_file(tmp_path: Path) -> None:
    address = add("https://example.org/plan.pdf", "--documents", tmp_path / "documents")
    assert address.exit_code == 2
    assert "download the file and add it with --url https://example.org/plan.pdf" in address.output
    assert "one by one" in add(tmp_path, "--documents", tmp_path / "documents").output
    assert "there is no file" in add(tmp_path / "none.txt", "--documents", tmp_path / "documents").output


@pytest.mark.parametrize(
    ("option", "value", "meant"),
    [
        ("--district", "Fasrta", "did you mean farsta?"),
        ("--district", "Hagersten Alvsj", "did you mean hagersten-alvsjo?"),
        ("--year", "20222", "did you mean 2022?"),
    ],
)
def test_a_misspelt_value_names_the_one_that_may_be_meant(tmp_path: Path, option: str, value: str, meant: str) -> None:
    file = _written(tmp_path / "in", "a.txt", plan("Farsta", 2022, three_rows()))
    done = add(file, "--documents", tmp_path / "documents", option, value)
    assert done.exit_code == 2
    assert f"{option}: " in done.output and meant in done.output


def test_another_author_is_rejected_with_witnesses_and_the_line_that_would_decide(tmp_path: Path) -> None:
    text = f"Rosens förskolor\nVerksamhetsplan 2022\n{plan('Farsta', 2022, three_rows())}"
    file = _written(tmp_path / "in", "a.txt", text)
    done = add(file, "--documents", tmp_path / "documents")
    assert done.exit_code == 2
    lines = done.output.splitlines()
    place = next(number for number, line in enumerate(lines) if line.startswith("Error: a.txt: rejected: "))
    assert "the report is a unit of Farsta's, Rosens förskolor (line 1: " in lines[place]
    assert "  district: line 1 speaks for Rosens förskolor (letterhead: Rosens förskolor)" in lines
    assert "  district: line 4 speaks for farsta (the first council named: Farsta stadsdelsnämnd)" in lines
    assert lines[-2].endswith("with its DISTRICT in this line: a.txt,DISTRICT,VP,2022,,,,,")
    taken = add(file, "--documents", tmp_path / "documents", "--district", "Farsta")
    assert taken.exit_code == 0
    assert "manifest_contradicts_text_district: the text says Rosens förskolor: " in taken.output


def test_a_header_without_rows_is_named_with_its_line(tmp_path: Path) -> None:
    text = "Farsta stadsdelsnämnd\nVerksamhetsplan 2022\n\n Indikator Årsmål KF:s årsmål Periodicitet \n\n Aktivitet \n"
    done = add(_written(tmp_path / "in", "a.txt", text), "--documents", tmp_path / "documents")
    assert done.exit_code == 2
    assert "rejected: holds a header on line 4, no rows below it" in done.output


def test_a_goal_set_that_is_not_known_has_its_line_and_what_to_do(tmp_path: Path) -> None:
    text = plan("Farsta", 2022, three_rows())
    known = add(_written(tmp_path / "in", "a.txt", text), "--documents", tmp_path / "documents")
    assert "goal set" not in known.output
    other = text.replace("En modern storstad med möjligheter och valfrihet för alla", "En stad vid vattnet")
    done = add(_written(tmp_path / "in", "b.txt", other), "--documents", tmp_path / "others")
    assert done.exit_code == 0
    assert "no goal set of seeds/goal_sets.csv has 'En stad vid vattnet' (line 6)" in done.output
    assert "NAME,1,En stad vid vattnet" in done.output


def test_what_is_there_already_is_said_to_be(tmp_path: Path) -> None:
    """The same content, under the same or another name, or an excerpt of it: whatever its text tells."""
    folder = tmp_path / "documents"
    text = plan("Farsta", 2022, three_rows()).replace("Farsta", "Nämndens")
    _written(folder, "excerpt.txt", text)
    whole = _written(tmp_path / "in", "whole.txt", f"{text}\nMer text.\n")
    digest = hashlib.sha256(whole.read_bytes()).hexdigest()
    _written(
        folder, "documents.csv", f"file,district,report,year,original_sha256\nexcerpt.txt,farsta,VP,2022,{digest}\n"
    )
    same = add(folder / "excerpt.txt", "--documents", folder)
    assert same.exit_code == 0
    assert "farsta-2022-VP, 3 rows" in same.output
    assert "stands there already as excerpt.txt (line 2 of documents.csv)" in same.output
    original = add(whole, "--documents", folder)
    assert original.exit_code == 0
    assert "excerpt.txt stands there already as its excerpt; put this file in its place" in original.output
    assert sorted(one.name for one in folder.iterdir()) == ["documents.csv", "excerpt.txt"]
