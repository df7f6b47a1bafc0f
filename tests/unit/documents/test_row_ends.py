"""Where printed lines seem to end rows, by their form alone."""

from __future__ import annotations

import pytest

from ingestion.documents.row_ends import row_ends


@pytest.mark.parametrize(
    ("line", "kind", "close"),
    [
        ("Andel barn i förskolan 4,6 % 2,7 % Tertial ", "figure", "Tertial"),
        ("70 % 2019", "figure", "#"),
        ("3 2019", "figure", "#"),
        ("   90,07 %  - 2021 ", "figure", "#"),
        ("Antal platser 1 000 st 9 000 st Tertial 1 2019", "figure", "Tertial # #"),
        ("Energi 745 GWh 2021", "figure", "GWh #"),
        ("85 % 86 % VB 2021", "figure", "VB #"),
        ("Antal kontakter 81 % 82 % 2020/2021", "figure", "#/#"),
        ("Nöjdhet bland brukare 81 % 82 % Vartannat år", "cells", "Vartannat år"),
        ("Antal träffar 81 % 82 % -", "cells", "-"),
        ("Andel nöjda 80 % Tas fram av nämnd År", "word", "År"),
        ("Tertial", "alone", "Tertial"),
    ],
)
def test_lines_that_end_as_rows_end(line: str, kind: str, close: str) -> None:
    (found,) = row_ends(["", line])
    assert (found.line, found.kind, found.close) == (2, kind, close)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "Kostnaderna steg från 70 till 80 procent under året",
        "underskott om 6,5 mnkr. Antalet ärenden ökade",
        "nämnd/styrel",
        "ls 2021",
        "Andel unga som går på",
        "Målet nåddes inte under våren 2021",
    ],
)
def test_lines_that_do_not(line: str) -> None:
    assert list(row_ends([line])) == []


@pytest.mark.parametrize("line", ["VP 2024 VP 2023 Bokslut 2022", "år 2024 Periodicitet"])
def test_a_year_is_no_value(line: str) -> None:
    assert [one.kind for one in row_ends([line])] in ([], ["word"])


@pytest.mark.parametrize("line", ["1 " * 50_000, "1 % " * 40_000, "A" * 100_000, "- " * 50_000, "1 a " * 40_000])
def test_only_the_end_of_a_line_is_looked_at(line: str) -> None:
    ((long,), (short,)) = ([list(row_ends([text]))] for text in (line, line[-700:]))
    assert long == short
