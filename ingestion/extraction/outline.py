"""The outline of goals: KF:s inriktningsmål, mål för verksamhetsområdet and nämndmål, with their titles.

A heading is a label at the start of a line; the title follows on the same line or the next. Nothing in the text marks
where a title ends and body text begins, in 000 not even a blank line. A title goes on while the next line begins with
a small letter ('… 1. En modern storstad med' + 'möjligheter och valfrihet för alla'), or, with no blank line
between, while its last word cannot end it ('… då Stockholms skolor och'). Body text begins with a capital, and so may a
line of the title ('… i hela' + 'Stockholm ger alla barn goda villkor'): then other reasons tell (`_end_of_title`).
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import regex

from ingestion.extraction.layout import Lines, is_blank, join_wrapped
from ingestion.extraction.vocabulary import Vocabulary

_NUMBER = regex.compile(r"((?:\d+\.)*\d+)\.?\s+(?=\S)")
_MOST_TITLE_LINES = 6
_BLANKS_BEFORE_TITLE = 8
_BLANKS_IN_TITLE = 8
_BLANKS_BEFORE_ASSESSMENT = 8
_SENTENCE_ENDS = regex.compile(r"[.!?:]\s*$")
_SENTENCE = regex.compile(r"[.!?:]\s*$|(?<=\p{L}{4}|\d)[.!?]\s+\p{Lu}")
"""A line in which a sentence ends, at its end or before the next ('… stigit till 418. Enheten för'): no title's."""
_ENDS_AS_A_ROW = regex.compile(r"[\d%]\s*$")
_CONTENTS = regex.compile(r"(?:\.{3,}|…|(?:\s\.){3,})[\s.…]*\d{0,4}\s*$")

# Labels that the lexicon does not have: 'Delmål 1.3:', 'Lokalt mål:', 'KF:s inriktningsmål 1. En …', 'Nämndmål 1.2.1 …'
_WORD = r"\p{L}+(?::[sS])?(?:[/-]\p{L}+)*"
_LABEL_LIKE = regex.compile(
    rf"\s*(?P<label>(?=\p{{Lu}}){_WORD}(?:\s+{_WORD}){{0,4}}"
    r"(?<=(?i:mål|målet|område|området)))"
    r"\s*(?P<number>(?:\d+\.)*\d+)?\.?\s*(?P<colon>:|[–—](?=\s))?\s*(?=(?P<title>\S.*)?$)"
)
# '(vård och omsorg) är trygga', '– tät, grön och nära'
_OPEN = regex.compile(r"\(|[–—]\s|\d")
_SMALL_START = regex.compile(r"\s*\p{Ll}[^.!?]*$")
_NUMBER_OF_LABEL = regex.compile(r"^(?:\d+\.)*\d+\.?\s*:\s*")
_NUMBERED = regex.compile(r"\s*((?:\d+\.)+\d+)\.?\s+(?=\p{Lu})")
_GOAL_WORD = re.compile("[Mm]ål|MÅL|mråde")
# 'Utfall per område:' speaks of no goal, 'Verksamhetsområde:' does.
_GOAL_OR_ITS_AREA = re.compile("mål|verksamhetsområd", re.IGNORECASE)
_LONGEST_LABEL = 80
_LEVEL_WORDS = (
    (regex.compile(r"inriktning", regex.I), "direction"),
    (regex.compile(r"verksamhetsområd", regex.I), "area"),
    (regex.compile(r"nämnd|\bSDN|\begna\b|\beget\b|\blokal", regex.I), "council"),
)
_LEVEL_OF_DEPTH = {1: "direction", 2: "area", 3: "council", 4: "council"}
_TITLE_START = regex.compile(r"[\"”“'(»]?(?:\p{Lu}|\d)")
_ASSESSMENT_LIKE = regex.compile(r"(?:\S+ ){0,4}\S*upp(?:fyll|nå)\p{L}*(?: \S+){0,4}", regex.I)


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
class UnreadGoal:
    """A line like a goal's label whose level is not known, 1-based; `printed` is its text."""

    line_start: int
    line_end: int
    printed: str


