"""Lines of a text that hold one of some words, and cells that are cut from any place of a line on."""

from __future__ import annotations

from ingestion.extraction.layout import Lines
from ingestion.extraction.tokens import CellText, tokenizations

TEXT = ("Mål och Målbild", "", " ÅRSMÅL", "Period 2025: mål", "Periodens utfall", "inget")


def test_each_line_with_a_word_is_found_whatever_is_looked_for_with_it() -> None:
    words = ("Mål", "Målbild", "MÅL", "ÅRSMÅL", "Period", "mål", ":")
    alone = {word: [n for n, text in enumerate(TEXT) if word in text] for word in words}
    assert alone["MÅL"] == alone["ÅRSMÅL"] == [2]
    for together in ((), words):
        lines = Lines(TEXT, together)
        assert {word: lines.having([word]) for word in words} == alone
        assert lines.having(words) == [0, 2, 3, 4]
        assert lines.having(["finns ej"]) == []


def test_lines_are_found_by_the_first_and_the_last_sign_that_is_printed() -> None:
    lines = Lines(("  2021 ", "Antal barn 16", "   ", "² mars", "Andel (%)", "Andel 80 %  "))
    assert lines.texts == ["2021", "Antal barn 16", "² mars", "Andel (%)", "Andel 80 %"]
    assert lines.with_digit_first == [0, 3]
    assert lines.ending_in({"%", "6"}) == [1, 5]


def test_a_line_is_cut_from_any_place_as_what_stands_from_there_on() -> None:
    line = "Antal barn i grupp 3  2019 16  1 200 950 2019 Tertial 1 2019"
    cells = CellText(line, trailing_spaces=True)
    places = [n for n in range(1, len(line)) if line[n - 1] == " " != line[n]]
    ways = 0
    for place in places:
        for spaces in (0, 1, 2):
            found = cells.tokenizations(place, spaces_before=spaces)
            assert found == tokenizations(line[place:], spaces_before=spaces, trailing_spaces=True)
            ways += len(found)
    assert ways > len(places)
