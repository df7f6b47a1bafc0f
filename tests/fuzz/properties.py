"""What must hold of a mutated document; each check gives the first breach in words, or None."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from pathlib import Path

from ingestion.documents.text import DocumentError, text_from_bytes
from ingestion.extraction.schema import VALUE_COLUMNS
from tests.fuzz.bases import PLACES, Base, Row, read_bytes, read_extraction, read_lines
from tests.fuzz.otherwise import ENDS_OF_NAMES, UNKNOWN_VALUES

TAKEN_AWAY = ("cell_break", "comment_outcome", "comment_outcome_later")
"""Reasons that a re-wrapped cell or a deleted comment takes away."""

BY_EXAMPLE = (
    "year_outcome_comes_later",
    "council_row_has_no_previous",
    "table_prints_forecast",
    "sister_row",
    "gender_mark",
    "gender_sum",
    "year_row_has_no_forecast",
)
"""Reasons that go by other rows of the document, which may have lost theirs."""


_HOW_IT_IS_KNOWN = ("column_evidence", "evidence", "readings", "note")


def rows_are_the_same(base: Base, lines: Sequence[str], content: bytes | None = None) -> str | None:
    """Every column but those of the place is the same, and each row starts at the line it started at.

    A row may say that it is not sure any more: one that only reasons settled ('inferred'), since what stands between
    may have spoken for it, with the cells that it had among its readings; and one below a header that a page cut where
    its titles are not known again ('unknown_title').
    `content` is given where the lines stand in the file in another way.
    """
    rows = read_bytes("\n".join(lines).encode() + b"\n" if content is None else content)
    if len(rows) != len(base.rows):
        return _other_count(base, rows)
    for row, was in zip(rows, base.rows, strict=True):
        below_unknown = "unknown_title" in row["evidence"]
        doubted = row["column_evidence"] == "ambiguous" and (
            was["column_evidence"] in {"inferred", "ambiguous"} or below_unknown
        )
        settled = was["column_evidence"] == "inferred" and not below_unknown
        if doubted and settled and _squeezed(was) not in [_squeezed(reading) for reading in row["readings"]]:
            return f"{was['indicator']!r}: {_squeezed(was)} is none of its readings now"
        for column, value in was.items():
            if doubted and (column in VALUE_COLUMNS or column in _HOW_IT_IS_KNOWN):
                continue
            if column not in PLACES and row[column] != value:
                return f"{was['indicator']!r}: {column} was {value!r}, is {row[column]!r}"
        start, before = int(str(row["line_start"])), int(str(was["line_start"]))
        if lines[start - 1].strip() != base.lines[before - 1].strip():
            return f"{was['indicator']!r}: starts at {lines[start - 1]!r}, not at {base.lines[before - 1]!r}"
    return None


def rows_are_not_decided_otherwise(base: Base, lines: Sequence[str]) -> str | None:
    """Rows that used nothing of what is gone are the same; no other says something else without saying it may.

    A row whose own cells are broken otherwise may become ambiguous whatever it used: its print says something new.
    """
    rows = read_lines(lines)
    if len(rows) != len(base.rows):
        return _other_count(base, rows)
    for row, was in zip(rows, base.rows, strict=True):
        for column in ("indicator", "direction_goal", "area_goal", "council_goal"):
            if row[column] != was[column]:
                return f"{was['indicator']!r}: {column} is {row[column]!r}"
        decided = row["column_evidence"] != "ambiguous"
        if was["column_evidence"] == "ambiguous":
            readings = was["readings"]
            assert isinstance(readings, list)
            if decided and _squeezed(row) not in [_squeezed(reading) for reading in readings]:
                return f"{was['indicator']!r}: decided as none of its readings, {_squeezed(row)}"
            continue
        if decided and _squeezed(row) != _squeezed(was):
            return f"{was['indicator']!r}: was {_squeezed(was)}, is {_squeezed(row)} by {row['evidence']}"
        evidence = was["evidence"]
        assert isinstance(evidence, list)
        used_it = any(code in TAKEN_AWAY or code in BY_EXAMPLE for code in evidence)
        if not decided and not used_it and _printed(lines, row) == _printed(base.lines, was):
            return f"{was['indicator']!r}: was {evidence}, is ambiguous"
    return None


def rows_are_right_or_doubted(base: Base, lines: Sequence[str]) -> str | None:
    """Every row of the base is read as it is, or is ambiguous, or begins in a place that is called unread.

    What is read beside them is ambiguous. A comment may be missing that lies in such a place. A document of which
    nothing is trusted is refused with words. A cell may say one of UNKNOWN_VALUES and a name end with one of
    ENDS_OF_NAMES: that is what was printed then.
    """
    content = "\n".join(lines).encode() + b"\n"
    try:
        extraction = read_extraction(content)
    except DocumentError as error:
        return None if len(error.message) > 10 else f"message without words: {error.message!r}"
    left = extraction.indicators.to_pylist()
    unread = _letters(" ".join(one["as_printed"] for one in extraction.unread.to_pylist() if one["may_hold_row"]))
    lost: list[Row] = []
    for was in base.rows:
        place = _place_of(base, was, left)
        if place is None:
            lost.append(was)
            continue
        row = left.pop(place)
        if row["column_evidence"] == "ambiguous":
            continue
        for column, value in was.items():
            if column in (*PLACES, *_HOW_IT_IS_KNOWN, "indicator") or row[column] == value:
                continue
            if value is not None and column in VALUE_COLUMNS and row[column] in UNKNOWN_VALUES:
                continue
            if column == "comment" and row[column] is None and _letters(value) in unread:
                continue
            if column in _GOALS and row[column] is None:
                # A goal that is not named is seen; one that is another's is not.
                continue
            if was["column_evidence"] != "ambiguous" or column not in VALUE_COLUMNS:
                return f"{was['indicator']!r}: {column} was {value!r}, is {row[column]!r}, and nothing says so"
    sure = [row["indicator"] for row in left if row["column_evidence"] != "ambiguous"]
    if sure:
        return f"rows that are not printed: {sure[:3]}"
    if not lost:
        return None
    places = [*left, *(one for one in extraction.unread.to_pylist() if one["may_hold_row"])]
    seen = {number for one in places for number in range(one["line_start"], one["line_end"] + 1)}
    silent = [row["indicator"] for row in lost if not seen.intersection(_lines_now(base, lines, row))]
    return f"lost without a word: {silent[:3]}" if silent else None


def _place_of(base: Base, was: Row, rows: Sequence[Row]) -> int | None:
    """Which of the rows is a row of the base, by its name and goals; under other goals where no other row has those."""
    name = _letters(was["indicator"])
    names = {name, *(name + _letters(end) for end in ENDS_OF_NAMES)}
    places = [number for number, row in enumerate(rows) if _letters(row["indicator"]) in names]
    taken = [_goals(row) for row in base.rows if _letters(row["indicator"]) == name and row is not was]
    alike = [place for place in places if _goals(rows[place]) == _goals(was)]
    return next(iter([*alike, *(place for place in places if _goals(rows[place]) not in taken)]), None)


def _goals(row: Row) -> list[object]:
    return [row[goal] for goal in _GOALS]


def _lines_now(base: Base, lines: Sequence[str], row: Row) -> set[int]:
    """The 1-based lines of a mutated document that hold what stands on the lines of a row in the base."""
    printed = range(int(str(row["line_start"])) - 1, int(str(row["line_end"])))
    now: set[int] = set()
    for what, first, last, first_now, last_now in SequenceMatcher(
        None, base.lines, lines, autojunk=False
    ).get_opcodes():
        both = range(max(first, printed.start), min(last, printed.stop))
        if what == "equal":
            now.update(number - first + first_now + 1 for number in both)
        elif both:
            now.update(range(first_now + 1, last_now + 1))
    return now


_GOALS = ("direction_goal", "area_goal", "council_goal")


def _letters(text: object) -> str:
    return "".join(str(text).split())


def bytes_are_answered(content: bytes) -> str | None:
    """The reader gives rows, or a DocumentError with words; anything else it raises goes through."""
    try:
        read_bytes(content)
    except DocumentError as error:
        return None if len(error.message) > 10 else f"message without words: {error.message!r}"
    return None


def reader_answers(lines: Sequence[str]) -> str | None:
    """The reader gives rows that can be traced, or a DocumentError with words; anything else it raises goes through."""
    try:
        rows = read_lines(lines)
    except DocumentError as error:
        return None if len(error.message) > 10 else f"message without words: {error.message!r}"
    document = text_from_bytes("\n".join(lines).encode(), Path("mutated.txt"))
    last = 0
    for row in rows:
        start, end = int(str(row["line_start"])), int(str(row["line_end"]))
        if not (last < start <= end <= len(lines)):
            return f"{row['indicator']!r}: lines {start}-{end} after {last} of {len(lines)}"
        last = start
        if not row["indicator"]:
            return f"line {start}: a row without a name"
        # As the door gives them: 'e' and an accent of its own are one letter, and a sign of no width is none.
        printed = "".join("".join(document.lines[start - 1 : end]).split())
        for column in VALUE_COLUMNS:
            value = row[column]
            if value is not None and not all(part in printed for part in str(value).split()):
                return f"{row['indicator']!r}: {value!r} does not stand in lines {start}-{end}"
    return None


def _other_count(base: Base, rows: Sequence[Row]) -> str:
    names = [row["indicator"] for row in rows]
    lost = [row["indicator"] for row in base.rows if row["indicator"] not in names]
    known = [row["indicator"] for row in base.rows]
    new = [name for name in names if name not in known]
    return f"{len(base.rows)} rows became {len(rows)}; lost {lost}, new {new}"


def _printed(lines: Sequence[str], row: Row) -> list[str]:
    start, end = int(str(row["line_start"])), int(str(row["line_end"]))
    return [line.strip() for line in lines[start - 1 : end] if line.strip()]


def _squeezed(row: Row) -> dict[str, str]:
    """Cells without white space: a re-wrapped cell may have other spaces."""
    return {column: "".join(str(row[column]).split()) for column in VALUE_COLUMNS if row.get(column) is not None}