@dataclass(frozen=True)
class GoalPath:
    """The nearest headings above a line, as printed; a level is None where no heading is above or it was closed.

    `unread` is the line of a label above that could not be read: the goals are not known then, and none is named. A
    council's goal below it may be of another area than the last one read; `before` is the direction above that label,
    which the number of an area's goal tells again.
    """

    direction: Goal | None = None
    area: Goal | None = None
    council: Goal | None = None
    unread: int | None = None
    before: Goal | None = None

    def below(self, goal: Goal) -> GoalPath:
        """The path below a heading: a heading closes all that are deeper."""
        if goal.level == "direction":
            return GoalPath(goal)
        if goal.level == "area":
            is_of_it = self.before is not None and (goal.number or "").startswith(f"{self.before.number}.")
            return GoalPath(self.before if is_of_it else self.direction, goal)
        return GoalPath(self.direction, self.area, goal, self.unread, self.before)

    def below_unread(self, line: int) -> GoalPath:
        """The path below a label on a line that could not be read."""
        return GoalPath(unread=line, before=self.direction or self.before)


@dataclass(frozen=True)
class Titles:
    """What a document shows of its titles, which says where one ends.

    `stand_alone`: a blank line or an assessment follows each title. `widest` is the length of the longest line that a
    title goes on from. A title that is printed twice in `lines` ends where the two part.
    """

    stand_alone: bool
    widest: int
    lines: Lines

    @functools.cached_property
    def doubled(self) -> bool:
        """Whether the text prints every other line of its running text empty, so that a blank line ends no block."""
        steps = self.lines.steps
        return steps[2] > _MOST_ADJACENT * steps[1]

    @functools.cached_property
    def elsewhere(self) -> Mapping[str, tuple[int, ...]]:
        """Indices of the lines that hold a numbered title, by how it begins; only titles that stand twice or more."""
        return _by_beginning(self.lines)


_LONGEST_TITLE_LINE = 75
_LONG, _SHORT = 0.8, 0.72
"""Of the longest line of a block: as long as running text that is wrapped, and short enough for a title."""

_MOST_ADJACENT = 3
"""Lines with a blank one between, for each that stands right below another, in a text that is doubled."""

_KEY = 14
"""So many letters and digits tell a title: '11stockholmska'."""


def labels_of(index_of: Lines, words: Vocabulary) -> dict[int, int]:
    """Where the goals' labels of the lexicon end on the lines that begin with one, by index, in order."""
    found = ((index, words.goal_label.match(index_of.lines[index])) for index in index_of.having([":"]))
    return {index: label.end() for index, label in found if label is not None}


def titles_of(index_of: Lines, labels: dict[int, int], skip: frozenset[int]) -> Titles:
    """What the labels of a document (`labels_of`) show of its titles; `skip` are 1-based lines of no text."""
    lines = index_of.lines
    blocks_whole = blocks = widest = 0
    # From below, so that of the many lines of a list of contents each is passed over once.
    known: dict[int, int] = {}

    def next_printed(start: int) -> int:
        at = start
        while at < len(lines) and at not in known and (at + 1 in skip or is_blank(lines[at])):
            at += 1
        return known.setdefault(start, known.get(at, at))

    for index, end_of_label in reversed(labels.items()):
        rest = lines[index][end_of_label:].strip()
        start = index if rest else next_printed(index + 1)
        end = _end_of_block(lines, start, skip)
        printed = [lines[at] for at in range(start, end) if at + 1 not in skip and lines[at].strip()]
        if printed:
            blocks += 1
            blocks_whole += len(printed) < _MOST_TITLE_LINES and not _SENTENCE_ENDS.search(printed[-1])
        following = next_printed(start + 1)
        if following < len(lines) and lines[following].strip()[:1].islower():
            widest = max(widest, len(lines[start].strip()))
    return Titles(
        stand_alone=blocks_whole > 0 and 5 * blocks_whole >= 4 * blocks,
        widest=widest,
        lines=index_of,
    )


