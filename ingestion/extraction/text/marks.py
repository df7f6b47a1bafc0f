"""The words by which the few lines are found that may be a title, a label or a page's foot; the others are passed over.

A document is looked through for all of them at once (`Lines`), so that no reader goes through its lines anew.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

from ingestion.extraction.vocabulary import vocabulary


@dataclass(frozen=True)
class Marks:
    """Words that a line of each kind holds, letter by letter.

    `titles`: the title of the names' column, without the letter that may be small or a capital. `columns`: the words of
    an indicator table's other titles that say what a column is. `goals`: the word of a goal's label. `assessments`,
    `chapters`, `results`: section labels. `pages`: the word before a page's number.
    """

    titles: frozenset[str]
    columns: frozenset[str]
    goals: frozenset[str]
    assessments: frozenset[str]
    chapters: frozenset[str]
    results: frozenset[str]
    pages: frozenset[str]

    @property
    def all(self) -> frozenset[str]:
        """All words, to be looked for together."""
        return frozenset().union(
            self.titles, self.columns, self.goals, self.assessments, self.chapters, self.results, self.pages
        )


@functools.cache
def marks() -> Marks:
    """The marks of the vocabulary."""
    words = vocabulary()
    titles = {kind.first_title[1:] for kind in words.tables}
    chapters = words.labels("chapter")
    return Marks(
        titles=frozenset(titles | {title.upper() for title in titles}),
        columns=frozenset(word for kind in words.tables if kind.name == "indicators" for word in kind.telling),
        goals=frozenset(("mål", "MÅL", "Mål")),
        assessments=frozenset(words.labels("assessment")),
        chapters=frozenset((*chapters, *map(str.upper, chapters))),
        results=frozenset(words.labels("expected_result")),
        pages=frozenset(("Sid", "SID", "Page")),
    )
