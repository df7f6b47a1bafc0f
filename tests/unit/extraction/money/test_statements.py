"""Deviations that sentences state: which are read, and which sentences say something else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ingestion.documents.text import text_from_bytes
from ingestion.extraction.text import extract_text
from ingestion.lexicon import lexicon_rows

INDICATORS = (
    "\nKF:s inriktningsmål: 1. En stad för alla \n\n  Indikator Årsmål KF:s årsmål Periodicitet \n\n"
    " Antal barn 16 15 Tertial \n\n"
)


def read(text: str) -> list[dict[str, Any]]:
    extracted = extract_text(text_from_bytes((text + "\n" + INDICATORS).encode(), Path("report.txt")))
    return extracted.money_statements.to_pylist()


def stated(text: str) -> list[tuple[Any, ...]]:
    columns = ("about", "area_name", "direction", "as_printed", "unit", "transfers")
    return [tuple(one[column] for column in columns) for one in read(text)]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Äldreomsorgen visar ett underskott om 2,0 mnkr.", ("area", "Äldreomsorgen", "deficit", "2,0", "mnkr", None)),
        (
            "Verksamhetsområdet individ- och familjeomsorg prognostiserar efter åtgärder ett sammantaget överskott på "
            "1 203 tkr (+0,4 %), främst tack vare vakanser.",
            ("area", "individ- och familjeomsorg", "surplus", "1 203", "tkr", None),
        ),
        (
            "Förskoleverksamheten redovisar ett överskott om 3,5 mnkr före resultatöverföringar, då hyror sjönk.",
            ("area", "Förskoleverksamheten", "surplus", "3,5", "mnkr", "before"),
        ),
        (
            "För verksamhetsområdet äldreomsorg redovisas efter resultatdispositioner en negativ avvikelse mot budget "
            "om -7,1 miljoner kronor.",
            ("area", "äldreomsorg", "deficit", "-7,1", "mnkr", "after"),
        ),
        (
            "Stadsmiljöverksamheten har en avvikelse om -1,1 mnkr då vintern var lång.",
            ("area", "Stadsmiljöverksamheten", "deviation", "-1,1", "mnkr", None),
        ),
        ("Stadsdelsnämnden visar på ett överskott om 12 mnkr.", ("council", None, "surplus", "12", "mnkr", None)),
        (
            "Ekonomiskt bistånd prognostiserar en budget i balans.",
            ("area", "Ekonomiskt bistånd", "balance", "budget i balans", None, None),
        ),
    ],
)
def test_a_sentence_whose_words_are_known_states_a_deviation(sentence: str, expected: tuple[Any, ...]) -> None:
    assert stated(f"Uppföljning \n\n{sentence} \n\nNästa rubrik \n") == [expected]


@pytest.mark.parametrize(
    "sentence",
    [
        "Hemtjänsten inom äldreomsorgen visar ett underskott om 2,0 mnkr.",
        "Äldreomsorgen visade ett underskott om 2,0 mnkr.",
        "Äldreomsorgen visar ett underskott om 2,0 mnkr jämfört med föregående år.",
        "Äldreomsorgen visar ett underskott om 2,0 mnkr inom hemtjänsten.",
        "Äldreomsorgen visar ett underskott om 2,0 mnkr exklusive hyror.",
        "Äldreomsorgen visar ett underskott om 2,0 mnkr, men efter överföring från fonden återstår 0,5 mnkr.",
        "Äldreomsorgen visar ett ackumulerat underskott om 2,0 mnkr.",
        "Äldreomsorgen visar en minskning av underskottet om 2,0 mnkr.",
        "Äldreomsorgen ska ha en budget i balans.",
        "Äldreomsorgen visar ett underskott om 2,0 procent.",
        "Under våren visar förskolan ett överskott om 2,0 mnkr.",
        "Äldreomsorgen visar ett underskott om 2,0 mnkr före resultatöverföringar, efter resultatöverföringar.",
    ],
)
def test_a_sentence_about_a_part_a_change_or_another_time_states_nothing(sentence: str) -> None:
    assert stated(f"Uppföljning \n\n{sentence} \n\nNästa rubrik \n") == []


def test_the_area_of_a_sentence_without_a_name_is_its_heading() -> None:
    heading = "Stöd och service till personer med funktionsnedsättning"
    (one,) = read(f"{heading} \nVerksamhetsområdet visar ett underskott om 4 mnkr. \n")
    assert (one["area_name"], one["area_heading"]) == (None, heading)
    assert stated("Utförare \nVerksamheten visar ett underskott om 4 mnkr. \n") == []


def test_the_lines_are_those_of_the_first_word_and_of_the_figure() -> None:
    text = (
        "Kommentar \n\nVerksamhetsområdet stöd och service till personer med funktionsnedsättning prognostiserar \n"
        "ett \nunderskott om cirka 4,5 mnkr \n(-1,2 %). Underskottet är tillfälligt. \n"
    )
    (one,) = read(text)
    assert (one["line_start"], one["line_end"], one["is_rounded"]) == (3, 6, True)


def test_a_line_in_the_middle_of_a_paragraph_begins_no_sentence() -> None:
    long = "Den enhet som sedan flera år är stadsdelens största och som hör till verksamhetsområdet för "
    assert stated(f"{long}\nÄldreomsorg visar ett underskott om 2,0 mnkr. \n") == []


SENTENCE = [
    "Äldreomsorg ",
    "Verksamhetsområdet äldreomsorg redovisar ett underskott om ",
    "2,0 mnkr före ",
    "resultatöverföringar, vilket beror på hyror och mycket annat som kostar. ",
    "Andra verksamheter går bra. ",
]


@pytest.mark.parametrize("between", ["", " ", "\f", "Tjänsteutlåtande\nSid 3 (84)\nstockholm.se"])
def test_blank_lines_and_ends_of_pages_change_no_statement(between: str) -> None:
    whole = stated("\n".join(SENTENCE))
    assert whole == [("area", "äldreomsorg", "deficit", "2,0", "mnkr", "before")]
    for place in range(1, len(SENTENCE)):
        changed = [*SENTENCE[:place], between, *SENTENCE[place:]]
        assert stated("\n".join(changed)) in (whole, []), place
        on_a_new_page = [*SENTENCE[:place], " " + SENTENCE[place], *SENTENCE[place + 1 :]]
        assert stated("\n".join(on_a_new_page)) in (whole, []), place


def test_two_sentences_of_a_line_are_two_statements() -> None:
    line = "Äldreomsorgen visar ett underskott om 2,0 mnkr. Förskolan visar ett överskott om 1,0 mnkr. "
    assert [one[1] for one in stated(f"Kommentar \n\n{line}\n")] == ["Äldreomsorgen", "Förskolan"]


def test_no_phrase_that_may_stand_up_to_the_noun_ends_a_sentence() -> None:
    roles = {"filler", "transfers", "verb", "adjective", "noun"}
    before = {row["phrase"] for row in lexicon_rows("money_statements.csv") if row["role"] in roles}
    assert len(before) > 20
    assert not any(set(".!?:;").intersection(phrase) for phrase in before)