def _by_beginning(index_of: Lines) -> dict[str, tuple[int, ...]]:
    """Indices of the lines that begin with a number or hold a label, by the number and the first letters."""
    found: dict[str, list[int]] = {}
    lines = index_of.lines
    labelled = {*index_of.having([":"])}.intersection(index_of.having(["mål"]))
    for index in sorted(labelled.union(index_of.with_digit_first)):
        text = lines[index]
        # Most lines that begin with a digit are cells, and hold no dot.
        match = _NUMBERED_TITLE.search(text) if "." in text else _NUMBER_ALONE.match(text)
        if match is None:
            continue
        below = lines[index + 1 : index + 3] if not _CONTENTS.search(text) else ()
        if len(key := _letters(" ".join([text[match.start() :], *below]))[:_KEY]) == _KEY:
            found.setdefault(key, []).append(index)
    return {key: tuple(its[:_MOST_PLACES]) for key, its in found.items() if len(its) > 1}


_MOST_PLACES = 6
_NUMBER_ALONE = regex.compile(r"^\s*\d+\s+\p{Lu}")
_NUMBERED_TITLE = regex.compile(
    rf"(?<![\w.])\d+\.(?:\d+\.?)*\s+\p{{Lu}}|(?<![\w.])\d+\.\d+\s+\p{{Lu}}|{_NUMBER_ALONE.pattern}"
)
_NO_LETTERS = re.compile(r"[\W_]+")


def _letters(text: str) -> str:
    return _NO_LETTERS.sub("", text).casefold()


def _next_printed(lines: Sequence[str], start: int, skip: frozenset[int]) -> int:
    """Index of the first printed line from `start` on, the number of lines where there is none."""
    while start < len(lines) and (start + 1 in skip or is_blank(lines[start])):
        start += 1
    return start


def _end_of_block(lines: Sequence[str], start: int, skip: frozenset[int]) -> int:
    """Index behind the last line that stands under `lines[start]` without a blank one between."""
    end = start
    while end < len(lines) and end <= start + 2 * _MOST_TITLE_LINES and (end + 1 in skip or not is_blank(lines[end])):
        end += 1
    return end


def read_goal(
    lines: Sequence[str],
    index: int,
    words: Vocabulary,
    skip: frozenset[int],
    above: GoalPath,
    *,
    trailing_spaces: bool,
    titles: Titles | None = None,
) -> Goal | None:
    """The goal whose label starts at `lines[index]`, or None where no label or no title stands there.

    `titles` is what the document shows of its titles; without it a title ends as its own lines tell.
    """
    label = words.goal_label.match(lines[index])
    if label is None or _CONTENTS.search(lines[index]):
        return None
    level = next(words.goal_levels[number][1] for number, text in enumerate(label.groups()) if text is not None)
    return _goal(lines, index, label.end(), level, words, skip, above, titles, trailing_spaces=trailing_spaces)


def goal_like(
    lines: Sequence[str],
    index: int,
    words: Vocabulary,
    skip: frozenset[int],
    above: GoalPath,
    *,
    trailing_spaces: bool,
    titles: Titles,
) -> Goal | UnreadGoal | None:
    """What looks like a goal's label at `lines[index]` though the lexicon has none such; None for anything else.

    Its words tell the level, or else the depth of its number ('Delmål 1.3:'); where neither does, the label is unread.
    A line of running text is none: the label stands below a blank line, begins with a capital and so does its title.
    """
    text = lines[index]
    if not (_GOAL_WORD.search(text, 0, _LONGEST_LABEL) and _stands_free(lines, index, skip)):
        return None
    match = _LABEL_LIKE.match(text)
    if match is None or _CONTENTS.search(text):
        return None
    label, number, colon, rest = (match[name] for name in ("label", "number", "colon", "title"))
    level = next((level for pattern, level in _LEVEL_WORDS if pattern.search(label)), None)
    if not _GOAL_OR_ITS_AREA.search(label) and number is None:
        return None
    if rest is not None and (_TITLE_START.match(rest) is None or (colon is None and number is None)):
        return None
    # 'Nämndmål' alone on its line is a label without its colon; 'Mål 10 Minskad ojämlikhet' is another's goal.
    is_bare = rest is None and number is None and words.goal_label.match(f"{text.rstrip()}:")
    if colon is None and not is_bare and (number is None or (level is None and "." not in number)):
        return None
    if label == "Mål" and colon is None and (number is None or "." not in number):
        return None
    if rest is None and colon is None and number is not None:
        return None
    if level is None and number is not None and "." in number:
        level = _LEVEL_OF_DEPTH.get(number.count(".") + 1)
    if rest is not None and level is None and (inner := _NUMBER.match(rest)) and "." in inner[1]:
        level = _LEVEL_OF_DEPTH.get(inner[1].count(".") + 1)
    if level is None:
        return None if label == "Mål" else UnreadGoal(index + 1, index + 1, text.strip())
    if number is not None and rest is not None and (inner := _NUMBER.match(rest)) and "." in inner[1]:
        return UnreadGoal(index + 1, index + 1, text.strip())
    start = match.start("number") if number is not None else match.end()
    goal = _goal(lines, index, start, level, words, skip, above, titles, trailing_spaces=trailing_spaces)
    if goal is None or not colon or number is None:
        return goal
    # 'Inriktningsmål 1: En modern storstad': the colon stands behind the number.
    title = str(_NUMBER_OF_LABEL.sub("", goal.printed))
    if _NUMBER.match(title):
        return UnreadGoal(goal.line_start, goal.line_end, text.strip())
    return replace(goal, number=number, title=title, printed=f"{number}. {title}")


