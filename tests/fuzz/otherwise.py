"""Ways to print around the rows what no known document prints: furniture, headers, labels, titles, characters.

Each takes a base and a source of chance and gives the lines of a new document, or None where the base has no place for
it. Of the rows nothing changes but perhaps the goal that they stand under, one cell or the end of one name, so that
each of them must be right, or say that it may not be (`tests.fuzz.properties.rows_are_right_or_doubted`).
"""

from __future__ import annotations

from itertools import pairwise
from random import Random

import regex

from ingestion.extraction.layout import Lines, blank_between_all, is_blank
from ingestion.extraction.schema import VALUE_COLUMNS
from ingestion.extraction.vocabulary import vocabulary
from tests.fuzz.bases import Base
from tests.fuzz.mutations import Mutation, repeated_header, space_at_break

UNKNOWN_VALUES = (
    "Utgår",
    "se kommentar",
    "Ej mätt",
    "1/3",
    "i.u.",
    "Mäts ej 2021",
    "Blå",
    "3 av 4",
    "x",
    "Nivå 3",
    "Vartannat år",
    "15/1 2022",
    "ja, delvis",
    "12 enheter av 14",
    "Målvärde sätts av bolaget",
    "> budget",
    "(87 %)",
    "?",
    "4-5",
    "Löpande",
)
"""What a cell may say that no known report prints."""

ENDS_OF_NAMES = ("2022", "enligt Agenda 2030", "nivå 3", "per 1000 invånare", "12")
"""What a name may end with that may be its first cell."""

_FURNITURE = (
    ("18 (84)",),
    ("Sida 18 av 84",),
    ("18/84",),
    ("– 18 –",),
    ("Dnr 1.2-345/2022",),
    ("Farsta stadsdelsförvaltning", "18 (84)"),
    ("Verksamhetsplan 2022 för Farsta stadsdelsnämnd", "", "Sida 18 av 84"),
    ("Nära dig i Farsta",),
    ("Intern information", "2022-01-27"),
)
_TITLES = ("Bedömning", "Trend", "Status", "Resultat", "Nivå", "Uppfyllelse", "Enhet", "Riktning")
_LABELS = ("Prioriterat mål:", "Åtagande:", "Fokusområde:", "Delmål:", "Lokal inriktning:", "Mål:", "Ambition:")
_LETTERS = {
    "fi": "\ufb01",
    "fl": "\ufb02",
    "ff": "\ufb00",
    " 000": "\u2007000",
    "nämnd": "nämn\u00add",
    "Andel": "An\u200bdel",
    "Antal": "\ufeffAntal",
    "år": "\u2060år",
    "och": "o\u00adch",
    "  ": "\t\t",
    "-": "\u2010",
    " %": "\u202f%",
}


def furniture_of_other_forms(base: Base, chance: Random) -> list[str] | None:
    """Page furniture that no list has, between two rows or two lines of a name, the header printed again below it."""
    inner = [
        (one, following)
        for one, following in pairwise(base.places)
        if base.header_above(one.first) == base.header_above(following.first)
    ]
    named = [place for place in base.places if place.name_lines >= 2]
    if not inner:
        return None
    if named and chance.random() < 0.5:
        place = chance.choice(named)
        at = place.first - 1 + chance.randrange(1, place.name_lines)
        first = place.first
    else:
        one, following = chance.choice(inner)
        at, first = following.first - 1, one.first
    header = base.header_above(first)
    if header is None:
        return None
    return [*base.lines[:at], "", *chance.choice(_FURNITURE), "", *repeated_header(base, header), *base.lines[at:]]


def furniture_on_every_page(base: Base, chance: Random) -> list[str] | None:
    """A line of unknown words at the end of each of many pages of text, and once in a table."""
    found = furniture_of_other_forms(base, chance)
    if found is None:
        return None
    title = chance.choice(("Nära dig i Farsta", "Plan {}", "{}", "Trygg stad | sida {}"))
    end = space_at_break(base)
    pages: list[str] = []
    for page in range(1, 8):
        pages += ["Nämnden arbetar vidare med trygghet och miljö i hela området," + end] * 30
        pages += ["så att fler kan delta i" + end, "", title.format(page) + end, "", "det som händer." + end, ""]
    return [*pages, *found]


def unknown_title(base: Base, chance: Random) -> list[str] | None:
    """A title of one header, or of all with the same lines, is a word that nobody knows."""
    header = chance.choice(base.headers)
    printed = base.lines[header[0] - 1 : header[1]]
    columns = base.columns[base.headers.index(header)]
    column = chance.choice(columns)
    old = regex.compile(r"\s*".join(regex.escape(letter) for letter in "".join(column.title.split())))
    new = old.sub(chance.choice(_TITLES), "\n".join(printed), count=1).split("\n")
    if list(printed) == new:
        return None
    lines = list(base.lines)
    places = [header] if chance.random() < 0.5 else [one for one in base.headers if _same(base, one, header)]
    for first, last in reversed(places):
        lines[first - 1 : last] = new
    return lines


def _same(base: Base, one: tuple[int, int], other: tuple[int, int]) -> bool:
    return base.lines[one[0] - 1 : one[1]] == base.lines[other[0] - 1 : other[1]]


