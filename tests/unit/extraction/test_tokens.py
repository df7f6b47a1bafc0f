"""Printed values: what a cell can say (domain.md), how it wraps, and what is part of a name."""

from __future__ import annotations

import pytest

from ingestion.extraction.tokens import (
    BAND,
    CEILING,
    DASH,
    DIRECTION,
    LEFT_TO_COUNCIL,
    NUMBER,
    PERIOD,
    SET_LATER,
    Token,
    gaps_before_values,
    may_start_value,
    phrase_tail,
    tokenizations,
)
from ingestion.extraction.vocabulary import vocabulary


def cut(text: str, *, trailing_spaces: bool = False) -> tuple[Token, ...]:
    """The likeliest cut."""
    return tokenizations(text, spaces_before=1, trailing_spaces=trailing_spaces)[0]


@pytest.mark.parametrize(
    ("printed", "kind", "number"),
    [
        ("4,6 %", NUMBER, 4.6),
        ("4,6%", NUMBER, 4.6),
        ("95,5  %", NUMBER, 95.5),
        ("1 000 st", NUMBER, 1000),
        ("11 000", NUMBER, 11000),
        ("1\u00a0050 st", NUMBER, 1050),
        ("1\u202f050 st", NUMBER, 1050),
        ("2,8 GWh", NUMBER, 2.8),
        ("1 945 GWh", NUMBER, 1945),
        ("1,6 kg CO2 per kg livsmedel", NUMBER, 1.6),
        ("13,7 barn/avd.", NUMBER, 13.7),
        ("70", NUMBER, 70),
        ("0,04", NUMBER, 0.04),
        ("0", NUMBER, 0),
        ("16\u00b9", NUMBER, 16),
        ("-0,4 %", NUMBER, -0.4),
        ("\u22120,4 %", NUMBER, -0.4),
        ("\u20130,4 %", NUMBER, -0.4),
        ("+2,5 %", NUMBER, 2.5),
        ("+/-1 %", BAND, None),
        ("+/- 1 %", BAND, None),
        ("Max 10 personer", CEILING, None),
        ("öka", DIRECTION, None),
        ("Ökning", DIRECTION, None),
        ("minska", DIRECTION, None),
        ("Minskning", DIRECTION, None),
        ("Tas fram av nämnd", LEFT_TO_COUNCIL, None),
        ("Tas fram av nämnden", LEFT_TO_COUNCIL, None),
        ("Tas fram av nämnd/styrelse", LEFT_TO_COUNCIL, None),
        ("tas fram av nämnd", LEFT_TO_COUNCIL, None),
        ("Fastställs 2021", SET_LATER, None),
        ("Fastställs t1", SET_LATER, None),
        ("-", DASH, None),
        ("\u2013", DASH, None),
        ("Tertial", PERIOD, None),
        ("År", PERIOD, None),
        ("Tertial 1 2019", PERIOD, None),
        ("Halvår 1 2019", PERIOD, None),
        ("VB 2021", PERIOD, None),
        ("2021", PERIOD, None),
    ],
)
def test_a_printed_value_is_one_value_of_its_kind(printed: str, kind: str, number: float | None) -> None:
    (token,) = cut(printed)
    assert (token.kind, token.number) == (kind, number)
    assert token.text == " ".join(printed.split())


@pytest.mark.parametrize(
    ("text", "texts"),
    [
        ("Tas fram av \nnämnd", ["Tas fram av nämnd"]),
        ("2,27 \n% 2,3 %", ["2,27 %", "2,3 %"]),
        ("0 st 1 082 \nst", ["0 st", "1 082 st"]),
        ("0 st 1 \n082 \nst", ["0 st", "1 082 st"]),
        ("VB \n2021", ["VB 2021"]),
        ("1,6 kg CO2 \nper kg \nlivsmedel", ["1,6 kg CO2 per kg livsmedel"]),
        ("1,6 kg CO2 \n\nper kg livsmede\nl", ["1,6 kg CO2 per kg livsmedel"]),
        ("Tas fram av \nnämnd/styrel\nse", ["Tas fram av nämnd/styrelse"]),
        ("Fastställ\ns  2021", ["Fastställs 2021"]),
        ("Tas \nfram av \nnämnd\nen", ["Tas fram av nämnden"]),
    ],
)
def test_a_wrapped_cell_is_joined_as_it_was_before_it_wrapped(text: str, texts: list[str]) -> None:
    assert [token.text for token in cut(text, trailing_spaces=True)] == texts