def heading_above(
    lines: Sequence[str],
    index: int,
    words: Vocabulary,
    skip: frozenset[int],
    above: GoalPath,
    *,
    trailing_spaces: bool,
) -> Goal | UnreadGoal | None:
    """The heading right above the assessment at `lines[index]`, which no label introduces; None for running text.

    A number tells its level: '1.3. Alla barn har goda villkor', then 'Uppfylls delvis'. Without one it is unread.
    """
    last = index - 1
    while last >= 0 and (last + 1 in skip or is_blank(lines[last])) and index - last <= _BLANKS_BEFORE_ASSESSMENT:
        last -= 1
    first = last
    while first > 0 and not (first in skip or is_blank(lines[first - 1])) and last - first < _MOST_TITLE_LINES:
        first -= 1
    if last < 0 or is_blank(lines[last]) or _SENTENCE_ENDS.search(lines[last]) or last - first >= _MOST_TITLE_LINES:
        return None
    if _ENDS_AS_A_ROW.search(lines[last]) or words.period.fullmatch(lines[last].split()[-1]):
        return None
    return _heading(lines, first, last, words, skip, above, trailing_spaces=trailing_spaces)


def numbered_heading(lines: Sequence[str], index: int, words: Vocabulary, skip: frozenset[int]) -> UnreadGoal | None:
    """A heading with a goal's number and no label, '1.3. Alla barn har goda villkor': it may be a goal or a chapter.

    None where an assessment follows, which says that it is a goal.
    """
    text = lines[index]
    number = _NUMBERED.match(text)
    if number is None or _CONTENTS.search(text) or not _stands_free(lines, index, skip):
        return None
    last = _end_of_block(lines, index, skip) - 1
    if _SENTENCE_ENDS.search(lines[last]) or last - index >= _MOST_TITLE_LINES or text.rstrip()[-1].isdigit():
        return None
    if _assessment(lines, last + 1, words, skip)[0] is not None:
        return None
    return UnreadGoal(index + 1, last + 1, " ".join(line.strip() for line in lines[index : last + 1]))


def _heading(
    lines: Sequence[str],
    first: int,
    last: int,
    words: Vocabulary,
    skip: frozenset[int],
    above: GoalPath,
    *,
    trailing_spaces: bool,
) -> Goal | UnreadGoal:
    number = _NUMBERED.match(lines[first])
    level = _LEVEL_OF_DEPTH.get(number[1].count(".") + 1) if number else None
    if level is None:
        return UnreadGoal(first + 1, last + 1, " ".join(text.strip() for text in lines[first : last + 1]))
    goal = _goal(lines, first, 0, level, words, skip, above, None, trailing_spaces=trailing_spaces)
    return goal if goal is not None else UnreadGoal(first + 1, last + 1, lines[first].strip())


