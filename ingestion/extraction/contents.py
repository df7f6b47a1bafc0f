"""Lists of contents: the goals' headings with their page numbers, printed before the report that they lead through.

An entry looks like a heading, for it is one: 'KF:s mål för verksamhetsområdet: 1.1. Staden växer 12'. Nothing but the
next entry stands below it. That tells a list, and that its numbers do not fall, or that its headings stand again below.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise

import regex

from ingestion.extraction.layout import Lines
from ingestion.extraction.vocabulary import Vocabulary

_FEWEST_NUMBERED, _FEWEST_REPEATED = 3, 5
_MOST_LINES, _MOST_LISTED_LINES = 4, 25
"""Printed lines of an entry, and of an entry with the sections below it, where those have page numbers too."""

_LONGEST_LINE = 160
_PAGE = regex.compile(r"(?:^|(?<!\d\s)(?<=[\s.…_]))(\d{1,3})\s*$")
_SENTENCE = regex.compile(r"[.:]\s*$|\p{L}{3}[.!?]\s+\p{Lu}")
_LEADERS = regex.compile(r"(?:\.{3,}|…|_{3,}|(?:\s\.){3,})[\s.…_]*\d{0,4}\s*$")
_KEY = 60
"""So many letters of a heading are compared, its label's too."""

_NO_LETTERS = regex.compile(r"[\W\d_]+")


def contents(index_of: Lines, labels: Sequence[int], words: Vocabulary, skip: frozenset[int]) -> frozenset[int]:
    """The 1-based lines of the lists of contents; `labels` are indices of the lines with a goal's label, ascending.

    `skip` are 1-based lines that belong to no text.
    """
    if len(labels) < _FEWEST_NUMBERED:
        return frozenset()
    lines, printed = index_of.lines, index_of.printed
    places = [bisect_left(printed, label) for label in labels]
    # One line more than a list can have shows that something else follows.
    entries = [
        list(islice((printed[n] for n in range(place, end) if printed[n] + 1 not in skip), _MOST_LISTED_LINES + 1))
        for place, end in pairwise([*places, len(printed)])
    ]
    listed = [_is_listed(lines, entry, words) for entry in entries]
    # Below the last entry of a list something else may stand.
    if not any(one and other for one, other in pairwise(listed)):
        return frozenset()
    found: set[int] = set()
    for fewest, belongs in (
        (_FEWEST_NUMBERED, _numbered(lines, entries)),
        (_FEWEST_REPEATED, _standing_again(lines, entries, words)),
    ):
        for first, last in _runs(listed, belongs):
            if last - first + 1 >= fewest:
                found.update(range(entries[first][0] + 1, _last(lines, entries[last])[-1] + 2))
    return frozenset(found)


def _runs(listed: Sequence[bool], belongs: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """First and last of the entries that belong to a list and follow each other with nothing else between."""
    start: int | None = None
    for n, of_list in enumerate(belongs):
        if of_list and start is None:
            start = n
        if start is not None and (not of_list or not listed[n] or n + 1 == len(belongs)):
            yield start, n if of_list else n - 1
            start = None


def _is_listed(lines: Sequence[str], entry: Sequence[int], words: Vocabulary) -> bool:
    """Whether the printed lines from a label to the next can be an entry, and sections of a list below it."""
    if len(entry) > _MOST_LISTED_LINES or any(len(lines[at]) > _LONGEST_LINE for at in entry):
        return False
    if any(kind.first.match(lines[at]) for kind in words.tables for at in entry):
        return False
    return len(entry) <= _MOST_LINES or 3 * sum(_ends_with_page(lines[at]) for at in entry) >= len(entry)


def _ends_with_page(text: str) -> bool:
    # Running text ends with a letter, which neither does.
    return not text.rstrip()[-1:].isalpha() and (_PAGE.search(text) is not None or _LEADERS.search(text) is not None)


def _last(lines: Sequence[str], entry: Sequence[int]) -> Sequence[int]:
    """The lines of a list's last entry: up to its page number, else those of its title, which small letters go on."""
    first = entry[:_MOST_LINES]
    with_page = next((n for n, at in enumerate(first) if _ends_with_page(lines[at])), None)
    if with_page is not None:
        return first[: with_page + 1]
    title = next((n for n, at in enumerate(first) if n and not lines[at].lstrip()[:1].islower()), len(first))
    return first[:title]


def _numbered(lines: Sequence[str], entries: Sequence[Sequence[int]]) -> list[bool]:
    """Of each entry whether its title ends with leaders, or with a page number that is not below the one before."""
    found = []
    before = 0
    for entry in entries:
        title = _last(lines, entry)
        # 'År 2021 kom 120' is a line of running text, and no title stands above it.
        is_text = any(_SENTENCE.search(lines[at]) and not _LEADERS.search(lines[at]) for at in title[1:])
        leads = _LEADERS.search(lines[title[-1]]) is not None
        page = _PAGE.search(lines[title[-1]])
        rises = page is not None and int(page[1]) >= before and not is_text
        found.append(leads or rises)
        before = int(page[1]) if page is not None and found[-1] else 0
    return found


def _standing_again(lines: Sequence[str], entries: Sequence[Sequence[int]], words: Vocabulary) -> list[bool]:
    """Of each entry whether it stands again as a heading below."""
    below: list[str] = []
    found = []
    for entry in reversed(entries):
        label = words.goal_label.match(lines[entry[0]])
        is_alone = label is not None and not lines[entry[0]][label.end() :].strip()
        key = _letters(lines, entry[: 1 + is_alone])[:_KEY]
        # In order, so that a text that begins with the key is the first that is not before it.
        place = bisect_left(below, key)
        found.append(place < len(below) and below[place].startswith(key))
        insort(below, _letters(lines, entry[:_MOST_LINES]))
    return found[::-1]


def _letters(lines: Sequence[str], entry: Sequence[int]) -> str:
    """The letters of some lines, by index."""
    return "".join(str(_NO_LETTERS.sub("", lines[at])) for at in entry).casefold()