def unknown_label(base: Base, chance: Random) -> list[str] | None:
    """The label of one goal is in words that nobody knows."""
    words = vocabulary()
    labels = [(n, label) for n, text in enumerate(base.lines) if (label := words.goal_label.match(text)) is not None]
    if not labels:
        return None
    number, label = chance.choice(labels)
    lines = list(base.lines)
    text = lines[number]
    lines[number] = text[: len(text) - len(text.lstrip())] + chance.choice(_LABELS) + text[label.end() :]
    return lines


def title_broken_anywhere(base: Base, chance: Random) -> list[str] | None:
    """The title of a goal goes on in the next line before any of its words; only where a blank line follows it."""
    words = vocabulary()
    places: list[tuple[int, int]] = []
    for number, text in enumerate(base.lines[:-1]):
        label = words.goal_label.match(text)
        if label is None or not is_blank(base.lines[number + 1]):
            continue
        gaps = [match.end() for match in regex.finditer(r"(?<=\S) (?=\p{L})", text) if match.start() > label.end() + 4]
        places += [(number, gap) for gap in gaps]
    if not places:
        return None
    number, gap = chance.choice(places)
    text = base.lines[number]
    kept = text[:gap] if text.endswith(" ") else text[:gap].rstrip()
    return [*base.lines[:number], kept, text[gap:], *base.lines[number + 1 :]]


def unknown_word_in_a_cell(base: Base, chance: Random) -> list[str] | None:
    """A cell of a row says what no known report prints."""
    number = chance.randrange(len(base.places))
    place, row = base.places[number], base.rows[number]
    filled = [column for column in VALUE_COLUMNS if row[column] is not None]
    if not filled:
        return None
    value = str(row[chance.choice(filled)])
    printed = "\n".join(base.lines[place.first - 1 : place.last])
    name = regex.compile(_spread(str(row["indicator"]))).search(printed)
    if name is None:
        return None
    found = list(regex.finditer(rf"(?<!\S){_spread(value)}(?!\S)", printed, pos=name.end()))
    if len(found) != 1:
        return None
    # '1,4 kg CO2  1,70 kg CO2' fills both columns of its table: without the first, the spaces say that it is empty.
    columns = base.columns[base.headers.index(base.header_above(place.first) or base.headers[0])]
    if len(filled) == len(columns) and "  " in printed[name.end() :].strip():
        return None
    changed = printed[: found[0].start()] + chance.choice(UNKNOWN_VALUES) + printed[found[0].end() :]
    return [*base.lines[: place.first - 1], *changed.split("\n"), *base.lines[place.last :]]


def number_at_the_end_of_a_name(base: Base, chance: Random) -> list[str] | None:
    """A name ends with a number, on its line or the next one."""
    number = chance.randrange(len(base.places))
    place, row = base.places[number], base.rows[number]
    printed = "\n".join(base.lines[place.first - 1 : place.last])
    name = regex.compile(_spread(str(row["indicator"]))).search(printed)
    if name is None or (printed[name.end() :].split("\n")[0].strip() and place.name_lines):
        return None
    between = chance.choice((" ", space_at_break(base) + "\n")) if place.name_lines else " "
    ending = chance.choice(ENDS_OF_NAMES)
    # '… feriejobb 12 450 st' prints 12 450: nobody could tell that a name ends there. '12 100 %' is told from its unit.
    if ending.isdigit() and regex.match(r" \d{3}(?!\d|,|\s*%)", printed[name.end() :]):
        return None
    changed = printed[: name.end()] + between + ending + printed[name.end() :]
    return [*base.lines[: place.first - 1], *changed.split("\n"), *base.lines[place.last :]]


def _spread(text: str) -> str:
    """A text with any space between its letters, as a cell or a name that wraps has."""
    return r"\s*".join(regex.escape(letter) for letter in "".join(text.split()))


def letters_that_look_the_same(base: Base, chance: Random) -> list[str] | None:
    """Ligatures, spaces of other widths, soft hyphens and signs without width, wherever they can stand."""
    chosen = chance.sample(sorted(_LETTERS), chance.randrange(1, 4))
    lines = list(base.lines)
    for old in chosen:
        share = chance.choice((0.1, 0.5, 1.0))
        lines = [text.replace(old, _LETTERS[old]) if chance.random() < share else text for text in lines]
    return lines if lines != list(base.lines) else None


def blank_line_between_all(base: Base, chance: Random) -> list[str] | None:
    """A blank line below each line, as files have that pass through two systems of line ends."""
    lines = [line for text in base.lines for line in (text, "")]
    return lines if blank_between_all(Lines(lines)) else None


AROUND_THE_ROWS: dict[str, Mutation] = {
    "furniture_of_other_forms": furniture_of_other_forms,
    "furniture_on_every_page": furniture_on_every_page,
    "unknown_title": unknown_title,
    "unknown_label": unknown_label,
    "title_broken_anywhere": title_broken_anywhere,
    "unknown_word_in_a_cell": unknown_word_in_a_cell,
    "number_at_the_end_of_a_name": number_at_the_end_of_a_name,
    "letters_that_look_the_same": letters_that_look_the_same,
    "blank_line_between_all": blank_line_between_all,
}
"""Mutations after which each row is right, or ambiguous, or lies in a place that is called unread."""