def unknown_label(
    lines: Sequence[str],
    index: int,
    words: Vocabulary,
    skip: frozenset[int],
    above: GoalPath,
    *,
    trailing_spaces: bool,
    titles: Titles,
) -> Goal | UnreadGoal | None:
    """A label in words that nobody knows, with its title: 'Åtagande: Alla barn mår bra', or the title in the next line.

    It stands free, has three words at most before the colon and no sentence behind it, and no cells follow: then it is
    the name of a row. A title with a goal's number tells the level.
    """
    text = lines[index]
    label = _UNKNOWN_LABEL.match(text)
    if label is None or not _stands_free(lines, index, skip):
        return None
    if any(label[1].startswith(caption) for caption in words.labels("caption")):
        return None
    start = index if text[label.end() :].strip() else _next_printed(lines, index + 1, skip)
    if start >= len(lines) or start - index > _BLANKS_BEFORE_TITLE:
        return None
    title = text[label.end() :].strip() or lines[start].strip()
    if not _TITLE.match(title) or _is_other(title, words):
        return None
    number = _NUMBERED.match(title)
    level = _LEVEL_OF_DEPTH.get(number[1].count(".") + 1) if number else None
    if level is not None:
        return _goal(lines, index, label.end(), level, words, skip, above, titles, trailing_spaces=trailing_spaces)
    if start == index and _NUMBER.match(title):
        # 'Lokal inriktning: 3. En stabil ekonomi': of which level it is, '3.' alone does not tell.
        numbers, _ = _title(lines, index, label.end(), words, skip)
        return UnreadGoal(index + 1, numbers[-1] + 1, " ".join(lines[at].strip() for at in numbers))
    last = _end_of_block(lines, start, skip) - 1
    if start == index + 1:
        # The label stands alone right above its title; body text may follow without a blank line, as 003 prints it.
        last = min(last, start)
    end = lines[last].rstrip()
    if (
        last - start >= _MOST_TITLE_LINES
        or end[-1] in ":;%?!"
        or (start == index and end[-1] in ".,")
        or end[-1].isdigit()
    ):
        return None
    following = _next_printed(lines, last + 1, skip)
    below = lines[following].strip() if following < len(lines) else ""
    if words.period.fullmatch(end.rsplit(maxsplit=1)[-1]) or _CELLS.match(below) or words.phrase.match(below):
        return None
    return UnreadGoal(index + 1, last + 1, " ".join(line.strip() for line in lines[index : last + 1] if line.strip()))


_UNKNOWN_LABEL = regex.compile(r"\s*(\p{Lu}\p{L}+(?: [\p{L}-]+){0,2})(?: (?:\d+\.)*\d+)?\s?:")
_TITLE = regex.compile(r"[\"”“(]?\p{Lu}\p{L}|(?:\d+\.)+(?:\d+\.?)?\s+\p{Lu}")
_CELLS = regex.compile(r"[-–+±<>]?\s*\d")


def _stands_free(lines: Sequence[str], index: int, skip: frozenset[int]) -> bool:
    """Whether a blank line, page furniture or nothing stands above a line, or it begins a page with a space."""
    return index == 0 or index in skip or is_blank(lines[index - 1]) or lines[index].startswith(" ")


def _goal(
    lines: Sequence[str],
    index: int,
    start: int,
    level: str,
    words: Vocabulary,
    skip: frozenset[int],
    above: GoalPath,
    titles: Titles | None,
    *,
    trailing_spaces: bool,
) -> Goal | None:
    """The goal of a level whose title begins at `lines[index][start:]` or below; None where no title stands there."""
    numbers, texts = _title(lines, index, start, words, skip)
    if not texts:
        return None
    numbers, texts = _end_of_title(lines, numbers, texts, words, skip, titles)
    printed = join_wrapped(texts, trailing_spaces=trailing_spaces)
    number = _NUMBER.match(printed)
    last = numbers[-1]
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


def _title(
    lines: Sequence[str], index: int, start: int, words: Vocabulary, skip: frozenset[int]
) -> tuple[list[int], list[str]]:
    """Indices and texts of the lines that are the title by what is printed on them alone."""
    texts: list[str] = []
    numbers: list[int] = []
    if (rest := lines[index][start:]).strip():
        texts.append(rest)
        numbers.append(index)
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
            numbers.append(position)
            blanks = 0
        else:
            break
        position += 1
    return numbers, texts


