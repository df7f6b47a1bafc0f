"""What the name of a row can be, and what a block of text in a table looks like."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Sequence

import regex

from ingestion.extraction.layout import Block
from ingestion.extraction.tokens import LEFT_TO_COUNCIL, SET_LATER, TEXT
from ingestion.extraction.vocabulary import GAP, Vocabulary, loose, vocabulary

# A name has a word of two letters that is no unit behind a number: '950 st' is none.
_NAME = regex.compile(r"(?<!\p{L}|\d\s{0,2})\p{L}{2}")
# 'som inte upplever', '(stöd och service till', but not 'iRisk används vid våldsärenden'
_SMALL_START = regex.compile(r"\W*\p{Ll}(?!\p{Lu})")
# 'Andel nöjda 80 %', 'Sjukfrånvaro <', 'Andel flyttade –'
_SIGNS_AT_END = tuple("%‰<>≤≥≈~±+–−-")
_FIGURE = re.compile(r"[\d%‰]")
_LONGEST_END = 60
# 'Mäts inte 71 %', '41 42 Bättre än'
_SHARE = re.compile(r"\d\s?[%‰]")
_STARTS_WITH_FIGURE = re.compile(r"\W*\d")
_ODD_END = regex.compile(r"(?:^|\s)\W+$|\.\.$")
# 'Sjukfrånvaro 10 av 12', 'Kontinuitet 354 Underlag', 'Andel nöjda Blå', 'Antal lån tio', 'Andel nöjda x'
_MAY_HOLD_CELL = regex.compile(
    r"(?<![^\s(])\d+(?![-–\d])\S*(?:\s+\S+){0,2}$|\.\w\.$|\s(?i:x|noll|ett|två|tre|fyra|fem|sex|sju|åtta|nio|tio)$|\d\s+\p{Lu}|\S\s+(?P<before>\p{Ll}+)\s+\p{Lu}\p{Ll}*(?:\s+\p{Ll}+)?$"
)
_SIGN_INSIDE = re.compile(r"[%‰<>≤≥]")
# 'Andel nöjda 15/1 2022', and the foot of a page, 'Intern information 2022-01-27', as a name's beginning
_DATE = regex.compile(r"(?<!\S)\d{1,2}/\d{1,2}(?:\s(?:19|20)\d\d)?$|(?<!\d)(?:19|20)\d\d-[01]\d-[0-3]\d(?!\d)")
_SENTENCE_END = regex.compile(r"[.!?:;]['\"”’)]*\s*$")
_OPEN_END = regex.compile(r"[\p{L}\d,:;–-]\s*$")
_MOST_NAME_CHARACTERS = 400
_SHORT_VALUE_WORDS, _SHORT_VALUE_CHARACTERS = 4, 30


@functools.cache
def _figures_at_end() -> re.Pattern[str]:
    """What no name ends with: a decimal fraction with its unit, thousands, a period of words behind a figure."""
    words = vocabulary()
    periods = [loose(period) for period in words.periods if period[:1].isalpha()]
    return re.compile(
        rf"(?<![\d,])\d+,\d+\s?(?:{words.unit})?$|(?<!\d)[1-9]\d{{0,2}} \d{{3}}$"
        rf"|(?<=[%‰\d]\s)(?:{'|'.join(periods)})$"
    )


@functools.cache
def _phrase_at_end() -> regex.Pattern[str]:
    """What no name ends with: 'Tas fram av nämnd', 'Fastställs senare'."""
    return regex.compile(rf"(?<!\p{{L}})(?i:{'|'.join(map(loose, _phrases_for_a_target()))})$")


@functools.cache
def _phrases_for_a_target() -> tuple[str, ...]:
    return tuple(phrase for phrase, kind in vocabulary().phrases if kind in (LEFT_TO_COUNCIL, SET_LATER))


@functools.cache
def _letters_of_phrase() -> re.Pattern[str]:
    """The first letters of any such phrase, each in either case; a class of letters takes half the time of a flag."""
    letters = zip(*(phrase[:_LETTERS_OF_A_BEGINNING] for phrase in _phrases_for_a_target()), strict=False)
    return re.compile(GAP.join(f"[{''.join({*map(str.lower, its), *map(str.upper, its)})}]" for its in letters))


_LETTERS_OF_A_BEGINNING = 3


def has_name_word(text: str) -> bool:
    """Whether text has a word that is no unit behind a number."""
    # Most names begin with one.
    first = text.lstrip()[:2]
    return (len(first) == 2 and first.isalpha()) or _NAME.search(text) is not None


def starts_small(text: str) -> bool:
    """Whether text begins with a small letter, as no name does."""
    return _SMALL_START.match(text) is not None


def is_dangling(name: str, words: Vocabulary) -> bool:
    """Whether a name is not whole: it ends with 'inom', 'efter', 'fler än', 'ca'."""
    last = name.rsplit(maxsplit=1)[-1].casefold()
    if last in words.dangling_words:
        return True
    comparators = _comparators_by_last_word().get(last)
    return comparators is not None and _ends_with(name.casefold().split(), comparators)


def _ends_with(words: Sequence[str], phrases: Iterable[tuple[str, ...]]) -> bool:
    """Whether words end with those of one of some phrases."""
    return any(tuple(words[-len(phrase) :]) == phrase for phrase in phrases)


@functools.cache
def _comparators_by_last_word() -> dict[str, list[tuple[str, ...]]]:
    return _by_last_word(phrase.casefold() for phrase, _ in vocabulary().comparators)


def _by_last_word(phrases: Iterable[str]) -> dict[str, list[tuple[str, ...]]]:
    """The words of phrases by the last of them."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for phrase in phrases:
        words = tuple(phrase.split())
        found.setdefault(words[-1], []).append(words)
    return found


