"""Lines that hold figures: how many a line ends in at least, and which are numbers of pages."""

from __future__ import annotations

import pytest

from ingestion.documents.figure_lines import figure_lines


@pytest.mark.parametrize(
    ("line", "figures"),
    [
        ("Lokaler 115,1 1,0 114,1", 3),
        ("Lokaler 1 231 907", 1),
        ("Lokaler 1 231", 1),
        ("Lokaler 1 2 231", 2),
        ("0,5 -0,5 ", 2),
        ("Jfr 4,9 % -6,4* (783)", 3),
        ("Budget 2021 Bokslut 2022", 0),
        ("Boende 5 2021", 1),
        ("Städa parken 2021-01-01 2021-12-31", 0),
        ("08-508 7158", 1),
        ("Barn 1-3 år", 0),
        ("ja 4 184", 1),
        ("5 8 -", 2),
    ],
)
def test_a_line_ends_in_so_many_figures_at_least(line: str, figures: int) -> None:
    assert [one.figures for one in figure_lines([line])] == [figures]


def test_lines_without_digits_are_none() -> None:
    assert figure_lines(["", "Äldreomsorg ", " - "]) == []


def page(*middle: str) -> list[str]:
    return [*[""] * 20, *middle, *[""] * 20]


def test_the_numbers_of_pages_are_left_out() -> None:
    text = [*page("Sida 5 (9)"), *page("Sida 6 (9)"), *page("51"), *page("52"), *page("Rapport 3 (4)")]
    assert figure_lines(text) == []


def test_a_figure_alone_is_no_page_and_neither_is_a_count_beside_that_of_last_year() -> None:
    text = [*page("51"), *page("77"), *page("Beröm 16 (14)"), *page("Alla klagomål 5 (7)")]
    assert [one.text for one in figure_lines(text)] == ["51", "77", "Beröm 16 (14)", "Alla klagomål 5 (7)"]


def test_numbers_one_below_the_other_are_rows_not_pages() -> None:
    assert [one.text for one in figure_lines(["Personer", "5", "", "6", "", "7"])] == ["5", "6", "7"]


def test_only_the_end_of_a_long_line_is_looked_at() -> None:
    (one,) = figure_lines(["1 " * 100_000])
    assert len(one.text) <= 400