def _end_of_title(
    lines: Sequence[str],
    numbers: list[int],
    texts: list[str],
    words: Vocabulary,
    skip: frozenset[int],
    titles: Titles | None,
) -> tuple[list[int], list[str]]:
    """The lines of a title with those that begin with a capital, a digit or a sign and belong to it all the same.

    They do up to an assessment ('… enligt' + 'LSS har makt över sin vardag', then 'Uppfylls delvis'); up to the end of
    the block where the document's titles stand alone; as far as the same title goes elsewhere in the document; and
    where the line above is full and the next one is neither a sentence nor as long as lines of body text are.
    """
    more: list[int] = []
    position = numbers[-1] + 1
    assessed = False
    end_of_block = numbers[-1] + 1
    adjacent = True
    while len(texts) + len(more) <= _MOST_TITLE_LINES and position < len(lines):
        text = lines[position]
        if position + 1 in skip or is_blank(text):
            adjacent = adjacent and position + 1 in skip
            if position - (more[-1] if more else numbers[-1]) > _BLANKS_IN_TITLE:
                break
            position += 1
            continue
        plain = text.strip()
        if " ".join(plain.split()) in words.labels("assessment"):
            assessed = True
            break
        if _is_other(plain, words):
            break
        more.append(position)
        if adjacent:
            end_of_block = position + 1
        if _SENTENCE.search(plain):
            break
        position += 1

    def upto(taken: Sequence[int]) -> tuple[list[int], list[str]]:
        return [*numbers, *taken], [*texts, *(lines[at] for at in taken)]

    if (
        assessed
        and len(numbers) + len(more) <= _MOST_TITLE_LINES
        and not any(_SENTENCE.search(lines[at]) for at in more)
    ):
        return upto(more)
    block = [at for at in more if at < end_of_block]
    if titles is None:
        return upto([])
    whole = not block or not (_SENTENCE.search(lines[block[-1]]) or len(block) + len(numbers) >= _MOST_TITLE_LINES)
    if titles.doubled:
        paragraph = _paragraph(lines, numbers[-1], more, position, skip)
        if paragraph and len(numbers) + len(paragraph) <= _MOST_TITLE_LINES:
            return upto(paragraph)
    if titles.stand_alone and block and whole:
        # As above, a small letter goes on over an empty line.
        rest = itertools.takewhile(lambda at: _SMALL_START.match(lines[at]), more[len(block) :])
        return upto([*block, *rest])
    if not more or len(lines[more[0]].strip()) > max(titles.widest, _LONGEST_TITLE_LINE):
        # A line of running text is longer than a title's, which is printed larger.
        return upto([])
    if (taken := _as_elsewhere(lines, numbers, texts, more, titles)) is not None:
        return upto(taken)
    if block and (short := _above_long_lines([lines[at].strip() for at in block])):
        taken = []
        above = lines[numbers[-1]].strip()
        # Where no label shows how wide titles are, the title's own full lines do.
        widest = max([titles.widest, *(len(lines[at].strip()) for at in numbers[:-1])])
        for at in block[:short]:
            text = lines[at].strip()
            # The next section's heading may stand right below ('Äldrevänlig stad' in 003): the line above is not full.
            is_open = _OPEN.match(text) or above.rsplit(maxsplit=1)[-1].casefold() in words.dangling_words
            if not is_open and len(above) + 1 + len(text.split()[0]) <= widest:
                break
            taken.append(at)
            above = text
        return upto(_whole_lines(lines, taken, more))
    # An empty line ends a title but where one stands between all lines: 'Innovation' below it is a section's heading.
    near = more if titles.doubled else block
    return upto(_full_lines(lines, numbers[-1], texts[-1], near, titles.widest))


def _is_other(text: str, words: Vocabulary) -> bool:
    """Whether a line is a label, the title of a table or of a section, and no part of a title."""
    return (
        words.goal_label.match(text) is not None
        or text in words.names_of_sections
        or words.table_below(text) is not None
    )


