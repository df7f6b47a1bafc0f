"""A printed row in its place, and what is judged of it."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from ingestion.extraction.headers import Header
from ingestion.extraction.outline import GoalPath
from ingestion.extraction.text.printed import PrintedRow
from ingestion.extraction.text.readings import Reading
from ingestion.extraction.tokens import PERIOD
from ingestion.extraction.vocabulary import vocabulary


@dataclass(frozen=True)
class TableRow:
    """A printed row in its place: the header above it, the goals above it, the number of its table, the text above.

    `prose` joins the text above when it is asked for: hardly a row needs it, and it is the longest text there is.
    """

    row: PrintedRow
    header: Header
    goals: GoalPath
    table: int
    prose: Callable[[], str] = str
    comment: str | None = None

    @property
    def under_council_goal(self) -> bool:
        """Whether the row stands under a nämndmål."""
        return self.goals.council is not None

    @functools.cached_property
    def kinds(self) -> frozenset[str]:
        """The kinds of the values of all cuts."""
        return frozenset([token.kind for cut in self.row.cuts for token in cut.tokens])

    @functools.cached_property
    def signs(self) -> frozenset[str]:
        """What the comment says by words that the lexicon knows, such as `outcome_comes_later`."""
        folded = (self.comment or "").casefold()
        return frozenset(meaning for sign, meaning in vocabulary().comment_signs if sign in folded)


class JudgedRow(NamedTuple):
    """A row with its best reading, how sure that is and why; `readings` are all that stay, best first."""

    place: TableRow
    readings: tuple[Reading, ...]
    column_evidence: str
    evidence: tuple[str, ...]

    @property
    def best(self) -> Reading:
        """The best reading."""
        return self.readings[0]

    @property
    def settled(self) -> bool:
        """Whether one reading is left."""
        return self.column_evidence != "ambiguous"


def about_year(row: PrintedRow) -> bool:
    """Whether the row's period is a whole year: '2019', 'VB 2021', 'År'."""
    period = next((cut.tokens[-1] for cut in row.cuts if cut.tokens and cut.tokens[-1].kind == PERIOD), None)
    return period is not None and _is_whole_year(period.text)


@functools.lru_cache(maxsize=1024)
def _is_whole_year(period: str) -> bool:
    return vocabulary().period_of_a_whole_year.fullmatch(period) is not None
