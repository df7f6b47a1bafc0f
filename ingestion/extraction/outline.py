"""The outline of goals: KF:s inriktningsmål, mål för verksamhetsområdet and nämndmål, with their titles.

A heading is a label at the start of a line; the title follows on the same line or the next. Nothing in the text marks
where a title ends and body text begins, in 000 not even a blank line: a title goes on while the next line begins with
a small letter ('… 1. En modern storstad med' + 'möjligheter och valfrihet för alla'), or, with no blank line
between, while its last word cannot end it ('… då Stockholms skolor och'); body text begins with a capital.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from ingestion.extraction.layout import is_blank, join_wrapped
from ingestion.extraction.vocabulary import Vocabulary

_NUMBER = regex.compile(r"((?:\d+\.)*\d+)\.?\s+(?=\S)")
_MOST_TITLE_LINES = 6
_BLANKS_BEFORE_TITLE = 8
_BLANKS_IN_TITLE = 8


@dataclass(frozen=True)
class Goal:
    """A goal as printed.

    `printed` is number and title as they stand; `number` has no last dot and is None where none is printed;
    `line_start` is the line of the label, `line_end` the last line of the title. `assessment` is the line that follows
    the title ('Uppfylls helt'), None where there is none.
    """

    level: str
    number: str | None
    title: str
    printed: str
    line_start: int
    line_end: int
    parent_number: str | None
    assessment: str | None
    assessment_line: int | None


@dataclass(frozen=True)
class GoalPath:
    """The nearest headings above a line, as printed; a level is None where no heading is above or it was closed."""

    direction: Goal | None = None
    area: Goal | None = None
    council: Goal | None = None

    def below(self, goal: Goal) -> GoalPath:
        """The path below a heading: a heading closes all that are deeper."""
        if goal.level == "direction":
            return GoalPath(goal)
        if goal.level == "area":
            return GoalPath(self.direction, goal)
        return GoalPath(self.direction, self.area, goal)


def read_goal(
    lines: Sequence[str], index: int, words: Vocabulary, skip: frozenset[int], above: GoalPath, *, trailing_spaces: bool
) -> Goal | None:
    """The goal whose label starts at `lines[index]`, or None where no label or no title stands there."""
    label = words.goal_label.match(lines[index])
    if label is None:
        return None
    level = next(words.goal_levels[number][1] for number, text in enumerate(label.groups()) if text is not None)
    texts: list[str] = []
    last = index
    if (rest := lines[index][label.end() :]).strip():
        texts.append(rest)
    position = index + 1
    blanks = 0
    while position < len(lines) and len(texts) < _MOST_TITLE_LINES:
        text = lines[position]
        if position + 1 in skip:
            position += 1
            continue
        if is_blank(text):
            # Only an empty line may stand inside a title (000 prints every other line empty); one with a space ends it.
            blanks += 1
            if (text and texts) or blanks > (_BLANKS_IN_TITLE if texts else _BLANKS_BEFORE_TITLE):
                break
        elif not texts or _continues(texts, text, words, adjacent=not blanks):
            texts.append(text)
            last = position
            blanks = 0
        else:
            break
        position += 1
    if not texts:
        return None
    printed = join_wrapped(texts, trailing_spaces=trailing_spaces)
    number = _NUMBER.match(printed)
    assessment, assessment_line = _assessment(lines, last + 1, words, skip)
    return Goal(
        level=level,
        number=number[1] if number else None,
        title=printed[number.end() :] if number else printed,
        printed=printed,
        line_start=index + 1,
        line_end=last + 1,
        parent_number=_parent(level, above),
        assessment=assessment,
        assessment_line=assessment_line,
    )


def _continues(texts: list[str], text: str, words: Vocabulary, *, adjacent: bool) -> bool:
    """Whether a line goes on with the title above it; `adjacent` says that no blank line is between."""
    if text.strip()[:1].islower():
        return True
    last_word = texts[-1].split()[-1]
    return adjacent and (last_word.casefold() in words.never_last_words or last_word.endswith(("-", ",")))


def _parent(level: str, above: GoalPath) -> str | None:
    if level == "area":
        return above.direction.number if above.direction else None
    if level == "council":
        return above.area.number if above.area else None
    return None


def _assessment(
    lines: Sequence[str], start: int, words: Vocabulary, skip: frozenset[int]
) -> tuple[str | None, int | None]:
    """The assessment that stands right below a title, with its 1-based line."""
    labels = words.labels("assessment")
    for position in range(start, min(len(lines), start + 8)):
        text = " ".join(lines[position].split())
        if position + 1 in skip or not text:
            continue
        return (text, position + 1) if text in labels else (None, None)
    return None, None