def _as_elsewhere(
    lines: Sequence[str], numbers: Sequence[int], texts: Sequence[str], more: Sequence[int], titles: Titles
) -> list[int] | None:
    """The lines that the same title has where else it is printed; None where it is not, or the two do not part."""
    here = _letters("".join(texts))
    start = _NUMBERED_TITLE.search(" ".join(texts))
    whole = " ".join([*texts, *(lines[at] for at in more)])
    key = _letters(whole[start.start() :])[:_KEY] if start else ""
    if len(key) < _KEY or not more:
        return None
    offset = max(_letters(whole).find(key), 0)
    ends = [len(here)]
    for at in more:
        here += _letters(lines[at])
        ends.append(len(here))
    for other in titles.elsewhere.get(key, ()):
        if numbers[0] - 1 <= other <= more[-1]:
            continue
        match = _NUMBERED_TITLE.search(lines[other])
        if match is None:
            continue
        there = [_letters(_CONTENTS.sub("", lines[other][match.start() :]))]
        there += [_letters(_CONTENTS.sub("", text)) for text in lines[other + 1 : other + 3 * _MOST_TITLE_LINES]]
        # The other print must end at one of its line ends, where this one ends at one of its own.
        lengths, total = set[int](), 0
        for part in there:
            total += len(part)
            lengths.add(total + offset)
        joined = here[:offset] + "".join(there)
        common = next((n for n, (one, two) in enumerate(zip(here, joined, strict=False)) if one != two), None)
        common = min(len(here), len(joined)) if common is None else common
        fitting = [n for n, end in enumerate(ends) if end <= common and end in lengths]
        if fitting and common < ends[-1]:
            return list(more[: fitting[-1]])
    return None


def _paragraph(lines: Sequence[str], last: int, more: Sequence[int], end: int, skip: frozenset[int]) -> list[int]:
    """The lines that stand with a title's last one, an empty line between at most, where no sentence ends in them.

    In a text that prints every other line empty a larger gap ends a paragraph; one without a full stop is a heading.
    `end` is the index at which the lines were read no further.
    """
    found: list[int] = []
    for at in (*more, end):
        above = found[-1] if found else last
        gap = [n for n in range(above + 1, min(at, len(lines))) if n + 1 not in skip]
        if len(gap) > 1 or at == end:
            goes_on = at < len(lines) and lines[at].lstrip()[:1].islower()
            return found if len(gap) > 1 and not goes_on else []
        if _SENTENCE.search(lines[at]):
            return []
        found.append(at)
    return found


def _above_long_lines(texts: Sequence[str]) -> int:
    """How many lines of a block are short and stand above the long ones of running text; 0 where it has no such.

    A title is printed larger than running text, so its lines hold less; the last line of a paragraph is short as well,
    but a sentence ends there, and this is about the lines above the first long one.
    """
    longest = max(map(len, texts))
    first = next(n for n, text in enumerate(texts) if len(text) >= _LONG * longest)
    short = texts[:first]
    if longest <= _LONGEST_TITLE_LINE or any(len(text) > _SHORT * longest or _SENTENCE.search(text) for text in short):
        return 0
    return first


def _full_lines(lines: Sequence[str], last: int, text: str, more: Sequence[int], widest: int) -> list[int]:
    """The lines that follow a full line of a title and are shorter than it, up to a sentence."""
    taken: list[int] = []
    above = lines[last].strip() if lines[last].strip().endswith(text.strip()) else text.strip()
    for at in more:
        line = lines[at].strip()
        if not widest or _SENTENCE.search(line) or len(line) > widest:
            break
        if not line[0].islower() and len(above) + 1 + len(line.split()[0]) <= widest:
            break
        taken.append(at)
        above = line
    return _whole_lines(lines, taken, more)


def _whole_lines(lines: Sequence[str], taken: Sequence[int], more: Sequence[int]) -> list[int]:
    """The taken lines without those that go on below: nothing ends between 'antalet' and 'ansökningar har'."""
    whole = list(taken)
    following = dict(itertools.pairwise(more))
    while whole and whole[-1] in following and lines[following[whole[-1]]].lstrip()[:1].islower():
        whole.pop()
    return whole


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
    for position in range(start, min(len(lines), start + _BLANKS_BEFORE_ASSESSMENT)):
        text = " ".join(lines[position].split())
        if position + 1 in skip or not text:
            continue
        return (text, position + 1) if text in labels else (None, None)
    return None, None


def is_like_assessment(text: str) -> bool:
    """Whether a line may be an assessment: 'Uppfylls i hög grad', 'Måluppfyllelse: delvis', but no sentence."""
    plain = " ".join(text.split())
    return plain[:1].isupper() and not plain.endswith(".") and _ASSESSMENT_LIKE.fullmatch(plain) is not None
