"""The name of an indicator among what else its cell prints: icons, status words, notes in small print."""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from ingestion.documents.pdf import Word
from ingestion.extraction.pdf.joining import Piece
from ingestion.extraction.vocabulary import Vocabulary
from ingestion.lexicon import lexicon_rows

_SYMBOLS = {"So", "Sk", "Sm", "Co", "Cn"}
_SMALL_PRINT = 0.93
"""Words smaller than this share of the largest in the cell are a note."""


@dataclass(frozen=True)
class Name:
    """The pieces of a cell that are its name, and reasons why that is not sure."""

    pieces: tuple[Piece, ...]
    flags: frozenset[str]


def name_of(pieces: Sequence[Piece], words: Vocabulary) -> Name:
    """The name in the cell of an indicator.

    Words in small print are a note, words of another colour before a capital a status ('Uppfyllt Andel …'); a status
    that the lexicon does not know, or that is printed like the name, makes the name unsure.
    """
    flags: set[str] = set()
    printed = [Piece(tuple(w for w in piece.words if not _is_symbol(w)), piece.line, piece.page) for piece in pieces]
    printed = [piece for piece in printed if piece.words]
    largest = max((word.size for piece in printed for word in piece.words if _is_letters(word)), default=0.0)
    kept = [
        Piece(tuple(w for w in piece.words if w.size >= _SMALL_PRINT * largest), piece.line, piece.page)
        for piece in printed
    ]
    if any(_divides(large, whole) for large, whole in zip(kept, printed, strict=True)):
        flags.add("name_not_sure")
    kept = [piece for piece in kept if piece.words]
    kept, status = _without_status(kept, words)
    flags |= status
    if _changes_style(kept):
        flags.add("name_not_sure")
    if any(word.struck or word.mixed for piece in kept for word in piece.words):
        flags.add("name_not_sure")
    return Name(tuple(kept), frozenset(flags))


def _is_symbol(word: Word) -> bool:
    """Whether a word is an icon of a symbol font."""
    return all(
        letter in "•·*" or (not letter.isascii() and unicodedata.category(letter) in _SYMBOLS) for letter in word.text
    )


def _is_letters(word: Word) -> bool:
    return any(letter.isalpha() for letter in word.text)


def _divides(large: Piece, whole: Piece) -> bool:
    """Whether small words stand between large ones of a line."""
    last = max((n for n, word in enumerate(whole.words) if word in large.words), default=0)
    return any(word not in large.words for word in whole.words[:last])


def _without_status(pieces: list[Piece], words: Vocabulary) -> tuple[list[Piece], set[str]]:
    """The pieces without the words before the name that say how it goes, and why the name is unsure then."""
    if not pieces:
        return pieces, set()
    flat = [word for piece in pieces for word in piece.words]
    labels = _status_words() | {label.casefold() for label in words.labels("assessment")}
    # By colour: all words of another colour than the rest, before a capital.
    count = next((n for n, word in enumerate(flat) if word.colour != flat[0].colour), 0)
    if count and flat[count].text[:1].isupper() and all(word.colour == flat[count].colour for word in flat[count:]):
        text = " ".join(word.text for word in flat[:count]).casefold().strip(" :–-")
        return _drop(pieces, count), set() if text in labels else {"name_not_sure"}
    # By its words, printed like the name.
    for n in range(1, min(3, len(flat))):
        if " ".join(word.text for word in flat[:n]).casefold().strip(" :–-") in labels and flat[n].text[:1].isupper():
            return _drop(pieces, n), {"name_not_sure"}
    return pieces, set()


@functools.cache
def _status_words() -> frozenset[str]:
    return frozenset(row["status"].casefold() for row in lexicon_rows("status_words.csv"))


def _drop(pieces: Sequence[Piece], count: int) -> list[Piece]:
    found: list[Piece] = []
    for piece in pieces:
        words = piece.words[count:]
        count = max(0, count - len(piece.words))
        if words:
            found.append(Piece(words, piece.line, piece.page))
    return found


def _changes_style(pieces: Sequence[Piece]) -> bool:
    """Whether a line of the cell is printed in another font or colour than the first, all its words."""
    if len(pieces) < 2:
        return False
    first = {(word.font, word.colour) for word in pieces[0].words}
    return any(first.isdisjoint({(word.font, word.colour) for word in piece.words}) for piece in pieces[1:])
