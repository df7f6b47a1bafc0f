"""Ways to print the same rows otherwise, and ways to harm a document.

Each takes a base and a source of chance and gives the lines of a new document, or None where the base has no place
for it. What a mutation prints, one of the known documents prints too; the docstring says which.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from itertools import pairwise
from random import Random

from ingestion.extraction.layout import Lines, keeps_trailing_spaces
from ingestion.extraction.schema import VALUE_COLUMNS
from tests.fuzz.bases import COMMENT_LABELS, Base

Mutation = Callable[[Base, Random], list[str] | None]
ByteMutation = Callable[[Base, Random], bytes | None]

_BREAKABLE = re.compile(r"(?<=\S )(?=\S)")

_FURNITURE = (
    ("", " ", "", "Tjänsteutlåtande ", "Sid 18 (84) ", "", " ", " start.stockholm ", " ", ""),
    ("", "", "Tjänsteutlåtande", "Sid 67 (84)", "", "stockholm.se", "08-508 7158", ""),
    ("", "Tjänsteutlåtande", "Sid 9 (83)", ""),
    ("Tertialrapport 2", "Sida 4 (31)", "Storgatan 12", "stockholm.se"),
)
_PROSE = (
    ("Nämnden följer utvecklingen noga och redovisar den varje år.",),
    ("Andelen har legat nära 45 % sedan 2019, vilket är 3 procentenheter mer än 2018.",),
    ("I bilagan finns en tabell med rubriken Indikator, och en med rubriken Årsmål.",),
    ("Arbetet sker i tre steg:", "1. Kartläggning", "2. Utbildning av 120 personer", "3. Uppföljning"),
    ("Verksamheten har 1 200 platser varav 75 % är belagda,", "och kön är 14 dagar."),
)


# --- the rows stay the same ---


def page_break_between_rows(base: Base, chance: Random) -> list[str] | None:
    """The header again right below a row, as in all five documents; one more leading space, a blank line after."""
    firsts = [place.first for place in base.places]
    # A header is repeated where its table goes on: not below the last row.
    inner = [
        index
        for index, (first, following) in enumerate(pairwise(firsts))
        if base.header_above(first) == base.header_above(following)
    ]
    if not inner:
        return None
    index = chance.choice(inner)
    return _with_header(base, base.last_line_of(index), firsts[index])


def page_break_in_name(base: Base, chance: Random) -> list[str] | None:
    """004 prints the cells, the header, then the rest of the name: 'långvarigt ekonomiskt' … 'bistånd jämfört med'."""
    candidates = [place for place in base.places if place.name_lines >= 2]
    if not candidates:
        return None
    place = chance.choice(candidates)
    count = place.name_lines
    kept = chance.randrange(1, count)
    header = base.header_above(place.first)
    if header is None:
        return None
    lines = base.lines
    name = lines[place.first - 1 : place.first - 1 + count]
    cells = lines[place.first - 1 + count : place.last]
    return [
        *lines[: place.first - 1],
        *name[:kept],
        *cells,
        *repeated_header(base, header),
        *name[kept:],
        *lines[place.last :],
    ]


def page_break_in_cells(base: Base, chance: Random) -> list[str] | None:
    """The header again between the name and its cells, or between two lines of the cells; 002 has it inside a cell."""
    candidates = [
        place
        for place in base.places
        if place.name_lines and not any(first in range(place.first, place.last) for first, _ in base.headers)
    ]
    if not candidates:
        return None
    place = chance.choice(candidates)
    return _with_header(base, chance.randrange(place.first - 1 + place.name_lines, place.last), place.first)


def page_break_in_comment(base: Base, chance: Random) -> list[str] | None:
    """004 repeats the header between `Analys` and its text, 002 inside the text."""
    candidates = [place for place in base.places if place.comment is not None]
    if not candidates:
        return None
    place = chance.choice(candidates)
    assert place.comment is not None
    return _with_header(base, chance.randrange(place.comment[0], place.comment[1]), place.first)


def furniture_in_table(base: Base, chance: Random) -> list[str] | None:
    """Report title, page number and addresses between any two lines of a table, its header and comments."""
    tables = _tables(base)
    first, last = chance.choice(tables)
    at = chance.randrange(first, last) if last > first else first
    return [*base.lines[:at], *chance.choice(_FURNITURE), *base.lines[at:]]


def blank_lines_doubled(base: Base, chance: Random) -> list[str] | None:
    """000 prints every other line of its body text empty."""
    share = chance.choice((0.02, 0.3, 1.0))
    doubled: list[str] = []
    for line in base.lines:
        doubled.append(line)
        if not line and chance.random() < share:
            doubled.extend([""] * chance.randrange(1, 4))
    return doubled


def other_prose(base: Base, chance: Random) -> list[str] | None:
    """Body text above the first heading and below the last table of the document."""
    text = chance.choice(_PROSE)
    last_place = base.places[-1]
    # Below a label whose text an excerpt leaves out, any text would be the comment.
    whole = last_place.comment is not None or not any(
        line.strip() in COMMENT_LABELS for line in base.lines[last_place.last :]
    )
    if chance.random() < 0.5 or not whole:
        return [*text, "", *base.lines]
    _, last = _tables(base)[-1]
    return [*base.lines[:last], "", *text, "", *base.lines[last:]]


SAME_ROWS: dict[str, Mutation] = {
    "page_break_between_rows": page_break_between_rows,
    "page_break_in_name": page_break_in_name,
    "page_break_in_cells": page_break_in_cells,
    "page_break_in_comment": page_break_in_comment,
    "furniture_in_table": furniture_in_table,
    "blank_lines_doubled": blank_lines_doubled,
    "other_prose": other_prose,
}
"""Mutations after which the rows are the same in every column but the line numbers."""


# --- the rows that did not use what is gone stay the same ---


def comments_deleted(base: Base, chance: Random) -> list[str] | None:
    """One comment or all are gone, label and text."""
    with_comment = [place.comment for place in base.places if place.comment is not None]
    if not with_comment:
        return None
    chosen = with_comment if chance.random() < 0.5 else [chance.choice(with_comment)]
    gone = {line for first, last in chosen for line in range(first, last + 1)}
    return [text for number, text in enumerate(base.lines, start=1) if number not in gone]


def cells_on_one_line(base: Base, chance: Random) -> list[str] | None:
    """All cells of the document as wide columns print them: each row's values on one line."""
    lines = list(base.lines)
    for place in reversed(base.places):
        count = place.name_lines
        start = place.first - 1 + count
        if not count or any(header[0] - 1 in range(start, place.last) for header in base.headers):
            continue
        cells = [line for line in lines[start : place.last] if line.strip()]
        if any(not line.endswith(" ") for line in cells[:-1]) and keeps_trailing_spaces(Lines(base.lines)):
            continue
        joined = " ".join(line.strip() for line in cells)
        end = " " if lines[place.last - 1].endswith(" ") else ""
        lead = len(cells[0]) - len(cells[0].lstrip())
        spread = "".join(cells) if end else joined
        lines[start : place.last] = ["", " " * lead + (spread.strip() if end else joined) + end]
    return lines if lines != list(base.lines) else None


