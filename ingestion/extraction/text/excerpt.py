"""Make the excerpt of a document that the repository may keep: its figures without its prose.

Kept exactly as extracted: goal headings and assessments, the lines of indicator and activity tables with everything
that makes them hard (headers, repeated headers, wraps, spaces, page furniture inside), the words `Analys` and
`Kommentar`, and the tables of money and volumes with the headings above them. Every other line is emptied, not removed,
so line numbers are those of the original.

    python -m ingestion.extraction.text.excerpt ORIGINAL... --output FOLDER
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import click

from ingestion.documents.text import TextDocument, read_text
from ingestion.extraction.text.money.extract import read_money
from ingestion.extraction.text.structure import read_structure


def kept_lines(document: TextDocument) -> set[int]:
    """The 1-based lines of a document that its excerpt keeps. Raises ExtractionError like the extraction."""
    structure = read_structure(document)
    kept: set[int] = set()
    for goal in structure.goals:
        kept.update(range(goal.line_start, goal.line_end + 1))
        if goal.assessment_line is not None:
            kept.add(goal.assessment_line)
    comments = {line.number for table in structure.tables for row in table.rows for line in row.comment_lines}
    for number, table in enumerate(structure.tables):
        following = structure.tables[number + 1] if number + 1 < len(structure.tables) else None
        end = following.header.first_line if following is not None and following.repeats else table.last_line + 1
        kept.update(range(table.header.first_line, table.last_line + 1))
        kept.update(
            line
            for line in range(table.last_line + 1, end)
            if line in structure.furniture or not document.lines[line - 1].strip()
        )
    for money in read_money(document, structure):
        kept.update(range(money.table.line_start, money.table.line_end + 1))
        kept.update(heading.line for heading in money.headings)
    return kept - comments


def excerpt(document: TextDocument) -> str:
    """The text of a document's excerpt, with as many lines as the document, each ended by a line feed."""
    kept = kept_lines(document)
    return "".join(f"{text if number in kept else ''}\n" for number, text in enumerate(document.lines, start=1))


@click.command()
@click.argument("originals", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--output", required=True, type=click.Path(path_type=Path, file_okay=False), help="Folder to write to.")
def main(originals: tuple[Path, ...], output: Path) -> None:
    """Write the excerpt of each original, under the same name, and print the line that the manifest needs of it."""
    output.mkdir(parents=True, exist_ok=True)
    for path in originals:
        document = read_text(path)
        (output / path.name).write_text(excerpt(document), encoding="utf-8", newline="\n")
        click.echo(f"{path.name},{hashlib.sha256(path.read_bytes()).hexdigest()}")


if __name__ == "__main__":
    main()
