"""The titles that an opening prints: 'Verksamhetsplan 2018', 'VERKSAMHETSBERÄTTELSE VB 2013', 'Tertialrapport 2'."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingestion.documents.running_text import Opening
from ingestion.lexicon import lexicon_rows
from ingestion.reports import report_keys, report_kinds

# 'och budget 2022', 'med bokslut', 'inklusive internbudget': what else the title says before the year.
_BESIDE = (
    r"(?:,?\s(?:och|med|samt|inklusive)\s(?:\w+)?(?:budget|bokslut|prognos|verksamhetsplan|verksamhetsberättelse))*"
)
_YEAR = r"(?:[\s,:-]{0,3}(?:(?:för|avseende)\s)?(?:år(?:et)?\s)?(?P<year>20\d\d)(?!\d|-\d\d(?!\d)))?"
# A title stands alone or goes on with its author; 'Verksamhetsplan 2021 har beslutats' is a sentence.
_GOES_ON = re.compile(r"\s?(?:(?:för|avseende|av|med|i korthet)\b|(?![a-zåäö]))")
# 'Bilaga 3 Verksamhetsplan för MAS', '2. Verksamhetsplan 2018', '§ 5 Verksamhetsplan 2018': titles in lists of others.
_LISTED = re.compile(r"(?:bilag\w*\b|\d+[.)]|§|[-•–])", re.IGNORECASE)
_DECIDED_REACH = 160
# 'Periodens utfall VB 2018' is a column's title.
_OF_A_COLUMN = re.compile(r"utfall\s$", re.IGNORECASE)
_COLUMN_REACH = 8
_DECIDED = re.compile(r"(?:godkänner|fastställer|antar|beslutar|förslag till)\b[^.]{0,80}$")


@dataclass(frozen=True)
class Title:
    """A title in an opening: what it names, the report kind (VP, VB, T1, T2, T; '' another kind), and where.

    `start` and `end` are of the opening's text. `is_sentence` marks one that a sentence names ('Verksamhetsplanen för
    Farsta stadsdelsnämnd visar', 'godkänner verksamhetsplan 2024 för'): it tells an author, not what the document is.
    """

    name: str
    report: str
    year: str | None
    start: int
    end: int
    is_sentence: bool


@functools.cache
def title_reports() -> dict[str, str]:
    """Report kind by the words of its title, small letters.

    The kinds' own words are those of seeds/reports.csv; seeds/lexicon/report_titles.csv has other prints of them, `T`
    where the number of the tertial stands apart, and the titles of what is no report of these kinds ('').
    """
    printed = {row["title"]: row["report"] for row in lexicon_rows("report_titles.csv")}
    return printed | {word: kind.report for kind in report_kinds() for word in kind.words}


@functools.cache
def _pattern() -> re.Pattern[str]:
    words = "|".join(re.escape(word).replace(r"\ ", r"\s") for word in sorted(title_reports(), key=len, reverse=True))
    number = r"(?:\s(?:tertial\s)?(?P<number>[12])(?![\d.]))?"
    short = rf"(?:\s(?:{'|'.join(map(re.escape, report_keys()))}))?"
    ending = r"(?P<definite>en|n)?(?![\w])"
    return re.compile(rf"(?<![\w-])(?P<word>{words})(?:{ending}|(?=20\d\d))" + number + _BESIDE + short + _YEAR, re.I)


def find_titles(opening: Opening) -> Iterator[Title]:
    """The titles of an opening, in order."""
    for match in _pattern().finditer(opening.text):
        word = match["word"]
        capital = word.isupper() or (word[0].isupper() and len(word) > 2)
        line = opening.start(opening.index(match.start()))
        if _LISTED.match(opening.text, line):
            continue
        goes_on = _GOES_ON.match(opening.text, match.end()) is not None
        if not capital and not (
            len(word) > 2 and _DECIDED.search(opening.text[max(0, match.start() - _DECIDED_REACH) : match.start()])
        ):
            continue
        if capital and not match["definite"] and not goes_on:
            continue
        if word.casefold() == "tertial" and not match["number"]:
            continue
        if _OF_A_COLUMN.search(opening.text, max(0, match.start() - _COLUMN_REACH), match.start()):
            continue
        report = title_reports()[" ".join(word.casefold().split())]
        if match["number"] and report + match["number"] in report_keys():
            report += match["number"]
        yield Title(
            name=" ".join(match[0].split()),
            report=report,
            year=match["year"],
            start=match.start(),
            end=match.end(),
            is_sentence=not capital or bool(match["definite"]),
        )
