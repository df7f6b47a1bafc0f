"""Texts whose converter left no trace of the tables' cells: they are refused, with what to do instead.

The reader knows cells by spaces and blank lines. A converter that draws the page in characters (pdftotext -layout)
fills the space between columns with spaces, and puts the second line of a name below the cells; one that prints a cell
a line, or cells without a space between, leaves out the empty ones.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

from ingestion.extraction.headers import ExtractionError
from ingestion.extraction.layout import Lines
from ingestion.extraction.vocabulary import TableKind, Vocabulary

_ADVICE = "read the PDF itself, or its text by `pdftotext` without `-layout`"
_INNER_SPACES = re.compile(r"(?<=\S) {3,}(?=\S)")
_REACH = 40
_VALUE_ALONE = re.compile(
    r"[-+<>]?\d[\d  ]*(?:[.,]\d+)?\s?(?:%|st)?|Tertial(?: \d(?: \d{4})?)?|År|-|Tas fram av nämnd\w*"
)


def check_converter(index_of: Lines, words: Vocabulary) -> None:
    """Raise ExtractionError, with the line and what to do, where most tables of a text have lost their cells."""
    kind = next(kind for kind in words.tables if kind.name == "indicators")
    lines = index_of.lines
    near = index_of.having([kind.first_title[1:], kind.first_title[1:].upper()])
    aligned: list[int] = []
    together: list[int] = []
    whole = 0
    for index in near:
        text = lines[index]
        if _run_together(kind).search(text):
            together.append(index)
        elif kind.first.match(text) and kind.known_words.search(text):
            widest = max((len(match.group()) for match in _INNER_SPACES.finditer(text.strip())), default=0)
            # An empty cell is one space more: no more of them than columns can stand in a row.
            if widest > len(kind.known_words.findall(text)) + 1:
                aligned.append(index)
            else:
                whole += 1
    if len(aligned) > whole:
        raise ExtractionError(f"the columns of its tables are aligned with spaces: {_ADVICE}", aligned[0] + 1)
    if len(together) > whole:
        raise ExtractionError(
            f"the cells of its tables run together, without a space between: {_ADVICE}", together[0] + 1
        )
    if (line := _one_cell_a_line(lines, near, kind)) is not None:
        raise ExtractionError(f"each cell of its tables stands on a line of its own: {_ADVICE}", line)


def _one_cell_a_line(lines: Sequence[str], near: Sequence[int], kind: TableKind) -> int | None:
    """The 1-based line of the first table whose cells stand on lines of their own, if most tables are so.

    'Antal barn per grupp', '16', '15', 'Tertial', one below the other. A cell that wraps may stand alone on its line,
    too, but then a blank line follows.
    """
    alone = others = 0
    first: int | None = None
    for index in near:
        if lines[index].strip() != kind.first_title:
            others += kind.first.match(lines[index]) is not None
            continue
        steps = values = 0
        above = False
        for text in lines[index + 1 : index + 1 + _REACH]:
            plain = text.strip()
            if not plain:
                continue
            value = _VALUE_ALONE.fullmatch(plain) is not None
            values += value
            steps += value and above
            above = value
        if values >= 4 and 3 * steps >= values:
            alone += 1
            first = index + 1 if first is None else first
        else:
            others += 1
    return first if alone > others else None


@functools.cache
def _run_together(kind: TableKind) -> re.Pattern[str]:
    """'IndikatorÅrsmålKF:s årsmål'."""
    return re.compile(rf"{kind.first_title}(?:Periodens|Utfall|Prognos|Årsmål|KF|Nämnd)")
