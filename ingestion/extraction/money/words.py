"""The words of money and volume tables, from the lexicon."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

import regex

from ingestion.lexicon import lexicon_rows

TITLE, WEAK_TITLE, PART_TITLE = "title", "weak_title", "part_title"
ROW_TITLE, UNIT = "row_title", "unit"
TEXT_COLUMN, BINDER, INNER = "text", "binder", "inner"

MOST_COLUMNS = 14
KNOWN_SHARE = 0.6
"""Of a header's whole words so many are known."""

FIGURE_ENDS = frozenset("0123456789%)*_")
"""What a printed figure ends with: '4,9 %', '(783)', '-6,4*', and '_' for one that is not there."""

ANSWERS = ("ja", "nej")
"""What stands for a figure where a row is a question."""

BARE_YEAR = regex.compile(r"\(?(?:19|20)\d\d\)?")
_YEARS = regex.compile(r"\(?(?:19|20)\d\d(?:[-–/](?:(?:19|20)?\d\d|\p{L}+)?)?\)?[:,]?|[-–]|T[1-3]|\d{1,2}|%|\(?[+-]\)?")
_STEM = 4
_FIRST_PART = regex.compile(r"[^-–/]*")
_EDGES = ",.:;()*?/"


@dataclass(frozen=True, eq=False)
class MoneyWords:
    """Roles of the words that stand in the headers of money and volume tables, by their folded spelling."""

    roles: dict[str, str]

    @functools.lru_cache(maxsize=4096)  # noqa: B019 (there is one object of the lexicon, for as long as the process lives)
    def role(self, word: str) -> str | None:
        """The role of a printed word ('(kostnader)', 'BUDGET', 'mnkr,'), None where it is not known."""
        folded = word.strip(_EDGES).casefold()
        if folded in self.roles:
            return self.roles[folded]
        # 'Resultat-enheternas', 'jan-apr', 'netto-budget': the first part tells.
        return self.roles.get(_FIRST_PART.match(folded)[0])

    def is_spelled(self, word: str) -> bool:
        """Whether a word is one of the lexicon letter by letter, without what stands at its ends."""
        return word.strip(_EDGES).casefold() in self.roles

    @functools.lru_cache(maxsize=4096)  # noqa: B019 (there is one object of the lexicon, as said above)
    def is_header_word(self, word: str) -> bool:
        """Whether a word may stand in a header: one of the lexicon, a year, a tertial, a sign."""
        return self.role(word) is not None or is_year_like(word)


@functools.lru_cache(maxsize=4096)
def is_year_like(word: str) -> bool:
    """'2021', '2021-2022', '(jan', 'T2', '%', '-': what stands in a title and is no figure."""
    return _YEARS.fullmatch(word) is not None


def may_head_a_column(text: str) -> bool:
    """Whether a line of a text holds the first letters of a word that can begin a header, in any case, or two years.

    A narrow column breaks words anywhere ('Budge' + 't'), so only the first letters are asked for.
    """
    return _heads().search(text.lower()) is not None


@functools.cache
def _heads() -> re.Pattern[str]:
    """Much of a text is looked through for these: by `re`, which takes half the time, and by first letters."""
    begins = (TITLE, WEAK_TITLE, PART_TITLE, ROW_TITLE, UNIT)
    starts = sorted({word[:_STEM] for word, role in money_words().roles.items() if role in begins})
    first = re.escape("".join(sorted({start[0] for start in starts})))
    years = r"(?:19|20)\d\d[^\S\n]+(?:19|20)\d\d\b"
    return re.compile(rf"\b(?=[{first}12])(?:{'|'.join(map(re.escape, starts))}|{years})")


@functools.cache
def money_words() -> MoneyWords:
    """The words of the lexicon, read once."""
    return MoneyWords({row["word"]: row["role"] for row in lexicon_rows("money_words.csv")})