def cells_broken(base: Base, chance: Random) -> list[str] | None:
    """The cells of one row broken at spaces.

    Only where neither a row nor a title cut inside a word ('Perio' + 'dens') tells the width of the columns: one cell
    that breaks where its own document shows that it need not is false evidence, and no reader could know. Narrower
    columns are another mutation.
    """
    candidates = [place for place in base.places if place.name_lines]
    shows_widths = any("cell_break" in str(row["evidence"]) for row in base.rows) or any(
        piece[-1].isalpha() and following[0].isalpha()
        for columns in base.columns
        for column in columns
        for piece, following in pairwise(column.pieces)
    )
    if not candidates or shows_widths:
        return None
    place = chance.choice(candidates)
    start = place.first - 1 + place.name_lines
    if any(header[0] - 1 in range(start, place.last) for header in base.headers):
        return None
    broken: list[str] = []
    for line in base.lines[start : place.last]:
        first, *words = _BREAKABLE.split(line)
        broken.append(first)
        for word in words:
            if chance.random() < 0.4:
                broken[-1] = broken[-1].rstrip(" ") + space_at_break(base)
                broken.append(word)
            else:
                broken[-1] += word
    return [*base.lines[:start], *broken, *base.lines[place.last :]]


def columns_narrower(base: Base, chance: Random) -> list[str] | None:
    """Some columns are so narrow that every cell of theirs breaks at each space, as the year before's in 002.

    Their titles break too, after every third letter; without that the header would say that the columns are wide.
    """
    narrow = set(chance.sample(VALUE_COLUMNS, chance.randrange(1, 4)))
    lines = list(base.lines)
    printed = [(place.first, place.last, row) for place, row in zip(base.places, base.rows, strict=True)]
    for first, last, row in sorted(
        [*printed, *((*header, None) for header in base.headers)], reverse=True, key=lambda p: p[0]
    ):
        if row is None:
            columns = base.columns[base.headers.index((first, last))]
            texts = [(column.title, column.role in narrow) for column in columns]
            gap, broken = r"(?<=[^\W\d]{3})(?=[^\W\d])", "\n"
        else:
            header = base.header_above(first)
            assert header is not None
            columns = base.columns[base.headers.index(header)]
            texts = [(str(row[column.role] or ""), column.role in narrow) for column in columns]
            texts.insert(0, (str(row["indicator"]), False))
            gap, broken = r"(?<=\S) (?=\S)", space_at_break(base) + "\n"
        changed = _broken_in("\n".join(lines[first - 1 : last]), texts, gap, broken)
        if changed is None:
            return None
        lines[first - 1 : last] = changed.split("\n")
    return lines if lines != list(base.lines) else None


