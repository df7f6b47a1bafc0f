"""What a block looks like by itself: running text, a name, a value, a page's end."""

from __future__ import annotations

import regex

from ingestion.extraction.layout import Block, Line, strip_symbols
from ingestion.extraction.text.names import has_name_word, may_be_short_value, reads_like_prose, starts_small
from ingestion.extraction.vocabulary import Vocabulary


def is_name_with_figure(block: Block) -> bool:
    """Whether a block is words with a figure near the end, and no sentence: 'Andel nöjda besökare 80 % i.u.'."""
    text = " ".join(block.text.split())
    return may_be_name(block) and not is_prose(block) and FIGURE_NEAR_END.search(text) is not None


def is_short_value(block: Block) -> bool:
    """Whether a block may be a value in a word or two: no running text and no item of a list."""
    return may_be_short_value(block.text) and not is_prose(block) and not _is_listed(block)


_MARKED_CELL = regex.compile(r"(?:\p{L}\.){2,}|[?!:;]")
FIGURE_NEAR_END = regex.compile(r"(?<!\S)\d\S*(?: \S+){0,2}$")
_TWO_LETTERS, _FIGURE_INSIDE = regex.compile(r"\p{L}{2}"), regex.compile(r"(?<= )\d[\d,]* \S")


def figure_behind_words(text: str) -> bool:
    """Whether a word of figures, not the last, stands behind another that has letters; one look at each, in turn."""
    word = _TWO_LETTERS.search(text)
    return word is not None and _FIGURE_INSIDE.search(text, word.end()) is not None


def is_prose(block: Block) -> bool:
    """Whether a block is running text; what ends with the cells 'i.u.' or '?' is none."""
    return reads_like_prose(block) and _MARKED_CELL.fullmatch(block.lines[-1].text.split()[-1]) is None


def may_be_name(block: Block) -> bool:
    """Whether a block's first line may begin the name of a row."""
    return has_name_word(block.lines[0].text) and not starts_small(block.lines[0].text) and not _is_listed(block)


def is_running_text(block: Block) -> bool:
    """Whether a block that ends like a sentence is hardly a name: its lines are wider, or it has sentences within."""
    return is_prose(block) and (
        any(len(line.text.strip()) > _LONGEST_NAME_LINE for line in block.lines)
        or _SENTENCE_WITHIN.search(" ".join(block.text.split())) is not None
    )


def is_narrower(block: Block, above: Block) -> bool:
    """Whether a block of some lines stands in a narrower column than the text above: a name below a comment."""
    widest, widest_above = (max((len(line.text) for line in one.lines), default=0) for one in (block, above))
    return len(block.lines) > 1 and max(_TIMES_WIDER * widest, _FULL_LINE) < widest_above


_TIMES_WIDER, _FULL_LINE = 1.7, 60
_LONGEST_NAME_LINE = 90
_SENTENCE_WITHIN = regex.compile(r"\p{L}{3}[.!?] \p{Lu}")


def may_be_titles(block: Block) -> bool:
    """Whether a block may be the titles of a table's columns: a few words, most of them with a capital, no figures."""
    words = block.text.split()
    if not FEWEST_TITLES <= len(words) <= _MOST_WORDS_OF_TITLES:
        return False
    titles = sum(word[0].isupper() or is_year(word) for word in words)
    return (
        titles >= FEWEST_TITLES
        and 2 * titles > len(words)
        and not any(word[0].isdigit() and not is_year(word) for word in words)
    )


FEWEST_TITLES, _MOST_WORDS_OF_TITLES = 3, 12
_YEAR = regex.compile(r"\d{4}")


def is_year(text: str) -> bool:
    """Whether a text is four digits."""
    return _YEAR.fullmatch(text) is not None


def _is_listed(block: Block) -> bool:
    """Whether a block is an entry of a list: '- Kartläggning', '• Utbildning'."""
    return block.lines[0].text.lstrip()[:1] in _BULLETS


_BULLETS = "-–•·*"


def may_be_page_end(block: Block) -> bool:
    """Whether a block is a few short lines that begin like titles and end no sentence."""
    return len(block.lines) <= _MOST_PAGE_END_LINES and all(
        len(text) <= _LONGEST_PAGE_END and (text[0].isupper() or text[0].isdigit()) and not text.endswith(NO_PAGE_END)
        for text in (line.text.strip() for line in block.lines)
    )


_MOST_PAGE_END_LINES, _LONGEST_PAGE_END = 3, 60
NO_PAGE_END = (".", "!", "?", ":", ",", ";")


def comment_start(block: Block, words: Vocabulary) -> tuple[Line, ...] | None:
    """The lines of a comment that a block begins ('Analys', 'Kommentar:', 'Analys: text'), None where it does not."""
    first = block.lines[0]
    text = first.text.strip()
    labels = words.labels("comment")
    if not text.startswith(labels):
        return None
    if text in labels:
        return block.lines[1:]
    label, colon, rest = text.partition(":")
    if not colon or label not in labels:
        return None
    return (Line(first.number, rest.strip()), *block.lines[1:]) if rest.strip() else block.lines[1:]


def block_starts_small(block: Block) -> bool:
    """Whether a block begins in the middle of a sentence."""
    return starts_small(block.lines[0].text)


def is_marked(block: Block) -> bool:
    """Whether the trace of an icon stands before a block: a line of spaces, a space, a symbol."""
    first = block.lines[0].text
    return block.after_icon or first.startswith((" ", "\u00a0")) or strip_symbols(first)[1]


def can_start_name(block: Block) -> bool:
    """Whether a block has a word on its first line, as each name has."""
    return has_name_word(block.lines[0].text)


def spaces_at_end(block: Block) -> int:
    """The spaces that the last line of a block ends with: one for each empty cell, where the text keeps them."""
    text = block.lines[-1].text
    return len(text) - len(text.rstrip(" "))


def is_indented_more(block: Block, name: Block) -> bool:
    """Whether more spaces stand before a block than the mark of a name has: those of empty cells, '   Blå 86 %'."""
    first, above = block.lines[0].text, name.lines[0].text
    return not block.after_icon and len(first) - len(first.lstrip()) > max(1, len(above) - len(above.lstrip()))