def ends_like_a_value(name: str) -> bool:
    """Whether a name ends with what is a cell: '80 %', a sign, a dash, '1,4 kg CO2', 'Tas fram av nämnd'."""
    end = name.rstrip()[-_LONGEST_END:]
    if end.endswith(_SIGNS_AT_END):
        return True
    # The expressions are slow, and hardly a name needs them.
    if _FIGURE.search(end) is not None and _figures_at_end().search(end) is not None:
        return True
    return _letters_of_phrase().search(end) is not None and _phrase_at_end().search(end) is not None


_FIRST_DIGITS = regex.compile(r"(?:^|(?P<before>\S+)\s+)[1-9]\d{0,2}$")


def ends_with_first_digits(name: str, words: Vocabulary) -> bool:
    """Whether a name ends with what is the beginning of a grouped number ('1' of '1 200') if digits follow it.

    Not where its last words ask for a number: 'nivå 3'.
    """
    match = _FIRST_DIGITS.search(name.rstrip())
    return match is not None and (match["before"] or "").casefold() not in words.numbered_words


def asks_for_number(name: str, words: Vocabulary) -> bool:
    """Whether a name ends with a word behind which a number is part of the name: 'nivå' of 'nivå 3'."""
    return name.rsplit(maxsplit=1)[-1].casefold() in words.numbered_words


def goes_on_below(above: str, below: str, words: Vocabulary) -> bool:
    """Whether what stands below a page's end can only go on with what stands above it.

    'fullföljer behandling på' + 'Relationsvåldscentrum', 'Byggvarubedömningen' + '(BVB)', '(AB' + 'ABO) som deltar',
    'Andel nöjda' + 'föräldrar'.
    """
    return (
        _GOES_ON.match(below) is not None
        or is_dangling(above, words)
        or above.rfind("(") > above.rfind(")")
        or _OPEN_HYPHEN.search(above) is not None
    )


_GOES_ON = regex.compile(r"\W*\p{Ll}(?!\p{Lu})|\s*\(")
_OPEN_HYPHEN = regex.compile(r"(?:\p{L}|\s)-\s*$")


def is_end_of_word(above: str, below: str) -> bool:
    """Whether what stands below ends the word above: a consonant alone is none ('…hanteringssyste' + 'm.')."""
    return _CONSONANT.fullmatch(below) is not None and _LONG_WORD_AT_END.search(above) is not None