def _broken_in(text: str, parts: list[tuple[str, bool]], gap: str, broken: str) -> str | None:
    """Printed text, its parts found one after the other, those that are asked for broken; None if one is not found."""
    at = 0
    for part, is_narrow in parts:
        match = re.compile(r"\s*".join(re.escape(letter) for letter in "".join(part.split()))).search(text, at)
        if match is None:
            return None
        found = match.group()
        if is_narrow:
            found = "\n".join(re.sub(gap, broken, line) for line in found.split("\n"))
        text = text[: match.start()] + found + text[match.end() :]
        at = match.start() + len(found)
    return text


LESS_EVIDENCE: dict[str, Mutation] = {
    "comments_deleted": comments_deleted,
    "cells_on_one_line": cells_on_one_line,
    "cells_broken": cells_broken,
    "columns_narrower": columns_narrower,
}
"""Mutations that take evidence away: a row may become ambiguous by them, but no row is decided otherwise."""


# --- anything at all ---


def lines_cut(base: Base, chance: Random) -> list[str] | None:
    """Some lines are gone."""
    start = chance.randrange(len(base.lines))
    return [*base.lines[:start], *base.lines[start + chance.randrange(1, 40) :]]


def text_cut(base: Base, chance: Random) -> list[str] | None:
    """The text ends, or begins, inside a line."""
    text = "\n".join(base.lines)
    at = chance.randrange(len(text))
    return (text[:at] if chance.random() < 0.5 else text[at:]).split("\n")


def characters_changed(base: Base, chance: Random) -> list[str] | None:
    """Some characters are others: digits, signs, line ends, letters from far away."""
    text = list("\n".join(base.lines))
    for _ in range(chance.randrange(1, 60)):
        text[chance.randrange(len(text))] = chance.choice(
            "\n\n \t%-,.0123456789aåÅ\u00a0\u2212\u0301\u200b\ufffd\x07🙂:"
        )
    return "".join(text).split("\n")


def lines_shuffled(base: Base, chance: Random) -> list[str] | None:
    """The lines of a stretch stand in another order, as a converter prints a page with columns."""
    start = chance.randrange(len(base.lines))
    stretch = list(base.lines[start : start + 30])
    chance.shuffle(stretch)
    return [*base.lines[:start], *stretch, *base.lines[start + 30 :]]


def lines_repeated(base: Base, chance: Random) -> list[str] | None:
    """A stretch stands many times."""
    start = chance.randrange(len(base.lines))
    stretch = list(base.lines[start : start + chance.randrange(1, 20)])
    return [*base.lines[:start], *stretch * chance.randrange(2, 30), *base.lines[start:]]


