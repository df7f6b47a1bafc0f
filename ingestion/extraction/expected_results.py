"""Expected results (*Förväntat resultat*) of a goal: a list with bullets of any mark, or paragraphs."""

from __future__ import annotations

from collections.abc import Iterable

import regex

from ingestion.extraction.layout import Block, join_wrapped
from ingestion.extraction.vocabulary import Vocabulary

# '- Fler invånare …', '-Barn …', '• …', and the private signs that a symbol font leaves
_BULLET = regex.compile(r"\s*(?:[-–•·▪■●◦○\p{Co}]|o(?=\s))\s*(?=\p{L})")


def expected_results(body: Iterable[Block], words: Vocabulary, *, trailing_spaces: bool) -> list[str]:
    """The results in the blocks below a goal's heading; empty where the label does not stand there.

    They end at the next section label. With bullets each bullet is a result, however many lines it has (000 prints
    every other line empty); without them each paragraph is one.
    """
    labels = words.labels("expected_result")
    texts: list[list[str]] = []
    inside = bulleted = False
    for block in body:
        paragraph = True
        for line in block.lines:
            text = line.text.strip()
            if text in labels:
                inside = True
                continue
            if inside and text in words.names_of_sections:
                return _joined(texts, trailing_spaces=trailing_spaces)
            if not inside:
                continue
            bullet = _BULLET.match(line.text)
            bulleted = bulleted or bullet is not None
            if bullet or not texts or (paragraph and not bulleted and not _goes_on(texts[-1][-1], text)):
                texts.append([line.text[bullet.end() :] if bullet else line.text])
            else:
                texts[-1].append(line.text)
            paragraph = False
    return _joined(texts, trailing_spaces=trailing_spaces)


def _goes_on(above: str, text: str) -> bool:
    """Whether a paragraph goes on after a blank line: no full stop above, or a small letter below."""
    return text[:1].islower() or not above.rstrip().endswith((".", "!", "?", ":"))


def _joined(texts: list[list[str]], *, trailing_spaces: bool) -> list[str]:
    return [join_wrapped(lines, trailing_spaces=trailing_spaces) for lines in texts]