def test_several_values_stand_on_one_line() -> None:
    tokens = cut("+/-1 % +/- 1 % 1,4 kg CO2  1,70 kg CO2 Fastställs  2021 100 % 2019")
    assert [token.text for token in tokens] == [
        "+/-1 %",
        "+/- 1 %",
        "1,4 kg CO2",
        "1,70 kg CO2",
        "Fastställs 2021",
        "100 %",
        "2019",
    ]
    assert [token.spaces_before for token in tokens] == [1, 1, 1, 2, 1, 1, 1]


def test_spaces_are_counted_over_line_ends() -> None:
    assert [token.spaces_before for token in cut("100 %  \n Tertial", trailing_spaces=True)] == [1, 3]


@pytest.mark.parametrize(
    "text",
    [
        "14-dagarsperiod",
        "1-14",
        "20\u201329 år",
        "48-timmar",
        "(1) månad",
        "3 % av alla",
        "",
        "Andel",
        "4,6 % och",
        "007",
        "12.3.4",
        "5a",
        "5\u00e5",
        "16\u00bd",
    ],
)
def test_what_is_no_value_is_not_cut(text: str) -> None:
    assert not any(cuts for cuts in tokenizations(text, spaces_before=1, trailing_spaces=False))


def test_a_hard_space_binds_and_a_space_may_do_either() -> None:
    ways = [[token.text for token in way] for way in tokenizations("1 200", spaces_before=1, trailing_spaces=False)]
    assert ways == [["1 200"], ["1", "200"]]
    assert len(tokenizations("1\u00a0200", spaces_before=1, trailing_spaces=False)) == 1


def test_the_rest_of_a_phrase_overleaf_completes_it() -> None:
    assert phrase_tail("Tas fram av", "nämnd/styrelse") == "Tas fram av nämnd/styrelse"
    assert phrase_tail("Tas fram av", "vuxna") is None


def test_a_text_too_long_for_a_row_is_not_tried() -> None:
    assert tokenizations("100 % " * 200, spaces_before=1, trailing_spaces=False) == []


def test_a_text_is_tried_as_cells_where_it_may_begin_as_one_with_what_follows_below() -> None:
    assert may_start_value("  Tas fram av") and may_start_value("-") and may_start_value("12 %")
    # A narrow column breaks 'Minst 5' anywhere.
    assert may_start_value("Mi") and may_start_value("M i")
    assert not may_start_value("Andel nöjda 80 %") and not may_start_value("Bra 5 %")


def test_cells_may_begin_at_each_word_that_begins_as_a_value_and_at_no_other() -> None:
    line = "Andel nöjda med  80 % minst 5 VB 2021"
    words = [line[gap.end() :].split(maxsplit=1)[0] for gap in gaps_before_values(line, 0)]
    assert words == ["80", "minst", "5", "VB", "2021"]
    assert next(gap.end() - gap.start() for gap in gaps_before_values(line, 0)) == 2
    assert [gap.end() for gap in gaps_before_values(line, len(line) - 5)] == [len(line) - 4]


def test_no_phrase_of_the_lexicon_begins_with_a_digit_so_that_none_is_looked_for_at_a_figure() -> None:
    words = vocabulary()
    assert not [phrase for phrase, _ in (*words.phrases, *words.comparators) if phrase[0].isdigit()]