def long_line(base: Base, chance: Random) -> list[str] | None:
    """A line of values, of names or of spaces without end."""
    at = chance.randrange(len(base.lines))
    part = chance.choice(
        ("2019 ", "100 ", "1 000 000 ", "5 % ", "a ", " ", "Tas fram av ", "Indikator Årsmål ", "%", "+/-")
    )
    return [*base.lines[:at], part * chance.randrange(1, 4000), *base.lines[at:]]


HARM: dict[str, Mutation] = {
    "lines_cut": lines_cut,
    "text_cut": text_cut,
    "characters_changed": characters_changed,
    "lines_shuffled": lines_shuffled,
    "lines_repeated": lines_repeated,
    "long_line": long_line,
}
"""Mutations of which nothing is asked but that the reader says what it found, or why it cannot."""


# --- bytes ---


def utf16(base: Base, chance: Random) -> bytes | None:
    """UTF-16 with its mark, as some converters on Windows write."""
    return "\r\n".join(base.lines).encode("utf-16")


def utf8_mark(base: Base, chance: Random) -> bytes | None:
    """UTF-8 with a byte order mark and the line ends of Windows."""
    return "\r\n".join(base.lines).encode("utf-8-sig")


def decomposed(base: Base, chance: Random) -> bytes | None:
    """Letters and their rings and dots apart, as macOS writes names."""
    return unicodedata.normalize("NFD", "\n".join(base.lines)).encode()


def latin1(base: Base, chance: Random) -> bytes | None:
    """Latin-1, where the document has no other letters."""
    text = "\n".join(base.lines)
    swedish = all(ord(letter) < 128 or letter in "åäöÅÄÖé" for letter in text)
    return text.encode("latin-1") if swedish and not text.isascii() else None


ENCODINGS: dict[str, ByteMutation] = {
    "utf16": utf16,
    "utf8_mark": utf8_mark,
    "decomposed": decomposed,
    "latin1": latin1,
}
"""The same text in other bytes: the rows are the same."""


def bytes_changed(base: Base, chance: Random) -> bytes | None:
    """Some bytes are others, zero bytes and halves of letters among them."""
    content = bytearray("\n".join(base.lines).encode())
    for _ in range(chance.randrange(1, 30)):
        content[chance.randrange(len(content))] = chance.randrange(256)
    return bytes(content)


def bytes_cut(base: Base, chance: Random) -> bytes | None:
    """The file ends or begins anywhere, inside a letter too, also in UTF-16."""
    content = "\n".join(base.lines).encode(chance.choice(("utf-8", "utf-16", "latin-1")), "replace")
    at = chance.randrange(len(content))
    return content[:at] if chance.random() < 0.7 else content[at:]


def bytes_of_chance(base: Base, chance: Random) -> bytes | None:
    """No text at all, or some between two halves of a document."""
    content = "\n".join(base.lines).encode()
    noise = chance.randbytes(chance.randrange(1, 2000))
    return noise if chance.random() < 0.5 else content[: len(content) // 2] + noise + content[len(content) // 2 :]


BYTES: dict[str, ByteMutation] = {
    "bytes_changed": bytes_changed,
    "bytes_cut": bytes_cut,
    "bytes_of_chance": bytes_of_chance,
}
"""Files of which nothing is asked but an answer."""


def _with_header(base: Base, after: int, row: int) -> list[str] | None:
    header = base.header_above(row)
    if header is None:
        return None
    return [*base.lines[:after], *repeated_header(base, header), *base.lines[after:]]


def repeated_header(base: Base, header: tuple[int, int]) -> list[str]:
    """A header as it is printed again at the top of a page."""
    first, *rest = base.lines[header[0] - 1 : header[1]]
    return [" " + first.strip("\f"), *rest, ""]


def _tables(base: Base) -> list[tuple[int, int]]:
    """First line of each header, and last line of the rows and comments below it."""
    found = []
    firsts = [first for first, _ in base.headers] + [len(base.lines) + 1]
    for (first, last), following in zip(base.headers, firsts[1:], strict=True):
        ends = [base.last_line_of(i) for i, place in enumerate(base.places) if last < place.first < following]
        found.append((first, max([last, *(end for end in ends if end < following)])))
    return found


def space_at_break(base: Base) -> str:
    """What the text keeps of the space at which a line was broken."""
    return " " if keeps_trailing_spaces(Lines(base.lines)) else ""