_CONSONANT = regex.compile(r"[b-df-hj-np-tv-xz]\.?")
_LONG_WORD_AT_END = regex.compile(r"\p{L}{4}$")


def holds_figure(name: str) -> bool:
    """Whether a name holds a share, as a cell of the row does: 'Mäts inte 71 %'."""
    return starts_with_figure(name) or _SHARE.search(name) is not None


def starts_with_figure(text: str) -> bool:
    """Whether text begins with a number, as cells do and no name."""
    return _STARTS_WITH_FIGURE.match(text) is not None


def is_doubtful_name(name: str) -> bool:
    """Whether a name is hardly one: it begins with a small letter, or holds what belongs to a cell."""
    folded = name.casefold()
    return (
        starts_small(name)
        or _SIGN_INSIDE.search(name) is not None
        or "tas fram av" in folded
        # Most names end with a letter, which none of the odd ends is.
        or (not name[-1:].isalpha() and _ODD_END.search(name) is not None)
        or (("/" in name or "-" in name) and _DATE.search(name) is not None)
        or ends_like_a_value(name)
        or _ends_with_words_of_a_cell(folded.split())
    )


def _ends_with_words_of_a_cell(words: Sequence[str]) -> bool:
    """Whether the words of a name end with what a cell says that has no figure: 'mäts ej', 'uppgift saknas'."""
    phrases = _words_of_cells().get(words[-1]) if words else None
    return phrases is not None and _ends_with(words, phrases)


@functools.cache
def _words_of_cells() -> dict[str, list[tuple[str, ...]]]:
    """The words of each phrase that a cell may say, by the last of them."""
    phrases = [phrase.casefold() for phrase, kind in vocabulary().phrases if kind == TEXT]
    return _by_last_word(phrase for phrase in phrases if len(phrase) > len("nej"))


def may_hold_cell(name: str, words: Vocabulary) -> bool:
    """Whether a name's last words may be a cell.

    A number, a range that no word such as 'årskurs' asks for, or a capital that none such as 'i' or 'på' does.
    """
    match = _MAY_HOLD_CELL.search(name)
    if match is not None:
        return match["before"] is None or match["before"] not in words.dangling_words
    bounds = _RANGE_AT_END.search(name)
    return bounds is not None and not asks_for_number(name[: bounds.start()], words)


# 'Andel som inte upplever diskriminering 4-5'
_RANGE_AT_END = regex.compile(r"(?<=\S)\s+\d+[-–]\d+$")


def reads_like_prose(block: Block) -> bool:
    """Whether a block is running text: it ends like a sentence, or is longer than any name."""
    text = block.text
    return len(text) > _MOST_NAME_CHARACTERS or _SENTENCE_END.search(text) is not None


def is_open(block: Block) -> bool:
    """Whether a paragraph goes on in the next: it does not end like a sentence, or ends with a colon."""
    return _OPEN_END.search(block.lines[-1].text) is not None


def paragraph_goes_on(block: Block, following: Block) -> bool:
    """Whether a paragraph goes on in the one below a blank line, where nothing but the text tells.

    It does where it does not end like a sentence, but for a short line below which a capital begins: the next word
    would have had room on it ('… i samband med tertialrapport 2', then 'Nämnden följer').
    """
    last, first = block.lines[-1].text.rstrip(), following.lines[0].text.strip()
    if not is_open(block):
        return False
    return last[-1] in ":,–-" or not first[0].isupper() or len(last) + 1 + len(first.split()[0]) > _SHORTEST_FULL_LINE


_SHORTEST_FULL_LINE = 65
"""Letters of a line of running text that is wrapped; those of the known texts have 75 to 130."""


def has_closed(block: Block) -> bool:
    """Whether a paragraph ends like a sentence, so that what follows may be something else."""
    return regex.search(r"[.!?]['\"”’)]*\s*$", block.lines[-1].text) is not None


def may_be_short_value(text: str) -> bool:
    """Whether words may be all that a cell says ('Mäts inte i år') as well as a short name ('Sjukfrånvaro')."""
    stripped = text.strip()
    return len(stripped) <= _SHORT_VALUE_CHARACTERS and len(stripped.split()) <= _SHORT_VALUE_WORDS
