"""Goals of a PDF: a label, then the title in its own font."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import regex

from ingestion.documents.pdf import PdfDocument, PdfLine, PdfPage, Word
from ingestion.extraction.expected_results import expected_results
from ingestion.extraction.layout import Line, blocks
from ingestion.extraction.outline import Goal, GoalPath, read_goal
from ingestion.extraction.pdf.edges import Edges
from ingestion.extraction.pdf.joining import Piece
from ingestion.extraction.pdf.state import State
from ingestion.extraction.records import Record, goal_record
from ingestion.extraction.vocabulary import Vocabulary, vocabulary

_NUMBER = regex.compile(r"((?:\d+\.)*\d+)\.?\s+(?=\S)")
_MOST_TITLE_LINES = 6
_SAME_HEIGHT = 0.4
_WIDEST_TITLE = 0.75
"""The share of a page's width that a title has room for."""

_WIDE_GAP = 1.5


def read_heading(state: State, sheet: PdfPage, edges: Edges, lines: Sequence[PdfLine]) -> tuple[Goal, int] | None:
    """The goal whose label is the first of `lines`, with the number of lines it takes; None where none begins there.

    The title ends where its font ends, at a line of cells, or where an edge of the page parts two lines. Where it is
    printed in the font of running text, the rule of plain text tells where it ends. Lines of a goal are those of the
    document.
    """
    words, above = state.words, state.path
    label = words.goal_label.match(lines[0].text)
    if label is None:
        return None
    rest = lines[0].text[label.end() :].strip()
    start = 0 if rest else 1
    while start and start < len(lines) and not any(letter.isalpha() for letter in lines[start].text):
        # A page's number may stand between a label and its title.
        start += 1
    if start >= len(lines):
        return None
    first = lines[start]
    if _font(first) == state.body_font:
        kept = next((n for n, line in enumerate(lines) if n > start and _is_line_of_cells(line)), len(lines))
        return _as_text(lines[:kept], words, above)
    title = [first]
    for line in lines[start + 1 : start + _MOST_TITLE_LINES]:
        if line.font != first.font or abs(line.height - first.height) > _SAME_HEIGHT:
            break
        if line.top - title[-1].bottom > 0.9 * line.height or words.goal_label.match(line.text):
            break
        if _is_line_of_cells(line) or _are_parted(sheet, edges, title[-1], line):
            break
        title.append(line)
    pieces = [Piece(line.words, line.number, 0) for line in title]
    if rest:
        pieces[0] = Piece(_after_label(first, len(rest)), first.number, 0)
    printed = state.joiner.join(pieces, sheet.width * _WIDEST_TITLE)
    number = _NUMBER.match(printed)
    level = next(words.goal_levels[n][1] for n, text in enumerate(label.groups()) if text is not None)
    parent = {"area": above.direction, "council": above.area}.get(level)
    taken = start + len(title)
    assessment, assessment_line = _assessment(lines[taken:], words)
    goal = Goal(
        level=level,
        number=number[1] if number else None,
        title=printed[number.end() :] if number else printed,
        printed=printed,
        line_start=lines[0].number,
        line_end=title[-1].number,
        parent_number=parent.number if parent else None,
        assessment=assessment,
        assessment_line=assessment_line,
    )
    return goal, taken


def _are_parted(sheet: PdfPage, edges: Edges, above: PdfLine, below: PdfLine) -> bool:
    """Whether an edge stands between two lines of a page; a line overleaf is parted from none."""
    return below.number < sheet.first_line + len(sheet.lines) and edges.part(above.words[0], below.words[0])


def _is_line_of_cells(line: PdfLine) -> bool:
    """Whether words of a line stand as far apart as those of two cells."""
    return any(right.x0 - left.x1 > _WIDE_GAP * right.size for left, right in pairwise(line.words))


def _font(line: PdfLine) -> tuple[str, float]:
    return line.font, round(line.height)


def font_of_body(lines: Sequence[PdfLine]) -> tuple[str, float]:
    """Name and height of the font of most letters."""
    letters: dict[tuple[str, float], int] = {}
    for line in lines:
        letters[_font(line)] = letters.get(_font(line), 0) + len(line.text)
    return max(letters, key=lambda font: letters[font]) if letters else ("", 0.0)


def _after_label(line: PdfLine, letters: int) -> tuple[Word, ...]:
    words = list(line.words)
    while len(words) > 1 and len(" ".join(word.text for word in words)) > letters:
        words.pop(0)
    return tuple(words)


def _as_text(lines: Sequence[PdfLine], words: Vocabulary, above: GoalPath) -> tuple[Goal, int] | None:
    """By the rule of plain text; a gap between lines is a blank line."""
    texts: list[str] = []
    numbers: list[int] = []
    for n, line in enumerate(lines[:12]):
        if n and line.top - lines[n - 1].bottom > 0.6 * line.height:
            texts.append("")
            numbers.append(n)
        texts.append(line.text)
        numbers.append(n)
    goal = read_goal(texts, 0, words, frozenset(), above, trailing_spaces=False)
    if goal is None:
        return None
    last = numbers[goal.line_end - 1]
    line_of = None if goal.assessment_line is None else lines[numbers[goal.assessment_line - 1]].number
    placed = Goal(
        level=goal.level,
        number=goal.number,
        title=goal.title,
        printed=goal.printed,
        line_start=lines[0].number,
        line_end=lines[last].number,
        parent_number=goal.parent_number,
        assessment=goal.assessment,
        assessment_line=line_of,
    )
    return placed, last + 1


def _assessment(lines: Sequence[PdfLine], words: Vocabulary) -> tuple[str | None, int | None]:
    if lines and lines[0].text in words.labels("assessment"):
        return lines[0].text, lines[0].number
    return None, None


def goal_records(document: PdfDocument, goals: Sequence[Goal], headers: Sequence[int]) -> list[Record]:
    """All goals with GOAL_SCHEMA's columns.

    Lines are those of the document, because the schema has no page. `headers` are the lines where tables begin, up to
    which expected results are looked for.
    """
    words = vocabulary()
    lines = {line.number: line for sheet in document.sheets for line in sheet.lines}
    ends = [*(goal.line_start for goal in goals[1:]), len(document.lines) + 1][: len(goals)]
    records = []
    for goal, end in zip(goals, ends, strict=True):
        stop = min([end, *(line for line in headers if line > goal.line_end)])
        body: list[Line] = []
        for number in range(goal.line_end + 1, stop):
            if number in document.furniture:
                continue
            line, above = lines[number], lines.get(number - 1)
            if above is not None and line.top - above.bottom > 0.6 * line.height:
                body.append(Line(number, ""))
            body.append(Line(number, line.text))
        results = expected_results(list(blocks(body, frozenset())), words, trailing_spaces=False)
        records.append(goal_record(document, goal, results))
    return records
